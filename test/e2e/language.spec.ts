import fs from 'node:fs'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/engine.ts'
import { englishIn } from '../support/english.ts'
import { furnish, passphrase, type Furnished } from '../support/furnished.ts'
import { cutOff } from '../support/layout.ts'
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

const go = (address: string): Promise<string> => page.evaluate((hash) => (location.hash = hash), `#/${address}`)

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
    await go(address)
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

for (const width of [380, 900]) {
  test(`at ${width} px the longer words are cut off nowhere, in a site’s panel neither`, async () => {
    await page.setViewportSize({ width, height: 900 })
    for (const [address, title] of titles) {
      await go(address)
      await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
      await expect(page.getByRole('status').filter({ hasText: /…$/ })).toHaveCount(0)
      expect(await cutOff(page), address).toEqual([])
    }
    await go('sites')
    await page.getByRole('link', { name: 'Garden camera' }).first().click()
    const panel = page.getByRole('dialog', { name: 'Garden camera' })
    await expect(panel.getByRole('link', { name: 'Warum kommt mein Telefon nicht hinein?' })).toBeVisible()
    await panel.getByText('Für eine App').click()
    await panel.getByLabel('Was ist hinter diesem Zugang?').selectOption('Home Assistant')
    await expect(panel.getByText('Geht', { exact: false }).first()).toBeVisible()
    await expectNoEnglish()
    expect(await cutOff(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 1280, height: 800 })
  })
}

test('dates and numbers follow the language', async () => {
  await go('devices')
  await expect(page.getByRole('main').getByText('in 20 Tagen')).toBeVisible()
})

test('what the engine says is German too: errors, reasons, the steps on the phone', async () => {
  await go('activity')
  await page.getByRole('link', { name: 'Grandma’s tablet' }).first().click()
  await expect(page.getByText('Das Zertifikat von „Grandma’s tablet“ wurde gesperrt.')).toBeVisible()
  await go('settings')
  await page.getByLabel('Passphrase der Zertifizierungsstelle').fill('wrong horse')
  await page.getByRole('button', { name: 'Sicherung speichern' }).click()
  await expect(page.getByText('Das ist nicht die Passphrase dieser Zertifizierungsstelle.')).toBeVisible()
  await expect(page.getByText('Versuch es noch einmal; nichts wurde verändert.')).toBeVisible()
  await go('sites/new')
  const form = page.getByRole('dialog')
  await form.getByLabel('Adresse der Seite des Geräts').fill('http://127.0.0.1:1')
  await form.getByRole('button', { name: 'Ausprobieren' }).click()
  await expect(form.getByText(/antwortet nichts: die Verbindung wurde abgelehnt/)).toBeVisible()
  await page.keyboard.press('Escape')
})

/** What is read on the screen, apart from what is English on purpose: other names of a code, as programs show them. */
async function expectNoEnglish(): Promise<void> {
  const place = page.locator('main, [role=dialog]')
  const texts = await place.locator('p:not(.wrap), li, small, output, summary').allInnerTexts()
  for (const text of texts) expect(englishIn(text), text).toEqual([])
}

test('what the diagnosis concludes is German, and fits a phone with every row open', async () => {
  await go('diagnostics/site')
  await page.getByRole('button', { name: 'Diagnose starten' }).click()
  await page.getByLabel('Passphrase').fill(passphrase)
  await page.getByRole('button', { name: 'Entsperren', exact: true }).click()
  await expect(page.getByText(/tut, was es soll: 28 Besuche, jeder wie erwartet/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('Seite „Abgelaufen“, 403').first()).toBeVisible()
  for (const row of await page.locator('details.visitor > summary').all()) await row.click()
  await expect(page.getByText('Ein Zertifikat gilt ab der Sekunde nicht mehr, in der es endet.').first()).toBeVisible()
  await expectNoEnglish()
  await expectAccessible(page)
  await page.setViewportSize({ width: 380, height: 800 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
  await page.setViewportSize({ width: 1280, height: 800 })
})

test('a code is explained in German, and found by German words', async () => {
  await go('diagnostics/code')
  await page.getByLabel('Fehlertext, Nummer oder Name').fill('certificate_expired')
  await expect(
    page.getByText('Das Zertifikat ist abgelaufen, oder die Sperrliste, mit der es geprüft wird.'),
  ).toBeVisible()
  await expectNoEnglish()
  await page.getByLabel('Fehlertext, Nummer oder Name').fill('sperrliste veraltet')
  await expect(page.getByRole('link', { name: /X509_V_ERR_CRL_VERIFY_FAILED/ })).toBeVisible()
})

test('a device says in German in which form its file is made, and why', async () => {
  await go('devices')
  await page.getByRole('link', { name: 'Alice’s iPhone' }).first().click()
  await page.getByRole('button', { name: 'Noch einmal übertragen' }).click()
  await expect(page.getByText(/Jede Version liest 3DES; alles Neuere würde iOS 17 und älter so nennen/)).toBeVisible()
  await expectNoEnglish()
})

test('another language is chosen in the settings, at once and for the next time', async () => {
  await go('settings')
  await page.getByText('English', { exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Settings', exact: true })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Settings', exact: true })).toBeVisible()
  await page.getByText('As the system', { exact: true }).last().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Einstellungen', exact: true })).toBeVisible()
})
