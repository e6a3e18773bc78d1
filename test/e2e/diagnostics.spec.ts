import fs from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/engine.ts'
import type { ForeignServer } from '../support/foreign-server.ts'
import { haproxy } from '../support/front-ends.ts'
import { furnish, passphrase, type Furnished } from '../support/furnished.ts'
import { opensslAuthority } from '../support/openssl-pki.ts'
import { openScreen, setLook } from '../support/tour.ts'

/** The screens of the diagnosis, used as a person uses them, against real servers and files. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const folder = temporaryFolder()
const home = opensslAuthority('Elsewhere')
const between = home.intermediate('Between')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home,IP:127.0.0.1' })
const phone = between.leaf({ cn: 'phone' })

let house: Furnished
let front: ForeignServer
let browser: Browser
let page: Page

test.beforeAll(async () => {
  house = await furnish(folder)
  front = await haproxy({ server, ca: home.cert, demand: 'required' })
  browser = await ownerBrowser()
  const context = await browser.newContext({
    permissions: ['clipboard-read', 'clipboard-write'],
    acceptDownloads: true,
  })
  page = await context.newPage()
  await page.goto(house.serve.url)
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
})
test.afterAll(async () => {
  await browser?.close()
  await front?.stop()
  await house?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const file = (name: string, text: string) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) })

/** Gives files as the person's dialog does. */
async function choose(button: string, files: readonly ReturnType<typeof file>[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: button }).click()
  await (await chooser).setFiles([...files])
}

/** What is on the screen is readable by everybody, in both looks, and fits a phone. */
async function looksRight(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await setLook(page, { colorScheme })
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze()
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([])
  }
  await setLook(page, { colorScheme: 'light', width: 380 })
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(excess).toBe(0)
  await setLook(page, { colorScheme: 'light' })
}

test('any server: what it wants, its handshakes as ladders, and what to change there', async () => {
  await openScreen(page, 'diagnostics/server')
  await page.getByLabel('Address of the server').fill(`127.0.0.1:${front.port}`)
  await page.getByRole('button', { name: 'Ask the server' }).click()
  await expect(page.getByText(/Certificates are REQUIRED/).first()).toBeVisible()
  await expect(page.getByText('Alert 116 certificate_required')).toBeVisible()
  await expect(page.getByText('CN=Elsewhere').first()).toBeVisible()
  await page.getByText('What programs show').click()
  await expect(page.getByText('ERR_BAD_SSL_CLIENT_AUTH_CERT')).toBeVisible()
  await page.getByRole('button', { name: 'Copy report' }).click()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  expect(text).toContain('Certificates REQUIRED')
  expect(text).toContain('certificate_required')
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save JSON' }).click()
  const json = path.join(folder, 'report.json')
  await (await saved).saveAs(json)
  expect(JSON.parse(fs.readFileSync(json, 'utf8'))).toMatchObject({ clientCertificate: 'required' })
  await looksRight()
})

test('any server, as a device of this app: refused, and why', async () => {
  await openScreen(page, 'diagnostics/server')
  await page.getByLabel('Address of the server').fill(`https://127.0.0.1:${front.port}/path`)
  await page.getByLabel('Connect as').selectOption({ label: 'Alice’s iPhone' })
  await page.getByRole('button', { name: 'Ask the server' }).click()
  await page.getByLabel('Passphrase').fill(passphrase)
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByText(/not among the authorities/)).toBeVisible()
  await expect(page.getByText('ssl_client_certificate').first()).toBeVisible()
})

