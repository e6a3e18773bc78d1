import fs from 'node:fs'
import path from 'node:path'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { cli, startServe, type RunningServe } from '../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { freePort } from '../support/gate.ts'
import { expectAccessible, openScreen, setLook } from '../support/tour.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
let serve: RunningServe
let browser: Browser
let page: Page

const run = async (...args: string[]): Promise<void> => {
  const { status, stderr } = await cli([...args, '--data', data], { VESTIBULE_PASSPHRASE: PASSPHRASE })
  expect(status, stderr).toBe(0)
}
const options = () => page.getByRole('option')
const titles = (): Promise<string[]> => options().locator('span:first-child').allTextContents()
/** Opens the search with the keys alone, and types. */
async function type(text: string): Promise<void> {
  await page.keyboard.press('Control+KeyK')
  await expect(page.getByRole('combobox', { name: 'Search' })).toBeFocused()
  await page.keyboard.type(text)
}

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  for (const name of ['Alice’s phone', 'Renewal laptop']) await run('device', 'add', name, '--key', 'p256')
  const listen = `127.0.0.1:${await freePort()}`
  await run('site', 'add', 'Camera', '--host', 'localhost', '--listen', listen, '--upstream', 'http://127.0.0.1:9')
  serve = await startServe(['--data', data])
  browser = await ownerBrowser()
  page = await (await browser.newContext()).newPage()
  await page.goto(serve.url)
  await openScreen(page, 'home')
})
test.afterAll(async () => {
  await browser?.close()
  await serve?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('without a word it says what can be done', async () => {
  await type('')
  await expect.poll(titles).toEqual(expect.arrayContaining(['Add a device', 'Make a backup', 'Unlock the authority']))
  await expectAccessible(page)
  await page.keyboard.press('Escape')
})

test('“renew alice” renews her phone, and nothing else is offered for the verb', async () => {
  await type('renew alice')
  await expect.poll(titles).toEqual(['Renew Alice’s phone', 'Explain “renew alice”'])
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Renew Alice’s phone' })).toBeVisible()
})

test('from there “revoke alice” opens the other form, with the button that does it still to be clicked', async () => {
  await page.keyboard.press('Escape')
  await type('revoke alice')
  await expect.poll(async () => (await titles())[0]).toBe('Revoke Alice’s phone')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Revoke Alice’s phone' })).toBeVisible()
  await page.keyboard.press('Escape')
})

test('a name that is like a verb is found by it', async () => {
  await type('renewal')
  await expect.poll(async () => (await titles())[0]).toBe('Renewal laptop')
  await page.keyboard.press('Escape')
})

for (const [typed, at, part] of [
  ['change pass', 'passphrase', 'field'],
  ['make backup', 'backup', 'field'],
  ['restore', 'restore', 'fold'],
] as const) {
  test(`“${typed}” goes to the very place in the settings`, async () => {
    await type(typed)
    await page.keyboard.press('Enter')
    const place = page.locator(`[data-at="${at}"]`)
    await expect(place).toBeInViewport()
    if (part === 'fold') await expect(place).toHaveAttribute('open', '')
    else await expect(place.locator('input').first()).toBeFocused()
  })
}

test('a site is moved elsewhere', async () => {
  await type('nginx camera')
  await expect.poll(async () => (await titles())[0]).toBe('Move Camera to nginx, HAProxy, Apache or Caddy')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').locator('[data-at="elsewhere"]')).toBeInViewport()
  await page.keyboard.press('Escape')
})

test('the authority is unlocked and locked by words; what was done last comes first, also after a reload', async () => {
  await type('unlock')
  await page.keyboard.press('Enter')
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByRole('dialog').getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Unlocked', exact: true })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Unlocked', exact: true })).toBeVisible()
  await type('')
  await expect.poll(async () => (await titles())[0]).toBe('Lock the authority')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Locked', exact: true })).toBeVisible()
})

test('fits on a phone, in the dark', async () => {
  await setLook(page, { colorScheme: 'dark', width: 380 })
  await page.getByRole('button', { name: 'Search' }).first().click()
  await expect(options().first()).toBeVisible()
  await expectAccessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
})
