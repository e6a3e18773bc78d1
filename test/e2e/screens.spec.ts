import fs from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { temporaryFolder } from '../support/engine.ts'
import { furnish, passphrase, type Furnished } from '../support/furnished.ts'
import { startOwnerApp, type OwnerApp } from '../support/owner-app.ts'
import { expectAccessible, openScreen, screens, setLook } from '../support/tour.ts'

const folder = temporaryFolder()
let house: Furnished
let app: OwnerApp
let page: Page

test.beforeAll(async () => {
  house = await furnish(folder)
  app = await startOwnerApp(house.data, house.serve)
  page = app.page
})
test.afterAll(async () => {
  await app?.stop()
  await house?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

for (const { name } of screens) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${name} has no accessibility violation (${colorScheme})`, async () => {
      await openScreen(page, name)
      await setLook(page, { colorScheme })
      await expectAccessible(page)
    })
  }

  for (const width of [380, 900]) {
    test(`${name} needs no sideways scrolling at ${width} px`, async () => {
      await page.setViewportSize({ width, height: 800 })
      await openScreen(page, name)
      const excess = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(excess).toBe(0)
      await page.setViewportSize({ width: 1280, height: 800 })
    })
  }
}

test('devices are found by search and told by status in words', async () => {
  await openScreen(page, 'devices')
  await expect(page.getByText('Alice’s iPhone')).toBeVisible()
  await page.getByLabel('Search devices').fill('pixel')
  await expect(page.getByText('Bob’s Pixel')).toBeVisible()
  await expect(page.getByText('Alice’s iPhone')).toHaveCount(0)
  await page.getByLabel('Search devices').fill('')
})

test('what needs the passphrase asks for it in place, refuses a wrong one, and then goes on by itself', async () => {
  await openScreen(page, 'diagnostics/site')
  await page.getByRole('button', { name: 'Run diagnostics' }).click()
  await page.getByLabel('Passphrase').fill('wrong')
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByText('That is not the passphrase of this authority.')).toBeVisible()
  await page.getByLabel('Passphrase').fill(passphrase)
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByText(/every one as expected/)).toBeVisible()
})

test('activity shows a knock as it happens, and why it was refused', async () => {
  await openScreen(page, 'activity')
  await expect(page.getByText('Revoked (23)').first()).toBeVisible()
  await expect(page.getByRole('table').getByText('No certificate').first()).toBeVisible()
  await page.getByRole('link', { name: 'Grandma’s tablet' }).first().click()
  await expect(page.getByText(/was revoked/).first()).toBeVisible()
})

test('a pasted error text is explained', async () => {
  await openScreen(page, 'diagnostics/code')
  await page.getByLabel('Error text, number or name').fill('tlsv1 alert unknown ca: SSL alert number 48')
  await expect(page.getByText('unknown_ca').first()).toBeVisible()
})