test('a server that never answers is left at once when the person cancels', async () => {
  const sockets: net.Socket[] = []
  const silent = net.createServer((socket) => void sockets.push(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  try {
    await openScreen(page, 'diagnostics/server')
    await page.getByLabel('Address of the server').fill(`127.0.0.1:${(silent.address() as AddressInfo).port}`)
    await page.getByRole('button', { name: 'Ask the server' }).click()
    await expect.poll(() => sockets.length).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByText('Cancelled. Nothing was changed.')).toBeVisible()
  } finally {
    for (const socket of sockets) socket.destroy()
    silent.close()
  }
  await page.getByLabel('Address of the server').fill('not a place')
  await page.getByRole('button', { name: 'Ask the server' }).click()
  await expect(page.getByText(/Write a name or an IP address/)).toBeVisible()
})

test('files: whether they belong together, the intermediate that is missing, and a server that is asked', async () => {
  await openScreen(page, 'diagnostics/file')
  await choose('Choose files', [
    file('phone.key', phone.key),
    file('phone.crt', phone.cert),
    file('root.crt', home.cert),
  ])
  await expect(page.getByRole('status').filter({ hasText: 'verify code 20' })).toBeVisible()
  await choose('Choose files', [file('between.crt', between.cert)])
  await expect(page.getByText('“phone” → “Between” → “Elsewhere”').first()).toBeVisible()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save it with its intermediate' }).click()
  expect((await saved).suggestedFilename()).toBe('phone-fullchain.pem')
  await page.getByLabel('Address of the server').fill(`127.0.0.1:${front.port}`)
  await page.getByRole('button', { name: 'Ask the server' }).click()
  await expect(page.getByText(/Your certificate was accepted \(HTTP 200\)/).first()).toBeVisible()
  await looksRight()
})

test('a file with a password asks for it, says which phones refuse it, and forgets it', async () => {
  const p12 = path.join(folder, '0.pfx')
  await openScreen(page, 'diagnostics/site')
  await openScreen(page, 'diagnostics/file')
  const content = { name: 'alice.pfx', mimeType: 'application/x-pkcs12', buffer: fs.readFileSync(p12) }
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose files' }).click()
  await (await chooser).setFiles([content])
  await page.getByLabel('Password of alice.pfx').fill('wrong')
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByText('Where it can be imported')).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: /password/ })).toBeVisible()
  await page.getByRole('button', { name: 'Start over' }).click()
  await expect(page.getByText('alice.pfx')).toHaveCount(0)
})

test('a stopped site is started from the diagnosis, which then runs', async () => {
  await openScreen(page, 'sites')
  await page.getByRole('switch', { name: 'Garden camera is running' }).click()
  await expect(page.getByRole('switch', { name: 'Garden camera is running' })).not.toBeChecked()
  await openScreen(page, 'diagnostics/site')
  await page.getByRole('button', { name: 'Run diagnostics' }).click()
  await page.getByRole('button', { name: 'Start Garden camera' }).click()
  await expect(page.getByText(/every one as expected/)).toBeVisible()
})

test('a phone is watched: every knock is explained as it happens', async () => {
  await openScreen(page, 'diagnostics/watch')
  await page.getByRole('button', { name: 'Watch for a minute' }).click()
  await expect(page.getByText('Now open this on the phone:')).toBeVisible()
  // What comes from this computer counts when the way to the door has been checked.
  await expect(page.getByText(/is every device itself/).first()).toBeVisible()
  await expect(page.getByText(/listens on 127\.0\.0\.1 only/)).toBeVisible()
  await expect(page.getByText(/The site answers at/)).toBeVisible()
  const knocks = page.getByRole('region', { name: 'Knocks' })
  await house.visit(null)
  await expect(knocks.getByText(/showed no certificate/)).toBeVisible()
  await house.visit('Alice’s iPhone')
  await expect(knocks.getByText('“Alice’s iPhone” was let in.')).toBeVisible()
  await looksRight()
  await page.getByRole('button', { name: 'Stop' }).click()
  const verdict = page.getByRole('status').filter({ hasText: 'was let in' })
  await expect(verdict).toContainText('Earlier tries were refused.')
  await page.getByRole('button', { name: 'Copy report' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Who knocked at Garden camera')
})

test('nothing arrives: the screen says what that means, and leads to what is wrong', async () => {
  await openScreen(page, 'diagnostics/watch')
  await page.getByRole('button', { name: /Watch (for a minute|again)/ }).click()
  await expect(page.getByText(/The site answers at/)).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Nothing arrived at the door' })).toBeVisible()
  await page.getByRole('link', { name: 'Open Garden camera' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sites' })).toBeVisible()
})
