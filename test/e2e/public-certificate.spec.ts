import fs from 'node:fs'
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { cli, documentOf, startServe } from '../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { freePort, startUpstream, visit, type Upstream } from '../support/gate.ts'
import { startOwnerApp, type OwnerApp } from '../support/owner-app.ts'
import { startPebble, type Pebble } from '../support/pebble.ts'
import { expectAccessible, openScreen, setLook } from '../support/tour.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const HOST = 'camera.example.org'
let upstream: Upstream
let pebble: Pebble
let app: OwnerApp
let page: Page
let siteId: string
let port: number
let alice: { cert: string; key: string }

const section = () => page.getByRole('region', { name: 'Server certificate' })
const enter = async () => visit({ port, ca: await pebble.root(), servername: HOST, host: HOST, certificate: alice })

test.beforeAll(async () => {
  const run = async (...args: string[]): Promise<Record<string, unknown>> => {
    const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  }
  upstream = await startUpstream((_request, response) => void response.end('behind the door'))
  port = await freePort()
  pebble = await startPebble({ tlsPort: port })
  fs.writeFileSync(path.join(folder, 'directory.pem'), pebble.ca)
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  await run('device', 'add', 'Alice', '--platform', 'android')
  const file = path.join(folder, 'alice.pem')
  await run('device', 'export', 'Alice', '--out', file, '--format', 'pem')
  const pem = fs.readFileSync(file, 'utf8')
  alice = { cert: pem, key: pem }
  const place = `127.0.0.1:${port}`
  siteId = String(
    (await run('site', 'add', 'Camera', '--host', HOST, '--listen', place, '--upstream', upstream.url))['id'],
  )
  app = await startOwnerApp(data, await startServe(['--data', data]))
  page = app.page
})
test.afterAll(async () => {
  await app?.stop()
  await pebble?.stop()
  await upstream?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('an order that the authority cannot take is told, and nothing changes', async () => {
  await openScreen(page, `sites/${siteId}`)
  await section().getByRole('button', { name: 'Use another certificate' }).click()
  await expect(section().getByLabel('Where it comes from')).toHaveValue('acme')
  await expect(section().getByLabel('For these names')).toHaveValue(HOST)
  await section().getByLabel('Authority', { exact: true }).selectOption('Another one')
  await section().getByLabel('Address of its directory').fill(pebble.directory)
  await section().getByLabel('How the authority sees').selectOption('It looks at port 443 of this site (tls-alpn-01)')
  await section().getByRole('button', { name: 'Order it' }).click()
  // Its root is not known yet.
  await expect(
    section()
      .getByRole('alert')
      .getByText(/does not prove who it is/),
  ).toBeVisible()
  await expect(section().getByText('Issued by your own authority.')).toBeVisible()
  // It was looked at only. Ordered all the same, it fails, and is tried again.
  await expect(section().getByRole('button', { name: 'Try now' })).toHaveCount(0)
  await section().getByRole('button', { name: 'Order all the same' }).click()
  await expect(section().getByRole('button', { name: 'Try now' })).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await setLook(page, { colorScheme })
    await expectAccessible(page)
  }
})

test('a public certificate is ordered and used at once, and devices get no root any more', async () => {
  await section().locator('input[type=file]').setInputFiles(path.join(folder, 'directory.pem'))
  await section().getByRole('button', { name: 'Order it' }).click()
  // Nobody but the authority's own DNS server knows the name.
  await expect(section().getByRole('alert')).toContainText(HOST)
  await section().getByRole('button', { name: 'Order all the same' }).click()
  await expect(section().getByText(/^Issued by 127\.0\.0\.1/)).toBeVisible({ timeout: 60_000 })
  await expect(section().getByText(/It renews itself on/)).toBeVisible()
  expect(await enter()).toMatchObject({ status: 200, body: 'behind the door' })
  const steps = documentOf(await cli(['device', 'show', 'Alice', '--data', data, '--json']))
  if (!steps.ok) throw new Error(steps.error.message)
  await openScreen(page, `devices/${String(steps.value['id'])}`)
  await page.getByRole('button', { name: /^Set up on the device/ }).click()
  await expect(page.getByRole('tab', { name: 'QR code' })).toBeVisible()
  await expect(page.getByText('Get the certificate of this device.').first()).toBeVisible()
  await expect(page.getByText('Get the certificate of the authority.')).toHaveCount(0)
})
