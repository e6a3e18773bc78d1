import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/engine.ts'
import { furnish, passphrase, type Furnished } from '../support/furnished.ts'
import { opensslCrl } from '../support/openssl-crl.ts'
import { opensslAuthority } from '../support/openssl-pki.ts'
import { expectAccessible, openScreen } from '../support/tour.ts'

const folder = temporaryFolder()
const openssl = (line: string) => execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'pipe' })
const at = (name: string) => path.join(folder, name)
let house: Furnished
let browser: Browser
let page: Page

test.beforeAll(async () => {
  openssl('req -x509 -newkey rsa:2048 -nodes -keyout plain.key -days 900 -subj /CN=Old-house -out old-ca.crt')
  openssl('rsa -aes256 -in plain.key -passout pass:secret -out ca.key')
  openssl(
    'req -new -newkey rsa:2048 -nodes -keyout nas.key -subj /CN=nas -addext subjectAltName=DNS:evil.example -out nas.csr',
  )
  house = await furnish(folder)
  browser = await ownerBrowser()
  page = await (await browser.newContext()).newPage()
  await page.goto(house.serve.url)
  await page.getByRole('button', { name: 'Locked', exact: true }).click()
  await page.getByLabel('Passphrase').fill(passphrase)
  await page.getByRole('dialog').getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Unlocked', exact: true })).toBeVisible()
})
test.afterAll(async () => {
  await browser?.close()
  await house?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('a device that expires soon is renewed from Home, and its old certificate goes on working', async () => {
  await openScreen(page, 'home')
  await page.getByRole('link', { name: 'Renew…' }).click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByRole('heading', { name: 'Living room laptop' })).toBeVisible()
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Renew Living room laptop' }).click()
  await expect(panel.getByText(/Renewed, and waiting for the new certificate/)).toBeVisible()
  await expect(panel.getByText('Not seen yet')).toBeVisible()
})

test('a device is called something else and put into a group, by which it is found', async () => {
  await openScreen(page, 'devices')
  await page.getByRole('link', { name: 'Bob’s Pixel' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Edit…' }).click()
  await panel.getByLabel('Name of the device').fill('Robert’s Pixel')
  await panel.getByLabel('Groups').fill('family')
  await panel.getByLabel('Groups').press('Enter')
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'Robert’s Pixel' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByLabel('Search devices').fill('family')
  await expect(page.getByRole('link', { name: 'Robert’s Pixel' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Alice’s iPhone' })).toHaveCount(0)
  await page.getByLabel('Search devices').fill('')
})

test('devices are sorted and marked, and the list of those marked is saved', async () => {
  await openScreen(page, 'devices')
  const names = () => page.locator('.rows .row-link').allTextContents()
  await page.getByRole('button', { name: 'Name', exact: true }).click()
  await expect.poll(async () => (await names())[0]).toBe('Alice’s iPhone')
  await page.getByRole('button', { name: 'Name', exact: true }).click()
  await expect.poll(async () => (await names()).at(-1)).toBe('Alice’s iPhone')
  await page.getByLabel('Mark Backup script').check()
  await page.getByLabel('Mark Alice’s iPhone').check()
  await expect(page.getByText('2 devices marked')).toBeVisible()
  await expectAccessible(page)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save list (CSV)' }).click()
  const lines = fs
    .readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatch(/^"name","platform"/)
  await page.getByRole('button', { name: 'Revoke…' }).click()
  await page.getByRole('button', { name: 'Revoke 2 devices' }).click()
  await expect(page.getByText('2 devices marked')).toHaveCount(0)
  await page.getByRole('button', { name: /^Revoked 3/ }).click()
  await expect.poll(async () => (await names()).length).toBe(3)
})

test('a certificate request shows what it asks for; only its key is taken', async () => {
  await openScreen(page, 'devices/new')
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Name of the device').fill('NAS backup')
  await panel.getByText('Advanced').click()
  await panel.locator('input[type=file]').first().setInputFiles(at('nas.csr'))
  await expect(panel.getByText('evil.example')).toBeVisible()
  await expect(panel.getByText('Only its key is taken.')).toBeVisible()
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Create certificate' }).click()
  await expect(panel.getByRole('button', { name: 'Save certificate (.crt)' })).toBeVisible()
})

test('an authority made with openssl is taken over: a wrong password is told, the right one brings it in', async () => {
  await openScreen(page, 'authority')
  await page.getByRole('link', { name: 'Import an authority…' }).click()
  const panel = page.getByRole('dialog')
  await panel
    .locator('input[type=file]')
    .first()
    .setInputFiles([at('old-ca.crt'), at('ca.key')])
  await panel.getByLabel('Password of the files').fill('wrong')
  await panel.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(panel.getByText('The password does not open this file.')).toBeVisible()
  await expectAccessible(page)
  await panel.getByLabel('Password of the files').fill('secret')
  await panel.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(panel.getByText('Old-house is imported.')).toBeVisible()
  await panel.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByRole('heading', { name: 'Old-house' })).toBeVisible()
})

test('a trusted authority whose list is out of date says so, and what happens meanwhile', async () => {
  const club = opensslAuthority('Club of neighbours')
  fs.writeFileSync(at('club.crt'), club.cert)
  fs.writeFileSync(at('club.crl'), opensslCrl(club, [], { from: '20260101000000Z', to: '20260201000000Z' }))
  await openScreen(page, 'authority/trust')
  const panel = page.getByRole('dialog')
  await panel.locator('input[type=file]').setInputFiles([at('club.crt'), at('club.crl')])
  await panel.getByRole('button', { name: 'Trust', exact: true }).click()
  await panel.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText(/^This list is out of date/)).toBeVisible()
  await expect(page.getByText(/Whoever was revoked since then still gets in/)).toBeVisible()
  await page.getByLabel('When this list is out of date').selectOption('refuse everybody of this authority')
  await expect(page.getByText(/Nobody of this authority gets in/)).toBeVisible()
  await expectAccessible(page)
  await openScreen(page, 'home')
  await expect(page.getByText(/The revocation list of Club of neighbours is out of date: it ended/)).toBeVisible()
})

test('an intermediate is made below the root, and an unused authority is removed again', async () => {
  await openScreen(page, 'authority/new')
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Name', { exact: true }).fill('Guests')
  await panel.getByLabel('Signed by').selectOption({ label: 'Family home (an intermediate)' })
  await panel.getByLabel('Passphrase of your keys').fill(passphrase)
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Create authority' }).click()
  await expect(page.getByText('below Family home')).toBeVisible()
  const guests = page.locator('.stack', { has: page.getByRole('heading', { name: 'Guests' }) }).last()
  await guests.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('heading', { name: 'Guests' })).toHaveCount(0)
})

test('a site leads visitors without a certificate to a public page, and lets in the devices of a second authority', async () => {
  await openScreen(page, 'sites')
  await page.getByRole('link', { name: 'Open', exact: true }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Edit', exact: true }).click()
  await panel.getByLabel('Who may enter').selectOption({ label: 'Optional' })
  await panel.getByLabel('Page for visitors without a certificate').fill('http://127.0.0.1:9')
  await panel.getByRole('combobox', { name: 'Whose devices may enter' }).click()
  await page.getByRole('option', { name: 'Old-house' }).click()
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Save changes' }).click()
  await expect(panel.getByText(/Visitors without a certificate go to another page/)).toBeVisible()
})
