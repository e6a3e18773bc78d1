import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { cli } from '../support/cli.ts'
import { temporaryFolder } from '../support/engine.ts'
import { furnish, passphrase, type Furnished } from '../support/furnished.ts'
import { freePort } from '../support/gate.ts'
import { openScreen } from '../support/tour.ts'

const folder = temporaryFolder()
let house: Furnished
let browser: Browser
let page: Page

test.beforeAll(async () => {
  house = await furnish(folder)
  browser = await ownerBrowser()
  page = await (await browser.newContext({ acceptDownloads: true })).newPage()
  await page.goto(house.serve.url)
})
test.afterAll(async () => {
  await browser?.close()
  await house?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function unlock(): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
}
const accessible = async (): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return violations.map((one) => one.id)
}

test('a device is put on hold and let in again', async () => {
  await openScreen(page, 'devices')
  await page.getByText('Alice’s iPhone').click()
  await page.getByRole('button', { name: 'Revoke…' }).click()
  await page.getByLabel('Why?').selectOption('hold')
  await page.getByRole('button', { name: 'Put Alice’s iPhone on hold' }).click()
  await expect(page.getByText(/^On hold since/)).toBeVisible()
  expect(await accessible()).toEqual([])
  await page.getByRole('button', { name: 'Let Alice’s iPhone in again' }).click()
  await unlock()
  await expect(page.getByText(/^Active\. Last seen/)).toBeVisible()
})

test('the address of the list is set where the list is', async () => {
  await openScreen(page, 'authority')
  const list = page.getByRole('region', { name: 'Revocation list (CRL)' })
  await list.getByText('Where it is published').click()
  await list.getByLabel('Address of the list').fill('https://wrong.example/')
  await list.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(list.getByRole('alert')).toContainText('must be an address that begins with http://')
  await list.getByLabel('Address of the list').fill('http://home.example/home.crl')
  await list.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(list.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await page.reload()
  await list.getByText('Where it is published').click()
  await expect(list.getByLabel('Address of the list')).toHaveValue('http://home.example/home.crl')
  expect(await accessible()).toEqual([])
})

test('a site with a plain-HTTP port answers with the list, at the address that is proposed', async () => {
  await openScreen(page, 'authority')
  await page.reload()
  const list = page.getByRole('region', { name: 'Revocation list (CRL)' })
  await list.getByText('Where it is published').click()
  await expect(list.getByText('No site of yours answers there')).toBeVisible()
  await list.getByLabel('Address of the list').fill('')
  await expect(list.getByRole('button', { name: /^Use / })).toHaveCount(0)
  const port = await freePort()
  await cli(['site', 'set', 'Garden camera', '--redirect', `127.0.0.1:${port}`, '--data', house.data])
  const address = `http://localhost:${port}/vestibule/Family-home.crl`
  await list.getByRole('button', { name: `Use ${address}` }).click()
  await list.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(list.getByText('Your site “Garden camera” answers there, always with the newest list.')).toBeVisible()
  expect(await accessible()).toEqual([])
  const fetched = await page.request.get(address)
  expect(fetched.headers()['content-type']).toBe('application/pkix-crl')
  const args = ['crl', '-inform', 'DER', '-noout', '-text']
  // Grandma’s tablet.
  expect(execFileSync('openssl', args, { input: await fetched.body(), encoding: 'utf8' })).toContain('Key Compromise')
})

test('the calendar is saved from the settings', async () => {
  await openScreen(page, 'settings')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save calendar (.ics)' }).click()
  const file = path.join(folder, 'saved.ics')
  await (await download).saveAs(file)
  const text = fs.readFileSync(file, 'utf8')
  expect(text.startsWith('BEGIN:VCALENDAR\r\n')).toBe(true)
  expect(text).toContain('Living room laptop')
})
