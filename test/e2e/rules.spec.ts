import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { cli, documentOf } from '../support/cli.ts'
import { temporaryFolder } from '../support/engine.ts'
import { furnish, passphrase, type Furnished } from '../support/furnished.ts'
import { visit } from '../support/gate.ts'
import { openScreen, setLook } from '../support/tour.ts'

const folder = temporaryFolder()
let house: Furnished
let browser: Browser
let page: Page
let port: number
let ca: string

/** What a visitor without a certificate really gets. */
const knock = async (wanted: string): Promise<string> => {
  const answer = await visit({ port, ca, servername: 'localhost', host: `localhost:${port}`, path: wanted })
  return String(answer.headers['x-vestibule-page'] ?? answer.status)
}
const run = async (...args: string[]) => {
  const data = path.join(folder, 'data')
  const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: passphrase }))
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

test.beforeAll(async () => {
  house = await furnish(folder)
  ca = String((await run('authority', 'show', '--pem'))['pem'])
  port = Number(new URL(String((await run('site', 'show', 'Garden camera'))['url'])).port)
  browser = await ownerBrowser()
  page = await (await browser.newContext()).newPage()
  await page.goto(house.serve.url)
  await openScreen(page, 'sites')
  await page.getByRole('link', { name: 'Garden camera' }).first().click()
})
test.afterAll(async () => {
  await browser?.close()
  await house?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const rules = () => page.getByRole('region', { name: 'Rules for paths' })
const would = () => page.getByRole('region', { name: 'Who would get in?' })

test('a rule is written as a sentence with choices in it, and is in force when it reads as one', async () => {
  expect(await knock('/api/x')).toBe('no-certificate')
  await rules().getByRole('button', { name: 'Add a rule' }).click()
  await rules().getByLabel('Path', { exact: true }).fill('/api')
  await rules().getByLabel('Certificate', { exact: true }).selectOption({ label: 'open without a certificate' })
  await rules().getByRole('button', { name: 'Save rule' }).click()
  await expect(rules().getByRole('listitem').first()).toHaveText(/Paths under \/api\s+open without a certificate/)
  expect(await knock('/api/x')).toBe('200')
  expect(await knock('/')).toBe('no-certificate')
})

test('a rule for some devices names them, and keeps the others out', async () => {
  await rules().getByRole('button', { name: 'Add a rule' }).click()
  await rules().getByLabel('Path', { exact: true }).fill('/settings/')
  await rules().getByLabel('Whose certificate').selectOption('these')
  await rules().getByLabel('Devices', { exact: true }).first().fill('bob')
  await page.getByRole('option', { name: 'Bob’s Pixel' }).click()
  await page.keyboard.press('Tab')
  await rules().getByRole('button', { name: 'Save rule' }).click()
  await expect(rules().getByText(/Paths under \/settings\s+only with a certificate of Bob’s Pixel/)).toBeVisible()
})

test('“Who would get in?” answers for a device, a path and an address, with the rule that decides', async () => {
  await expect(would().getByText('A visitor without a certificate sees the page “No certificate”.')).toBeVisible()
  await expect(would().getByText('No rule covers this path')).toBeVisible()
  await would().getByLabel('Path').fill('/api/v1?token=1')
  await expect(would().getByText('A visitor without a certificate gets in.')).toBeVisible()
  await would().getByLabel('Path').fill('/settings')
  await would().getByLabel('Visitor').first().fill('alice')
  await page.getByRole('option', { name: 'Alice’s iPhone' }).click()
  await expect(would().getByText('Alice’s iPhone sees the page “Not allowed here”.')).toBeVisible()
  await expect(would().getByText('the rule for /settings means others')).toBeVisible()
  await would().getByLabel('Visitor').first().fill('bob')
  await page.getByRole('option', { name: 'Bob’s Pixel' }).click()
  await expect(would().getByText('Bob’s Pixel gets in.')).toBeVisible()
  await would().getByLabel('Visitor').first().fill('grandma')
  await page.getByRole('option', { name: 'Grandma’s tablet' }).click()
  await expect(would().getByText('Grandma’s tablet sees the page “Revoked”.')).toBeVisible()
  await would().getByLabel('From').selectOption('address')
  await would().getByLabel('IP address').fill('fd00::5')
  await expect(would().getByText('This address belongs to the local network.')).toBeVisible()
  await would().getByLabel('IP address').fill('nowhere')
  await expect(would().getByRole('alert')).toContainText('must be an IP address')
  await would().getByLabel('From').selectOption('outside')
})

test('a rule is changed where it stands, and the answer changes with it', async () => {
  await would().getByLabel('Path').fill('/api')
  await rules().getByRole('button', { name: 'Edit the rule for /api' }).click()
  await rules().getByLabel('Certificate', { exact: true }).selectOption({ label: 'closed to everybody' })
  await rules().getByRole('button', { name: 'Save rule' }).click()
  await expect(rules().getByText(/Paths under \/api\s+closed to everybody/)).toBeVisible()
  await expect(would().getByText('sees the page “Blocked path”')).toBeVisible()
  expect(await knock('/api/x')).toBe('blocked-path')
})

test('what cannot be is refused in words, and nothing is lost', async () => {
  await rules().getByRole('button', { name: 'Add a rule' }).click()
  await rules().getByLabel('Path', { exact: true }).fill('/a;b')
  await rules().getByRole('button', { name: 'Save rule' }).click()
  await expect(rules().getByRole('alert')).toContainText('must be a path such as /api')
  await rules().getByLabel('Path', { exact: true }).fill('/api')
  await rules().getByRole('button', { name: 'Save rule' }).click()
  await expect(rules().getByRole('alert')).toContainText('already has a rule for /api')
  await rules().getByRole('button', { name: 'Cancel' }).click()
})

test('removing is undone with one click', async () => {
  await rules().getByRole('button', { name: 'Remove the rule for /settings' }).click()
  const news = page.getByRole('region', { name: 'News' })
  await expect(news.getByText('The rule for /settings is removed.')).toBeVisible()
  await expect(rules().getByText(/Paths under \/settings/)).toHaveCount(0)
  await news.getByRole('button', { name: 'Undo' }).click()
  await expect(rules().getByText(/Paths under \/settings\s+only with a certificate of Bob’s Pixel/)).toBeVisible()
})

test('a device that a rule keeps out is on the first screen, with the way to the rules', async () => {
  const file = path.join(folder, 'alice.pfx')
  const exported = await run('device', 'export', 'Alice’s iPhone', '--out', file)
  const args = ['-sS', '-o', path.join(folder, 'answer'), '-w', '%{http_code}', '--cacert', path.join(folder, 'ca.crt')]
  const identity = ['--cert-type', 'P12', '--cert', `${file}:${String(exported['password'])}`]
  const status = execFileSync('curl', [...args, ...identity, `https://localhost:${port}/settings`], {
    encoding: 'utf8',
  })
  expect(status).toBe('403')
  await openScreen(page, 'home')
  const wants = page.getByRole('region', { name: 'What needs you' })
  // The outcome by its name, as the activity and the filters have it.
  await expect(wants.getByText(/^Alice’s iPhone was refused .* at Garden camera: Not allowed here\.$/)).toBeVisible()
  await wants.getByRole('link', { name: 'Look at the rules' }).click()
  await expect(rules().getByText(/Paths under \/settings/)).toBeVisible()
  await openScreen(page, 'home')
  await wants.getByRole('button', { name: 'Take Alice’s iPhone off this list for now' }).click()
  await expect(wants.getByText('Alice’s iPhone was refused')).toHaveCount(0)
  await openScreen(page, 'sites')
  await page.getByRole('link', { name: 'Garden camera' }).first().click()
})

test('common rules and the cards of apps suggest a rule that is in force after one click', async () => {
  await rules().getByRole('button', { name: 'Common rules' }).click()
  await page.getByRole('menuitem', { name: 'A public page' }).click()
  await expect(rules().getByLabel('Path', { exact: true })).toHaveValue('/public')
  await rules().getByRole('button', { name: 'Cancel' }).click()
  await rules().getByText('For an app').click()
  await rules().getByLabel('What is behind this door?').selectOption({ label: 'Home Assistant' })
  await expect(rules().getByText('iPhone: Partly')).toBeVisible()
  await rules().getByRole('button', { name: 'Add the rule for /api/webhook' }).click()
  await expect(rules().getByText('There already')).toBeVisible()
  expect(await knock('/api/webhook/abc')).toBe('200')
  expect(await knock('/api/other')).toBe('blocked-path')
})

test('a site that observes stands open, says so loudly, and is closed with one click', async () => {
  const panel = page.getByRole('dialog')
  await panel.getByText('Observe before you close').click()
  await panel.getByRole('button', { name: 'Let everybody in and observe' }).click()
  await expect(panel.getByRole('alert')).toContainText('Open to everybody')
  expect(await knock('/api/other')).toBe('200')
  await would().getByLabel('Path').fill('/api')
  await expect(would().getByText('because this site only observes. Else: the page “Blocked path”.')).toBeVisible()
  await panel.getByRole('link', { name: 'Who would have been refused' }).click()
  await expect(page.getByText('Let in; else: blocked path').first()).toBeVisible()
  await openScreen(page, 'home')
  const wants = page.getByRole('region', { name: 'What needs you' })
  await expect(wants.getByText('“Garden camera” stands open: it only observes')).toBeVisible()
  await openScreen(page, 'sites')
  const card = page.getByRole('article', { name: 'Garden camera' })
  await expect(card.getByRole('alert')).toContainText('strangers get in too')
  await card.getByRole('button', { name: 'Close the door' }).click()
  await expect(card.getByRole('alert')).toHaveCount(0)
  expect(await knock('/api/other')).toBe('blocked-path')
  await page.getByRole('link', { name: 'Garden camera' }).first().click()
})

for (const look of [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 380 },
] as const) {
  test(`the panel is accessible and fits, ${look.colorScheme} at ${look.width} px`, async () => {
    await setLook(page, look)
    await rules().getByRole('button', { name: 'Edit the rule for /settings' }).click()
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([])
    const excess = await page.getByRole('dialog').evaluate((panel) => panel.scrollWidth - panel.clientWidth)
    expect(excess).toBeLessThanOrEqual(0)
    await rules().getByRole('button', { name: 'Cancel' }).click()
  })
}
