import fs from 'node:fs'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/engine.ts'
import { furnish, type Furnished } from '../support/furnished.ts'
import { expectAccessible } from '../support/tour.ts'

const folder = temporaryFolder()
let house: Furnished
let browser: Browser
let page: Page

test.beforeAll(async () => {
  house = await furnish(folder)
  browser = await ownerBrowser()
  page = await (await browser.newContext({ locale: 'de-AT' })).newPage()
  await page.goto(house.serve.url)
})
test.afterAll(async () => {
  await browser?.close()
  await house?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const titles = [
  ['home', 'Übersicht'],
  ['devices', 'Geräte'],
  ['sites', 'Zugänge'],
  ['activity', 'Aktivität'],
  ['diagnostics', 'Diagnose'],
  ['authority', 'Zertifizierungsstelle'],
  ['settings', 'Einstellungen'],
] as const

test('a German system gets German, from the first word on, in every screen', async () => {
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  for (const [address, title] of titles) {
    await page.evaluate((hash) => (location.hash = hash), `#/${address}`)
    await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
    await expectAccessible(page)
    // Longer words must not push a screen out of a phone.
    await page.setViewportSize({ width: 380, height: 800 })
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(excess, address).toBe(0)
    await page.setViewportSize({ width: 1280, height: 800 })
  }
})

test('dates and numbers follow the language', async () => {
  await page.evaluate(() => (location.hash = '#/devices'))
  await expect(page.getByRole('main').getByText('in 20 Tagen')).toBeVisible()
})

test('what the engine says is German too: errors, reasons, the steps on the phone', async () => {
  await page.evaluate(() => (location.hash = '#/activity'))
  await page.getByRole('link', { name: 'Grandma’s tablet' }).first().click()
  await expect(page.getByText('Das Zertifikat von „Grandma’s tablet“ wurde gesperrt.')).toBeVisible()
  await page.evaluate(() => (location.hash = '#/settings'))
  await page.getByLabel('Passphrase der Zertifizierungsstelle').fill('wrong horse')
  await page.getByRole('button', { name: 'Sicherung speichern' }).click()
  await expect(page.getByText('Das ist nicht die Passphrase dieser Zertifizierungsstelle.')).toBeVisible()
  await expect(page.getByText('Versuch es noch einmal; nichts wurde verändert.')).toBeVisible()
  await page.evaluate(() => (location.hash = '#/sites/new'))
  const form = page.getByRole('dialog')
  await form.getByLabel('Adresse der Seite des Geräts').fill('http://127.0.0.1:1')
  await form.getByRole('button', { name: 'Ausprobieren' }).click()
  await expect(form.getByText(/antwortet nichts: die Verbindung wurde abgelehnt/)).toBeVisible()
  await page.keyboard.press('Escape')
})

test('another language is chosen in the settings, at once and for the next time', async () => {
  await page.evaluate(() => (location.hash = '#/settings'))
  await page.getByText('English', { exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Settings', exact: true })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Settings', exact: true })).toBeVisible()
  await page.getByText('As the system', { exact: true }).last().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Einstellungen', exact: true })).toBeVisible()
})
