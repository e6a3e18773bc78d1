import fs from 'node:fs'
import path from 'node:path'
import { expect, test, type Browser } from '@playwright/test'
import { createClient } from '../../shared/client.ts'
import { ownerBrowser } from '../support/browser.ts'
import { openDesktopPage } from '../support/desktop-page.ts'
import { startDesktop, type Desktop } from '../support/desktop.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { startForeignListener } from '../support/foreign-listener.ts'
import { freePort } from '../support/gate.ts'
import { expectAccessible } from '../support/tour.ts'

// The desktop's own process runs on the stand-in here; its window is a page of Chromium.
const folder = temporaryFolder()
const env = { XDG_CONFIG_HOME: path.join(folder, 'config'), STAND_IN_KEYCHAIN: 'weak' }
let desktop: Desktop
let browser: Browser

test.beforeAll(async () => {
  desktop = await startDesktop(path.join(folder, 'data'), { env })
  browser = await ownerBrowser()
  const client = createClient(desktop.transport)
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256', remember: true })
})
test.afterAll(async () => {
  await browser?.close()
  await desktop?.quit()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('opening at login is switched in the settings', async () => {
  const page = await openDesktopPage(browser, desktop, '#/settings')
  const login = page.getByRole('switch', { name: 'Open Vestibule when I log in' })
  await expect(login).not.toBeChecked()
  await login.click()
  await expect(login).toBeChecked()
  expect(fs.existsSync(path.join(folder, 'config/autostart/vestibule.desktop'))).toBe(true)
  await expectAccessible(page)
  await page.close()
})

test('a folder that cannot be written to is said beside the switch, which goes back', async () => {
  fs.rmSync(path.join(folder, 'config'), { recursive: true })
  fs.writeFileSync(path.join(folder, 'config'), '')
  const page = await openDesktopPage(browser, desktop, '#/settings')
  const login = page.getByRole('switch', { name: 'Open Vestibule when I log in' })
  await login.click()
  await expect(page.getByText(/Opening at login could not be changed: .*part of the path is a file/)).toBeVisible()
  await expect(login).not.toBeChecked()
  await page.close()
})

test('a remembered passphrase is told, with its weakness, and forgotten by a click', async () => {
  const page = await openDesktopPage(browser, desktop, '#/settings')
  await expect(page.getByText(/This system has no keyring/)).toBeVisible()
  await page.getByRole('button', { name: 'Forget it' }).click()
  await expect(page.getByText('Not remembered on this computer.')).toBeVisible()
  expect(fs.existsSync(path.join(folder, 'data/remembered'))).toBe(false)
  await page.close()
})

test('a file that the system opens with the app is looked at', async () => {
  const file = path.join(folder, 'Nobody’s notes.csr')
  fs.writeFileSync(file, 'these are no certificates')
  await desktop.order({ do: 'app-event', event: 'second-instance', args: [['vestibule', file], '/', {}] })
  const url = new URL((await desktop.record()).window?.url ?? '')
  const page = await openDesktopPage(browser, desktop, url.hash)
  await expect(page.getByRole('article', { name: 'Nobody’s notes.csr' })).toBeVisible()
  expect(page.url()).not.toContain('opened')
  await page.reload()
  await expect(page.getByText('Drop files here')).toBeVisible()
  await page.close()
})

test('what should be known is told in the window too, leads to its screen, and is put away', async () => {
  const page = await openDesktopPage(browser, desktop, '#/settings')
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  const port = await freePort()
  const other = await startForeignListener(port)
  const site = { name: 'Camera', hosts: ['localhost'], listen: `127.0.0.1:${port}`, upstream: 'http://127.0.0.1:1' }
  const { id } = await createClient(desktop.transport).call('site.add', site)
  const news = page.getByRole('region', { name: 'News' })
  await expect(news.getByText('Camera is not running')).toBeVisible()
  await expectAccessible(page)
  await news.getByRole('link', { name: 'Show it' }).click()
  await expect(news.getByText('Camera is not running')).toHaveCount(0)
  expect(page.url()).toContain(`#/sites/${id}`)
  await other.close()
  await page.close()
})
