import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { redirectPage } from '../../electron/headless/interface/open-browser.ts'
import { ownerBrowser } from '../support/browser.ts'
import { cli, documentOf, startServe, type RunningServe } from '../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { expectAccessible } from '../support/tour.ts'

// The interface in a browser only: the desktop's window has no sessions.
const folder = temporaryFolder()
const data = path.join(folder, 'data')
let serve: RunningServe
let browser: Browser
let context: BrowserContext
let page: Page

const run = async (...args: string[]): Promise<unknown> => {
  const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}
const newAddress = async (...args: string[]): Promise<string> =>
  ((await run('sessions', 'new', ...args)) as { url: string }).url
const rail = (of: Page) => of.getByRole('navigation', { name: 'Main' })
const shutOut = (of: Page) => of.getByRole('heading', { name: 'This browser is not let in' })
const at = (hash: string): string => new URL(`/${hash}`, serve.url).href

test.beforeAll(async () => {
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  serve = await startServe(['--data', data])
  browser = await ownerBrowser()
  context = await browser.newContext()
  page = await context.newPage()
})
test.afterAll(async () => {
  await browser?.close()
  await serve?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('the file that the browser is opened with leads to the interface, and no secret stays in the address', async () => {
  const file = path.join(folder, 'open.html')
  fs.writeFileSync(file, redirectPage(`${serve.url}#/devices`))
  await page.goto(pathToFileURL(file).href)
  await expect(rail(page)).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Devices', exact: true })).toBeVisible()
  await expect(page).toHaveURL(at('#/devices'))
  await page.reload()
  await expect(rail(page)).toBeVisible()
})

test('another tab of the same browser is let in by the one that is open', async () => {
  const tab = await context.newPage()
  await tab.goto(at('#/settings'))
  await expect(rail(tab)).toBeVisible()
  await tab.close()
})

test('the cookie alone shows that it opens nothing, and how to get in', async () => {
  const thief = await browser.newContext()
  await thief.addCookies(await context.cookies())
  const tab = await thief.newPage()
  await tab.goto(at('#/home'))
  await expect(shutOut(tab)).toBeVisible()
  await expect(tab.getByText('vestibule sessions new')).toBeVisible()
  await expect(rail(tab)).toHaveCount(0)
  await expectAccessible(tab)
  await thief.close()
})

test('open sessions are listed and ended; the one that asks stays', async () => {
  const other = await browser.newContext({ userAgent: 'Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0' })
  const tab = await other.newPage()
  await tab.goto(await newAddress())
  await expect(rail(tab)).toBeVisible()
  await page.goto(at('#/settings'))
  const section = page.locator('section', { has: page.getByRole('heading', { name: 'Open sessions' }) })
  await expect(section.getByRole('listitem')).toHaveCount(2)
  await expect(section.getByText('(this one)')).toHaveCount(1)
  await expectAccessible(page)
  await section.getByRole('button', { name: 'End the session of Firefox' }).click()
  await expect(shutOut(tab)).toBeVisible()
  await expect(section.getByRole('listitem')).toHaveCount(1)
  await expect(rail(page)).toBeVisible()
  await other.close()
})

test('a new address ends the sessions that there were, where its owner says so', async () => {
  expect(await run('sessions', 'list')).toHaveLength(1)
  const url = await newAddress('--end-others')
  await expect(shutOut(page)).toBeVisible()
  await page.goto(url)
  await expect(rail(page)).toBeVisible()
  const [session] = (await run('sessions', 'list')) as { id: string }[]
  await run('sessions', 'end', session?.id ?? '')
  await expect(shutOut(page)).toBeVisible()
  await page.goto(await newAddress())
  await expect(rail(page)).toBeVisible()
})

test('whatever stands in the address, a screen is shown', async () => {
  for (const hash of [
    '#/sites/%',
    '#/%',
    '#/devices/%E0%A4%A',
    '#/sites/%?a=%',
    '#%',
    '#/home?x=%E0',
    '#/sites/%00',
    '#/../..',
  ]) {
    await page.goto(at(hash))
    await page.reload()
    await expect(rail(page), hash).toBeVisible()
    await expect(page.getByText('This screen could not be shown'), hash).toHaveCount(0)
  }
})

test('a program that was started anew lets nobody in that the one before had let in', async () => {
  const port = new URL(serve.url).port
  await serve.stop()
  serve = await startServe(['--data', data, '--ui-port', port])
  await expect(shutOut(page)).toBeVisible({ timeout: 30_000 })
})
