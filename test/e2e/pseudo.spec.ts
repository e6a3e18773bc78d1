import fs from 'node:fs'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { startServe, type RunningServe } from '../support/cli.ts'
import { temporaryFolder } from '../support/engine.ts'
import { furnish, NAMES, passphrase, type Furnished } from '../support/furnished.ts'
import { cutOff, widerThanPage } from '../support/layout.ts'
import { foreignTexts, openPseudo, PSEUDO_ARGS, pseudoFolder, pseudoPattern, servePseudo } from '../support/pseudo.ts'
import { screens } from '../support/tour.ts'
import { buildPseudo } from '../tools/messages/pseudo-build.ts'

/** The window in a language that nobody speaks: what is readable in it does not come from the catalogues. */
const folder = temporaryFolder()
const empty = temporaryFolder()
let house: Furnished
let fresh: RunningServe
let browser: Browser
let page: Page
/** The folder with the window, once it is being built: by the first test that opens it, never where tests are listed. */
let built: Promise<string> | undefined

async function open(serve: RunningServe): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB' })
  if (pseudoFolder === undefined) {
    built ??= buildPseudo()
    await servePseudo(context, await built)
  }
  const opened = await context.newPage()
  await openPseudo(opened, serve.url)
  // Without the engine every screen would be empty, and in no foreign language.
  await expect(opened.getByRole('status').filter({ hasText: /…[·⟧\s]*$/ })).toHaveCount(0)
  return opened
}

test.beforeAll(async () => {
  test.setTimeout(240_000)
  house = await furnish(folder)
  browser = await ownerBrowser(PSEUDO_ARGS)
  page = await open(house.serve)
})
test.afterAll(async () => {
  await browser?.close()
  await house?.close()
  await fresh?.stop()
  for (const one of [folder, empty]) fs.rmSync(one, { recursive: true, force: true })
})

const named = (text: string): RegExp => pseudoPattern(text, true)

async function go(address: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), `#/${address}`)
  const title = screens.find(({ name }) => address.split('/')[0] === name)?.title ?? ''
  await expect(page.getByRole('heading', { level: 1, name: named(title) })).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: /…[·⟧\s]*$/ })).toHaveCount(0)
}

/** Everything on the page comes from the catalogues, and all of it can be read, from a phone’s width on. */
async function expectTranslated(what: string): Promise<void> {
  expect.soft(await foreignTexts(page, NAMES), what).toEqual([])
  for (const width of [380, 900, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    expect.soft(await widerThanPage(page), `${what} at ${width} px`).toEqual([])
    expect.soft(await cutOff(page), `${what} at ${width} px`).toEqual([])
  }
}

for (const { name } of screens.filter((one) => one.name !== 'welcome')) {
  test(`${name}: no text outside of the catalogues, and none cut off`, async () => {
    await go(name)
    await expectTranslated(name)
  })
}

test('a site, with all that is folded away', async () => {
  await go('sites')
  await page.getByRole('link', { name: 'Garden camera' }).first().click()
  const panel = page.getByRole('dialog', { name: 'Garden camera' })
  await expect(panel).toBeVisible()
  for (const fold of await panel.locator('details > summary').all()) await fold.click()
  await expectTranslated('site')
  await go('sites/new')
  await expectTranslated('new site')
})

test('a device, and how it is handed over', async () => {
  await go('devices')
  await page.getByRole('link', { name: 'Alice’s iPhone' }).first().click()
  await page.getByRole('button', { name: named('Set up on the device again') }).click()
  await expect(page.getByText(pseudoPattern('Every version reads 3DES', false))).toBeVisible()
  await expectTranslated('device')
})

test('what happened and why', async () => {
  await go('activity')
  await page.getByRole('link', { name: 'Grandma’s tablet' }).first().click()
  await expect(page.getByText(pseudoPattern('The certificate of “Grandma’s tablet” was revoked.', false))).toBeVisible()
  await expectTranslated('activity')
})

test('a diagnosis, with every row open', async () => {
  await go('diagnostics/site')
  await page.getByRole('button', { name: named('Run diagnostics') }).click()
  await page.getByLabel(named('Passphrase')).fill('wrong horse')
  await page.getByRole('button', { name: named('Unlock') }).click()
  await expect(page.getByText(pseudoPattern('That is not the passphrase of this authority.', false))).toBeVisible()
  await expectTranslated('wrong passphrase')
  await page.getByLabel(named('Passphrase')).fill(passphrase)
  await page.getByRole('button', { name: named('Unlock') }).click()
  await expect(page.getByText(pseudoPattern('every one as expected', false))).toBeVisible({ timeout: 60_000 })
  for (const row of await page.locator('details.visitor > summary').all()) await row.click()
  await expectTranslated('diagnosis')
})

for (const kind of ['server', 'file', 'code', 'watch']) {
  test(`the diagnosis of ${kind}`, async () => {
    await go(`diagnostics/${kind}`)
    if (kind === 'code') await page.getByRole('textbox').fill('certificate_expired')
    await expectTranslated(kind)
  })
}

test('the first steps', async () => {
  fresh = await startServe(['--data', empty])
  page = await open(fresh)
  await expect(page.getByRole('heading', { level: 1, name: named('Welcome to Vestibule') })).toBeVisible()
  await expectTranslated('welcome')
})
