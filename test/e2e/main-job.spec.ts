import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { visitorBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/engine.ts'
import { freePort, policyOf, siteOf, startGate } from '../support/gate.ts'
import { startNginx, type Nginx } from '../support/nginx.ts'
import { opensslAuthority } from '../support/openssl-pki.ts'
import { startOwnerApp, type OwnerApp } from '../support/owner-app.ts'

const folder = temporaryFolder()
let nginx: Nginx
let app: OwnerApp
let page: Page
const visitors: BrowserContext[] = []
/** Clicks from first launch to green. */
let clicks = 0

const click = async (target: Locator): Promise<void> => {
  await target.click()
  clicks += 1
}

/** Milliseconds that the page's request spent on connecting: none on a connection that was open (W3C Resource Timing). */
function connectingTime(tab: Page): Promise<number> {
  return tab.evaluate(() => {
    const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    if (!visit) throw new Error('the browser kept no timing')
    return visit.connectEnd - visit.connectStart
  })
}

test.beforeAll(async () => {
  nginx = await startNginx(
    path.join(folder, 'nginx'),
    '<!doctype html><title>Garden camera</title><h1>Garden camera</h1>',
  )
  app = await startOwnerApp(path.join(folder, 'data'))
  page = app.page
})

test.afterAll(async () => {
  for (const visitor of visitors) await visitor.close()
  await app?.stop()
  await nginx?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('from first launch to green in at most ten clicks, and out again with one revocation', async () => {
  // A token has left the address bar.
  expect(new URL(page.url()).pathname).toBe('/')

  await page.getByLabel('Passphrase', { exact: true }).fill('tidal otter lantern basin')
  await page.getByLabel('Repeat the passphrase').fill('tidal otter lantern basin')
  await click(page.getByRole('button', { name: 'Create authority' }))

  await page.getByLabel('Address of the device’s page').fill(nginx.url)
  await click(page.getByRole('button', { name: 'Try it' }))
  await expect(page.getByText('Garden camera')).toBeVisible()
  await click(page.getByRole('button', { name: 'Lock it' }))

  await page.getByLabel('Name of the device').fill('Alice’s iPhone')
  await click(page.getByRole('button', { name: 'Create certificate' }))

  await click(page.getByRole('tab', { name: 'Save file' }))
  const pfx = await app.save(
    () => click(page.getByRole('button', { name: /Save certificate of Alice’s iPhone/ })),
    path.join(folder, 'alice.pfx'),
  )
  const ca = await app.save(
    () => click(page.getByRole('button', { name: /Save CA certificate/ })),
    path.join(folder, 'ca.crt'),
  )
  const password = (
    await page
      .locator('.password')
      .getByText(/^[a-z0-9]+(-[a-z0-9]+)+$/)
      .first()
      .innerText()
  ).trim()

  // Nothing is green because files were saved.
  await expect(page.getByText(/got in at/)).toHaveCount(0)
  const address = (
    await page
      .getByText(/^https:\/\/[^ ]+$/)
      .last()
      .innerText()
  ).trim()
  const { port } = new URL(address)
  const origin = `https://localhost:${port}`

  const alice = await visitorBrowser({ home: path.join(folder, 'alice'), ca, origin, identity: { pfx, password } })
  visitors.push(alice)
  const visit = await alice.newPage()
  await visit.goto(`${origin}/`)
  await expect(visit.getByRole('heading', { name: 'Garden camera' })).toBeVisible()
  expect(await connectingTime(visit)).toBeGreaterThan(0)

  await expect(page.getByText(/Alice’s iPhone got in at .*, with the certificate you just gave it/)).toBeVisible()
  process.stdout.write(`Clicks from first launch to green: ${clicks}\n`)
  expect(clicks).toBeLessThanOrEqual(10)

  await page.getByRole('link', { name: 'Run diagnostics' }).click()
  await expect(page.getByText(/28 visits, every one as expected/)).toBeVisible()

  // A stranger without a certificate.
  const stranger = await visitorBrowser({ home: path.join(folder, 'stranger'), ca, origin, identity: null })
  visitors.push(stranger)
  const outside = await stranger.newPage()
  const refused = await outside.goto(`${origin}/`)
  expect(refused?.status()).toBe(403)
  await expect(outside.getByRole('heading', { name: 'No certificate was sent' })).toBeVisible()

  // One click in the panel that opens with a reason already chosen.
  await page.getByRole('link', { name: 'Devices' }).first().click()
  await page.getByText('Alice’s iPhone').first().click()
  await page.getByRole('button', { name: 'Revoke…' }).click()
  await page.getByRole('button', { name: 'Revoke Alice’s iPhone' }).click()
  await expect(page.getByText(/does not get in any more/).first()).toBeVisible()
  const after = await visit.reload()
  expect(after?.status()).toBe(403)
  await expect(visit.getByRole('heading', { name: 'Your certificate was revoked' })).toBeVisible()
  await expect(visit.getByText('23 X509_V_ERR_CERT_REVOKED')).toBeVisible()
  // The connection that Alice already had.
  expect(await connectingTime(visit)).toBe(0)
})

test('a browser whose certificate has expired is told so, with code and name', async () => {
  // Browsers do not offer a certificate that is expired by their own clock: here the door's clock is a month ahead.
  const work = path.join(folder, 'expired')
  fs.mkdirSync(work)
  const authority = opensslAuthority('Home CA')
  const server = authority.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost' })
  const phone = authority.leaf({ cn: 'Old phone' })
  const file = (name: string, text: string): string => {
    fs.writeFileSync(path.join(work, name), text)
    return path.join(work, name)
  }
  const pfx = path.join(work, 'old.pfx')
  const inputs = ['-in', file('old.crt', phone.cert), '-inkey', file('old.key', phone.key)]
  execFileSync('openssl', ['pkcs12', '-export', ...inputs, '-name', 'old', '-passout', 'pass:probe', '-out', pfx])
  const port = await freePort()
  const origin = `https://localhost:${port}`
  const gate = startGate(() => Date.now() + 31 * 86_400_000)
  try {
    await gate.apply(policyOf(authority, port, [siteOf({ server, upstream: nginx.url, hosts: ['localhost'] })]))
    const ca = file('ca.crt', authority.cert)
    const visitor = await visitorBrowser({
      home: path.join(work, 'home'),
      ca,
      origin,
      identity: { pfx, password: 'probe' },
    })
    visitors.push(visitor)
    const tab = await visitor.newPage()
    expect((await tab.goto(`${origin}/`))?.status()).toBe(403)
    await expect(tab.getByRole('heading', { name: 'Your certificate has expired' })).toBeVisible()
    await expect(tab.getByText('10 X509_V_ERR_CERT_HAS_EXPIRED')).toBeVisible()
  } finally {
    gate.close()
  }
})
