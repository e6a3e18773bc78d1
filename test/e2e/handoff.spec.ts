import fs from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { createDispatcher } from '../../electron/rpc/dispatch.ts'
import { serveInterface, type Served } from '../../electron/headless/interface/server.ts'
import type { FileContent } from '../../shared/contract/common.ts'
import type { PluggedDrive } from '../../electron/engine/deps.ts'
import { ownerBrowser, visitorBrowser } from '../support/browser.ts'
import { cli, documentOf, startServe, type RunningServe } from '../support/cli.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../support/engine.ts'
import { freePort, startUpstream, type Upstream } from '../support/gate.ts'
import { openScreen, setLook } from '../support/tour.ts'

/** WCAG 2.2, levels A and AA. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const PIXEL =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
let upstream: Upstream
let app: RunningServe
let owner: Browser
let page: Page
let origin: string
const contexts: BrowserContext[] = []

async function run(...args: string[]): Promise<Record<string, unknown>> {
  const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

async function phone(userAgent: string): Promise<Page> {
  const context = await owner.newContext({
    userAgent,
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    acceptDownloads: true,
  })
  contexts.push(context)
  return context.newPage()
}

async function take(tab: Page, name: string, file: string): Promise<string> {
  const download = tab.waitForEvent('download')
  await tab.getByRole('link', { name }).click()
  const target = path.join(folder, file)
  await (await download).saveAs(target)
  return target
}

/** Opens a device's panel, on the hand-off. */
async function handOver(tab: Page, id: unknown): Promise<void> {
  await openScreen(tab, `devices/${String(id)}`)
  await tab.getByRole('button', { name: 'Set up on the device', exact: true }).click()
  await expect(tab.getByRole('tab', { name: 'QR code' })).toBeVisible()
}

async function violations(tab: Page): Promise<string[]> {
  const found = (await new AxeBuilder({ page: tab }).withTags(WCAG).analyze()).violations
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)
}

async function unlock(tab: Page): Promise<void> {
  await tab.getByRole('button', { name: 'Locked' }).click()
  await tab.getByLabel('Passphrase').fill(PASSPHRASE)
  await tab.getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(tab.getByRole('button', { name: 'Unlocked' })).toBeVisible()
}

test.beforeAll(async () => {
  upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Camera</title><h1>Camera</h1>')
  })
  const port = await freePort()
  origin = `https://localhost:${port}`
  await run('authority', 'create', '--name', 'Family home')
  const site = ['--host', 'localhost', '--listen', `127.0.0.1:${port}`, '--upstream', upstream.url]
  await run('site', 'add', 'Camera', ...site)
  app = await startServe(['--data', data])
  owner = await ownerBrowser()
  page = await (await owner.newContext()).newPage()
  await page.goto(app.url)
  await expect(page.getByRole('heading', { name: 'Welcome to Vestibule' })).toBeVisible()
  await unlock(page)
})

