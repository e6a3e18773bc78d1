/**
 * `npm run screenshots`: every screen of the real app, light, dark, at phone width and at 200 % zoom, into
 * docs/screens/, and the first steps one by one into docs/tour/.
 */
import fs from 'node:fs'

import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/engine.ts'
import { furnish, passphrase } from '../support/furnished.ts'
import { openScreen, screens, setLook } from '../support/tour.ts'
import { startServe } from '../support/cli.ts'
import { takeTour } from './take-tour.ts'

const target = fileURLToPath(new URL('../../docs/screens/', import.meta.url))
fs.mkdirSync(target, { recursive: true })
const folder = temporaryFolder()
const house = await furnish(folder)
const browser = await ownerBrowser()
const looks = [
  { name: 'light', colorScheme: 'light', width: 1180, height: 780 },
  { name: 'dark', colorScheme: 'dark', width: 1180, height: 780 },
  { name: 'phone', colorScheme: 'light', width: 390, height: 844 },
  // 200 % zoom leaves half the pixels each way for the layout.
  { name: 'zoom', colorScheme: 'light', width: 590, height: 390 },
] as const
async function takeAll(of: Page, name: string): Promise<void> {
  for (const look of looks) {
    await setLook(of, look)
    await of.screenshot({ path: `${target}${name}-${look.name}.png` })
  }
}

const page = await (await browser.newContext()).newPage()
await page.goto(house.serve.url)
// One picture with news on its bar is enough: the others show the screens.
await openScreen(page, 'home')
await setLook(page, looks[0])
await page.getByRole('region', { name: 'News' }).getByRole('link').waitFor()
await page.screenshot({ path: `${target}news-light.png` })
const putAway = page.getByRole('button', { name: /^Put away: / })
for (let left = await putAway.count(); left > 0; left = await putAway.count()) await putAway.first().click()
await openScreen(page, 'diagnostics/site')
await page.getByRole('button', { name: 'Run diagnostics' }).click()
await page.getByLabel('Passphrase').fill(passphrase)
await page.getByRole('button', { name: 'Unlock', exact: true }).click()
await page.getByText(/every one as expected/).waitFor()
await takeAll(page, 'diagnostics-run')
for (const { name } of screens) {
  if (name === 'welcome') continue
  await openScreen(page, name)
  await takeAll(page, name)
}
for (const { name, opener } of [
  { name: 'devices', opener: 'Alice’s iPhone' },
  { name: 'sites', opener: 'Open' },
]) {
  await setLook(page, looks[0])
  await openScreen(page, name)
  await page.getByRole('link', { name: opener }).click()
  await page.getByRole('dialog').waitFor()
  await takeAll(page, `${name}-panel`)
}
await house.close()

const empty = temporaryFolder()
const fresh = await startServe(['--data', empty])
const first = await (await browser.newContext()).newPage()
await first.goto(fresh.url)
await first.getByLabel('Passphrase', { exact: true }).waitFor()
await takeAll(first, 'welcome')
await fresh.stop()
await takeTour(browser)
await browser.close()
for (const one of [folder, empty]) fs.rmSync(one, { recursive: true, force: true })
