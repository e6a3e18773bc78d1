import fs from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { startServe, type RunningServe } from '../support/cli.ts'
import { temporaryFolder } from '../support/engine.ts'
import { furnish, passphrase, type Furnished } from '../support/furnished.ts'
import { openScreen } from '../support/tour.ts'

// Each goes on where the one before stopped.
test.describe.configure({ mode: 'serial' })

const folder = temporaryFolder()
const file = path.join(folder, 'saved.age')
let house: Furnished | undefined
let elsewhere: RunningServe | undefined
let browser: Browser

test.beforeAll(async () => {
  house = await furnish(path.join(folder, 'house'))
  browser = await ownerBrowser()
})
test.afterAll(async () => {
  await browser?.close()
  await elsewhere?.stop()
  await house?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function open(url: string): Promise<Page> {
  const page = await (await browser.newContext({ acceptDownloads: true })).newPage()
  await page.goto(url)
  return page
}

async function choose(page: Page): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByLabel('Backup file').click()
  await (await chooser).setFiles(file)
}

test('a backup is saved from the settings, and a wrong passphrase is told', async () => {
  const page = await open(house?.serve.url ?? '')
  await openScreen(page, 'settings')
  await page.getByLabel('Passphrase of the authority').fill('wrong horse')
  await page.getByRole('button', { name: 'Save a backup' }).click()
  await expect(page.getByRole('alert')).toContainText('not the passphrase of this authority')
  await page.getByLabel('Passphrase of the authority').fill(passphrase)
  await page.getByRole('button', { name: 'Save a backup' }).click()
  await expect(page.getByRole('progressbar', { name: /^Writing the backup/ })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Cancelled. Nothing was changed.')).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save a backup' }).click()
  await (await download).saveAs(file)
  await expect(page.getByText(/is saved and was read back/)).toBeVisible()
  expect(fs.readFileSync(file).toString('latin1', 0, 22)).toBe('age-encryption.org/v1\n')
})

test('“I have a backup” on the first screen of another computer brings everything back', async () => {
  await house?.close()
  house = undefined
  elsewhere = await startServe(['--data', path.join(folder, 'elsewhere')])
  const page = await open(elsewhere.url)
  await page.getByRole('button', { name: 'I have a backup' }).click()
  await choose(page)
  await page.getByLabel('Passphrase of the backup').fill('wrong horse')
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect(page.getByRole('alert')).toContainText('does not open this backup')
  await page.getByLabel('Passphrase of the backup').fill(passphrase)
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect(page.getByText(/^Made on/)).toBeVisible()
  await page.getByRole('button', { name: 'Restore this backup' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
  await openScreen(page, 'devices')
  await expect(page.getByText('Alice’s iPhone')).toBeVisible()
})

test('over living data it says what it replaces, and nothing on it is hard to read', async () => {
  const page = browser.contexts().at(-1)?.pages()[0]
  if (!page) throw new Error('no page')
  await openScreen(page, 'settings')
  await page.getByText('Restore a backup').click()
  await choose(page)
  await page.getByLabel('Passphrase of the backup').fill(passphrase)
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect(page.getByText(/takes the place of what is here/)).toBeVisible()
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map((one) => one.id)).toEqual([])
  await page.getByRole('button', { name: 'Replace what is here' }).click()
  await expect(page.getByText('The backup is restored. The authority is unlocked.')).toBeVisible()
})
