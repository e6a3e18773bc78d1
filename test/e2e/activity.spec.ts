import fs from 'node:fs'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/engine.ts'
import { furnish, type Furnished } from '../support/furnished.ts'
import { freePort } from '../support/gate.ts'
import { openScreen } from '../support/tour.ts'

const folder = temporaryFolder()
let house: Furnished
let browser: Browser
let page: Page

test.beforeAll(async () => {
  house = await furnish(folder)
  browser = await ownerBrowser()
  page = await (await browser.newContext()).newPage()
  await page.goto(house.serve.url)
})
test.afterAll(async () => {
  await browser?.close()
  await house?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('activity is narrowed by outcome and saved as a table and as lines of JSON', async () => {
  await openScreen(page, 'activity')
  await page.getByLabel('Outcome', { exact: true }).selectOption({ label: 'Revoked' })
  await page.getByLabel('Time', { exact: true }).selectOption({ label: 'The last day' })
  await expect(page.getByRole('table').getByText('No certificate')).toHaveCount(0)
  for (const [item, name] of [
    ['Table for spreadsheets (CSV)', /^activity-\d{4}-\d\d-\d\d\.csv$/],
    ['One JSON document a line', /\.jsonl$/],
  ] as const) {
    await page.getByRole('button', { name: 'Export' }).click()
    const coming = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: item }).click()
    const download = await coming
    expect(download.suggestedFilename()).toMatch(name)
    const text = fs.readFileSync(await download.path(), 'utf8')
    expect(text).toContain('revoked')
    expect(text).not.toContain('no-certificate')
  }
})

test('what is kept and the metrics are set in the settings', async () => {
  const port = await freePort()
  await openScreen(page, 'settings')
  await page.getByLabel('Kept for').selectOption({ label: '90 days' })
  await expect(page.getByLabel('Kept for')).toHaveValue('90')
  await page.getByLabel('Port', { exact: true }).fill(String(port))
  await page.getByRole('button', { name: 'Turn on', exact: true }).click()
  await expect(page.getByText(`http://127.0.0.1:${port}/metrics`)).toBeVisible()
  expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('vestibule_gate_up 1')
  await page.getByRole('switch', { name: 'Name my devices in them' }).click()
  await expect(page.getByRole('switch', { name: 'Name my devices in them' })).toBeChecked()
  await page.getByRole('button', { name: 'Stop serving them' }).click()
  await expect(page.getByRole('button', { name: 'Turn on', exact: true })).toBeVisible()
})
