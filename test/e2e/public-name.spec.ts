import fs from 'node:fs'
import path from 'node:path'
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { visitorBrowser } from '../support/browser.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { freePort, startUpstream, type Upstream } from '../support/gate.ts'
import { startOwnerApp, type OwnerApp } from '../support/owner-app.ts'
import { startPebble, type Pebble } from '../support/pebble.ts'
import { expectAccessible } from '../support/tour.ts'

const folder = temporaryFolder()
const NAME = 'camera.example.org'
let upstream: Upstream
let pebble: Pebble
let port: number
let app: OwnerApp
let page: Page
let visitor: BrowserContext | undefined

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Garden camera</title><h1>Garden camera</h1>')
  })
  port = await freePort()
  // It looks for the name at the port of the site, as the real one does at 443.
  pebble = await startPebble({ tlsPort: port })
  fs.writeFileSync(path.join(folder, 'directory.pem'), pebble.ca)
  app = await startOwnerApp(path.join(folder, 'data'))
  page = app.page
})
test.afterAll(async () => {
  await visitor?.close()
  await app?.stop()
  await pebble?.stop()
  await upstream?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('the first steps order a certificate for a name on the internet, having looked at what that needs', async () => {
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByLabel('Repeat the passphrase').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Create authority' }).click()
  await page.getByLabel('Address of the device’s page').fill(upstream.url)
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByText('Change address, port or mode').click()
  await page.getByLabel('Listen on').fill(`127.0.0.1:${port}`)
  await page.getByRole('button', { name: 'Lock it' }).click()

  await page.getByRole('button', { name: 'Phones open it under a name on the internet…' }).click()
  const form = page.getByRole('form', { name: 'From a public authority' })
  // A name that is known at home only is not proposed to a public authority.
  await expect(form.getByLabel('For these names')).toHaveValue('')
  await form.getByLabel('For these names').fill(NAME)
  await form.getByLabel('Authority', { exact: true }).selectOption('Another one')
  await form.getByLabel('Address of its directory').fill(pebble.directory)
  await form.locator('input[type=file]').setInputFiles(path.join(folder, 'directory.pem'))
  await form.getByLabel('How the authority sees').selectOption('It looks at port 443 of this site (tls-alpn-01)')
  await form.getByRole('button', { name: 'Order it' }).click()
  // Nobody but the authority's own DNS server knows the name here.
  await expect(form.getByRole('alert')).toContainText(NAME)
  await expectAccessible(page)
  await form.getByRole('button', { name: 'Order all the same' }).click()
  await expect(page.getByText('A public authority vouches for it')).toBeVisible({ timeout: 60_000 })
})

test('the phone is given one file, and opens the page in a browser that knows nothing of the house', async () => {
  await page.getByLabel('Name of the device').fill('Alice’s iPhone')
  await page.getByRole('button', { name: 'Create certificate' }).click()
  await page.getByRole('tab', { name: 'Save file' }).click()
  await expect(page.getByRole('button', { name: /Save CA certificate/ })).toHaveCount(0)
  const pfx = await app.save(
    () => page.getByRole('button', { name: /Save certificate of Alice’s iPhone/ }).click(),
    path.join(folder, 'alice.pfx'),
  )
  const password = await page
    .locator('.password')
    .getByText(/^[a-z0-9]+(-[a-z0-9]+)+$/)
    .first()
    .innerText()
  const ca = path.join(folder, 'pebble.pem')
  fs.writeFileSync(ca, await pebble.root())
  const origin = `https://${NAME}:${port}`
  visitor = await visitorBrowser({
    home: path.join(folder, 'alice'),
    ca,
    origin,
    identity: { pfx, password: password.trim() },
    args: [`--host-resolver-rules=MAP ${NAME} 127.0.0.1`],
  })
  const tab = await visitor.newPage()
  await tab.goto(origin)
  await expect(tab.getByRole('heading', { name: 'Garden camera' })).toBeVisible()
  await expect(page.getByText(/Alice’s iPhone got in at .*, with the certificate you just gave it/)).toBeVisible()
})