test.afterAll(async () => {
  for (const context of contexts) await context.close()
  await owner?.close()
  await app?.stop()
  await upstream?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('a phone scans the code, takes its files, and the screen turns green by its own handshake', async () => {
  const { id } = await run('device', 'add', 'Bob’s Pixel', '--platform', 'android')
  await handOver(page, id)
  await page.getByLabel('Network').selectOption('127.0.0.1')
  await page.getByRole('button', { name: 'Show the QR code' }).click()
  await expect(page.getByRole('img', { name: 'QR code of the one-time link' })).toBeVisible()
  const link = (await page.locator('.handover-url').innerText()).trim()
  const password = (await page.locator('.password .copyable').innerText()).trim()
  await expect(page.getByText('Waiting for the device to open it')).toBeVisible()
  expect(await violations(page)).toEqual([])

  const pixel = await phone(PIXEL)
  await pixel.goto(link)
  await expect(pixel.getByRole('heading', { name: 'Bob’s Pixel' })).toBeVisible()
  await expect(pixel.getByText('VPN & app user certificate').first()).toBeVisible()
  expect(await pixel.content()).not.toContain(password)
  await expect(page.getByText('Opened on Android.')).toBeVisible()
  expect(await violations(pixel)).toEqual([])
  expect(await pixel.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
    0,
  )

  const ca = await take(pixel, 'Get the certificate of the authority', 'ca.crt')
  const pfx = await take(pixel, 'Get the certificate of this device', 'pixel.pfx')
  await expect(page.getByText('Taken by Android.')).toBeVisible()
  // Nothing is green because a file was taken.
  await expect(page.getByText(/got in at/)).toHaveCount(0)
  await pixel.reload()
  await expect(pixel.getByText('It was taken already').first()).toBeVisible()

  const home = path.join(folder, 'pixel-home')
  const browser = await visitorBrowser({ home, ca, origin, identity: { pfx, password } })
  contexts.push(browser)
  const visit = await browser.newPage()
  await visit.goto(`${origin}/`)
  await expect(visit.getByRole('heading', { name: 'Camera' })).toBeVisible()
  await expect(page.getByText(/Bob’s Pixel got in at .*, with the certificate you just gave it/)).toBeVisible()
  // The link has done its work.
  await expect
    .poll(() =>
      pixel.reload().then(
        () => 'open',
        () => 'closed',
      ),
    )
    .toBe('closed')
})

test('an iPhone gets one profile with both, and the link can be closed at any time', async () => {
  const { id } = await run('device', 'add', 'Alice’s iPhone', '--platform', 'iphone')
  await handOver(page, id)
  await page.getByLabel('Network').selectOption('127.0.0.1')
  await page.getByRole('button', { name: 'Show the QR code' }).click()
  const link = (await page.locator('.handover-url').innerText()).trim()
  const iphone = await phone(IPHONE)
  await iphone.goto(link)
  await expect(iphone.getByText('Certificate Trust Settings').first()).toBeVisible()
  await expect(page.getByText('Opened on iPhone or iPad.')).toBeVisible()
  const profile = await take(iphone, 'Get the profile', 'alice.mobileconfig')
  expect(fs.readFileSync(profile, 'utf8')).toContain('com.apple.security.pkcs12')
  await expect(page.getByText('Taken by iPhone or iPad.')).toBeVisible()
  await page.getByRole('button', { name: 'Close the link' }).click()
  await expect(page.getByRole('button', { name: 'Show a new QR code' })).toBeVisible()
  await expect
    .poll(() =>
      iphone.reload().then(
        () => 'open',
        () => 'closed',
      ),
    )
    .toBe('closed')
})

test('the network that was chosen is kept for the next link, and can be set apart from it', async () => {
  await openScreen(page, 'settings')
  await expect(page.getByLabel('Network')).toHaveValue('127.0.0.1')
})

test('version, form and a password of one’s own are chosen in words', async () => {
  const { id } = await run('device', 'add', 'Carol’s phone', '--platform', 'iphone')
  await handOver(page, id)
  await expect(page.getByText(/Works on every version\..*iOS 17 and older/)).toBeVisible()
  await page.getByLabel('Which version?').selectOption('iOS 18 and newer')
  await expect(page.getByText(/For newer versions\..*AES-256/)).toBeVisible()
  await page.getByRole('tab', { name: 'Save file' }).click()
  const first = page.waitForEvent('download')
  await page.getByRole('button', { name: /Save certificate of Carol’s phone/ }).click()
  expect((await first).suggestedFilename()).toBe('Carols-phone.pfx')
  await expect(page.getByText('Made for newer versions.')).toBeVisible()
  const twin = page.waitForEvent('download')
  await page.getByRole('button', { name: /Make it so that every version reads it/ }).click()
  await twin
  await expect(page.getByText('Made so that every version reads it.')).toBeVisible()

  await page.getByText('Use a password of my own').click()
  await page.getByLabel('Password of your own').fill('пароль')
  await expect(page.getByText(/Plain letters, digits and signs only/)).toBeVisible()
  await page.getByLabel('Password of your own').fill('tidal otter lantern')
  await expect(page.getByText(/Strength: /)).toBeVisible()
  const own = page.waitForEvent('download')
  await page.getByRole('button', { name: /Save certificate of Carol’s phone/ }).click()
  await own
  await expect(page.locator('.password')).toHaveCount(0)
})

test.describe('with a stick or a share sheet', () => {
  let engine: TestEngine
  let served: Served
  let tab: Page
  let plugged: PluggedDrive[] = []
  const shared: FileContent[] = []
  const place = path.join(folder, 'stick')

  test.beforeAll(async () => {
    fs.mkdirSync(place)
    engine = await startEngine(path.join(folder, 'stick-data'), {
      drives: { list: async () => plugged },
      features: { share: async (file) => void shared.push(file) },
    })
    await engine.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
    await engine.client.call('device.add', { name: 'Laptop', platform: 'windows' })
    // As the desktop's window, which alone has a share sheet.
    const transport = createDispatcher(engine.engine, { onBug: (_method, error) => void engine.bugs.push(error) }).for({
      via: 'window',
    })
    const interfaceFolder = path.join(import.meta.dirname, '../../out/renderer')
    served = await serveInterface({ transportFor: () => transport, interfaceFolder, port: 0 })
    tab = await (await owner.newContext()).newPage()
    await tab.goto(served.entrance())
  })
  test.afterAll(async () => {
    await tab?.close()
    await served?.close()
    await engine?.engine.close()
  })

  test('it appears when it is plugged in, gets both files, and disappears when it is pulled', async () => {
    const [device] = await engine.client.call('device.list', {})
    await handOver(tab, device?.id)
    await tab.getByRole('tab', { name: 'USB stick' }).click()
    await expect(tab.getByText('Plug in a USB stick: it appears here by itself.')).toBeVisible()
    plugged = [{ place, name: 'HOLIDAY', fileSystem: 'exFAT', free: 14.2e9, total: 31.9e9, writable: true }]
    await expect(tab.getByText('exFAT, 14 GB free of 32 GB')).toBeVisible()
    expect(await violations(tab)).toEqual([])
    await tab.getByRole('button', { name: 'Write to HOLIDAY' }).click()
    await expect(tab.getByText('Written and read back: Home.crt and Laptop.pfx. You can pull it out.')).toBeVisible()
    await expect(tab.locator('.password .copyable')).toBeVisible()
    expect(fs.readdirSync(place)).toHaveLength(2)
    plugged = []
    await expect(tab.getByText('exFAT, 14 GB free of 32 GB')).toHaveCount(0)
    expect(engine.bugs).toEqual([])
  })

  test('where the system has a share sheet, both files are handed to it', async () => {
    await tab.getByRole('tab', { name: 'Share', exact: true }).click()
    await tab.getByRole('button', { name: 'Share certificate of Laptop (.pfx)' }).click()
    await expect(tab.locator('.password .copyable')).toBeVisible()
    await tab.getByRole('button', { name: 'Share CA certificate (.crt)' }).click()
    await expect.poll(() => shared.map(({ fileName }) => fileName)).toEqual(['Laptop.pfx', 'Home.crt'])
  })
})

for (const width of [380, 900]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`handing over fits at ${width} px and is accessible (${colorScheme})`, async () => {
      const { id } = await run('device', 'add', `Phone ${width} ${colorScheme}`, '--platform', 'android')
      await setLook(page, { colorScheme, width })
      await handOver(page, id)
      await page.getByRole('button', { name: 'Show the QR code' }).click()
      await expect(page.locator('.password .copyable')).toBeVisible()
      const excess = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(excess).toBe(0)
      expect(await violations(page)).toEqual([])
      await page.getByRole('button', { name: 'Close the link' }).click()
      await setLook(page, { colorScheme: 'light' })
    })
  }
}
