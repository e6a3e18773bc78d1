import fs from 'node:fs'
import path from 'node:path'
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { ownerBrowser, visitorBrowser } from '../support/browser.ts'
import { cli, documentOf, startServe, type RunningServe } from '../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { freePort } from '../support/gate.ts'
import { expectAccessible } from '../support/tour.ts'

// The interface in a browser only: the desktop's window has no gate in front of it.
const folder = temporaryFolder()
const data = path.join(folder, 'data')
const ca = path.join(folder, 'ca.crt')
let serve: RunningServe
let browser: Browser
let owner: Page
let laptop: BrowserContext
let page: Page
let origin: string

const run = async (...args: string[]): Promise<Record<string, unknown>> => {
  const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}
const rail = (of: Page) => of.getByRole('navigation', { name: 'Main' })

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  await run('device', 'add', 'Laptop', '--key', 'p256')
  const pfx = path.join(folder, 'laptop.pfx')
  const { password } = await run('device', 'export', 'Laptop', '--profile', 'modern', '--out', pfx)
  fs.writeFileSync(ca, String((await run('authority', 'show', '--pem'))['pem']))
  serve = await startServe(['--data', data])
  browser = await ownerBrowser()
  owner = await (await browser.newContext()).newPage()
  await owner.goto(serve.url)
  origin = `https://localhost:${await freePort()}`
  const identity = { pfx, password: String(password) }
  laptop = await visitorBrowser({ home: path.join(folder, 'laptop'), ca, origin, identity })
  page = await laptop.newPage()
})
test.afterAll(async () => {
  await laptop?.close()
  await browser?.close()
  await serve?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('the owner marks a device and opens the interface for it, having read what that means', async () => {
  await owner.goto(new URL('/#/devices', serve.url).href)
  await owner.getByText('Laptop').first().click()
  await owner.getByRole('switch', { name: 'May manage Vestibule' }).click()
  await expect(owner.getByRole('switch', { name: 'May manage Vestibule' })).toBeChecked()
  await owner.goto(new URL('/#/settings', serve.url).href)
  await expect(owner.getByText('needs the passphrase each time')).toBeVisible()
  await owner.getByRole('switch', { name: 'Open for devices that may manage' }).click()
  await owner.getByLabel('Name or address').fill('localhost')
  await owner.getByLabel('Listens at').fill(`127.0.0.1:${new URL(origin).port}`)
  await owner.getByRole('button', { name: 'Open it' }).click()
  await owner.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await owner.getByRole('button', { name: 'Unlock' }).click()
  await expect(owner.getByText(`${origin}/`)).toBeVisible()
  await expect(owner.getByText('One device may manage: Laptop.')).toBeVisible()
  await expectAccessible(owner)
})

test('the device sees the interface, and is asked for the passphrase each time it signs', async () => {
  await page.goto(`${origin}/#/devices`)
  await expect(rail(page)).toBeVisible()
  await page.getByText('Laptop').first().click()
  await expect(page.getByRole('switch', { name: 'May manage Vestibule' })).toHaveCount(0)
  for (const [name, passphrase] of [
    ['Desk', 'not the passphrase'],
    ['Notebook', PASSPHRASE],
  ] as const) {
    await page.getByRole('button', { name: 'Edit…' }).click()
    await page.getByRole('form', { name: 'What the app calls it' }).getByRole('textbox').first().fill(name)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
    await page.getByRole('button', { name: 'Continue' }).click()
    if (passphrase === PASSPHRASE) await expect(page.getByText('Notebook').first()).toBeVisible()
    else await page.getByRole('button', { name: 'Cancel' }).click()
  }
  await page.goto(`${origin}/#/settings`)
  await expect(page.getByText('You are here as Laptop, through the gate.', { exact: false })).toBeVisible()
  await expectAccessible(page)
})

test('a reload and another tab just work; without the mark the page is over', async () => {
  await page.reload()
  await expect(rail(page)).toBeVisible()
  const tab = await laptop.newPage()
  await tab.goto(`${origin}/`)
  await expect(rail(tab)).toBeVisible()
  await tab.close()
  await run('device', 'set', 'Notebook', '--may-manage', 'off')
  await expect(page.getByRole('heading', { name: 'Your session is over' })).toBeVisible()
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByRole('heading', { name: 'No certificate was sent' })).toBeVisible()
})
