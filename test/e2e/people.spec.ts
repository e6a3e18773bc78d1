import fs from 'node:fs'
import path from 'node:path'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { cli, startServe, type RunningServe } from '../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { expectAccessible, openScreen, setLook } from '../support/tour.ts'

const ALICES = 'velvet canyon thistle marble'
const folder = temporaryFolder()
const data = path.join(folder, 'data')
let serve: RunningServe
let browser: Browser
let page: Page

const people = () => page.locator('section').filter({ has: page.getByRole('heading', { name: 'People' }) })
async function lock(): Promise<void> {
  await page.getByRole('button', { name: 'Unlocked', exact: true }).click()
  await page.getByRole('button', { name: 'Locked', exact: true }).click()
}
async function fill(name: string, theirs: string, own: string): Promise<void> {
  await people().getByLabel('Name', { exact: true }).fill(name)
  await people().getByLabel('Passphrase of the new person').fill(theirs)
  await people().getByLabel('Repeat the passphrase').fill(theirs)
  await people().getByLabel('Your own passphrase').fill(own)
  await people().getByRole('button', { name: 'Add', exact: true }).click()
}

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  const env = { VESTIBULE_PASSPHRASE: PASSPHRASE }
  const made = await cli(['authority', 'create', '--name', 'Home', '--key', 'p256', '--data', data], env)
  expect(made.status, made.stderr).toBe(0)
  serve = await startServe(['--data', data])
  browser = await ownerBrowser()
  page = await (await browser.newContext()).newPage()
  await page.goto(serve.url)
  await openScreen(page, 'settings')
})
test.afterAll(async () => {
  await browser?.close()
  await serve?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('the owner’s passphrase is wanted: with another nobody is added', async () => {
  await expect(people().getByText('You (the owner)')).toBeVisible()
  await people().getByText('Add a person').click()
  await fill('Alice', ALICES, 'tidal otter lantern cellar')
  await expect(people().getByRole('alert')).toContainText('not the passphrase')
  await expect(people().getByRole('listitem')).toHaveCount(1)
  await expectAccessible(page)
})

test('a person who was added unlocks the keys with a passphrase of their own', async () => {
  await fill('Alice', ALICES, PASSPHRASE)
  await expect(people().getByText('Alice can unlock the keys now.')).toBeVisible()
  await expect(people().getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Locked', exact: true }).click()
  await page.getByLabel('Passphrase', { exact: true }).fill(ALICES)
  await page.getByRole('dialog').getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Unlocked', exact: true })).toBeVisible()
})

test('who is removed is locked out at once, and their passphrase opens nothing', async () => {
  await people().getByRole('button', { name: 'Remove Alice' }).click()
  await expect(people().getByRole('listitem')).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'Locked', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Locked', exact: true }).click()
  await page.getByLabel('Passphrase', { exact: true }).fill(ALICES)
  await page.getByRole('dialog').getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByText('That is not the passphrase of this authority.')).toBeVisible()
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByRole('dialog').getByRole('button', { name: 'Unlock', exact: true }).click()
  await lock()
  await page.keyboard.press('Escape')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`fits at 380 px and is accessible (${colorScheme})`, async () => {
    await setLook(page, { colorScheme, width: 380 })
    await people().scrollIntoViewIfNeeded()
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
  })
}
