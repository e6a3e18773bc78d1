/**
 * `npm run screenshots`: every screen of the real app, light, dark, at phone width and at 200 % zoom, into
 * docs/screens/, and the first steps one by one into docs/tour/.
 */
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
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

const page = await (await browser.newContext()).newPage()
await page.goto(house.serve.url)
await openScreen(page, 'diagnostics/site')
await page.getByRole('button', { name: 'Run diagnostics' }).click()
await page.getByLabel('Passphrase').fill(passphrase)
await page.getByRole('button', { name: 'Unlock', exact: true }).click()
await page.getByText(/every one as expected/).waitFor()
for (const look of looks) {
  await setLook(page, look)
  await page.screenshot({ path: `${target}diagnostics-run-${look.name}.png` })
}
for (const { name } of screens) {
  if (name === 'welcome') continue
  await openScreen(page, name)
  for (const look of looks) {
    await setLook(page, look)
    await page.screenshot({ path: `${target}${name}-${look.name}.png` })
  }
}
await house.close()

const empty = temporaryFolder()
const fresh = await startServe(['--data', empty])
const first = await (await browser.newContext()).newPage()
await first.goto(fresh.url)
await first.getByLabel('Passphrase', { exact: true }).waitFor()
for (const look of looks) {
  await setLook(first, look)
  await first.screenshot({ path: `${target}welcome-${look.name}.png` })
}
await fresh.stop()
await takeTour(browser)
await browser.close()
for (const one of [folder, empty]) fs.rmSync(one, { recursive: true, force: true })
