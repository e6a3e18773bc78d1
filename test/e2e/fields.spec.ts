import fs from 'node:fs'
import path from 'node:path'
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { cli, documentOf, startServe, type RunningServe } from '../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { freePort } from '../support/gate.ts'
import { expectAccessible, openScreen } from '../support/tour.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
let serve: RunningServe
let browser: Browser
let page: Page

const run = async (...args: string[]): Promise<Record<string, unknown>> => {
  const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

test.beforeAll(async () => {
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  await run('device', 'add', 'Phone', '--key', 'p256')
  const listen = `127.0.0.1:${await freePort()}`
  await run('site', 'add', 'Camera', '--host', 'localhost', '--listen', listen, '--upstream', 'http://127.0.0.1:9')
  serve = await startServe(['--data', data])
  browser = await ownerBrowser()
  page = await (await browser.newContext()).newPage()
  await page.goto(serve.url)
  await openScreen(page, 'devices')
  await page.getByRole('button', { name: 'Locked', exact: true }).click()
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByRole('dialog').getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Unlocked', exact: true })).toBeVisible()
})
test.afterAll(async () => {
  await browser?.close()
  await serve?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

const dialog = (): Locator => page.getByRole('dialog')
const invisible = 'a\u202Eb'

interface Form {
  readonly open: () => Promise<void>
  /** Label of the field, and what is wrong in it. */
  readonly field: string
  readonly typed: string
  readonly button: string
  /** Begins the sentence under the field. */
  readonly says: string
  /** What else has to be filled in. */
  readonly others?: Readonly<Record<string, string>>
}

const server = async (): Promise<void> => openScreen(page, 'servers/new')
const editSite = async (): Promise<void> => {
  await openScreen(page, 'sites')
  await page.getByRole('link', { name: 'Camera' }).first().click()
  await dialog().getByRole('button', { name: 'Edit', exact: true }).click()
}
const forms: Readonly<Record<string, Form>> = {
  'a device, its name': {
    open: () => openScreen(page, 'devices/new'),
    field: 'Name of the device',
    typed: invisible,
    button: 'Create certificate',
    says: 'Name of the device: must not contain',
  },
  'a server, the second of its names': {
    open: server,
    field: 'Names and addresses',
    typed: 'nas.home.arpa not_a/name',
    button: 'Make the certificate',
    says: 'Names and addresses (2): must be',
    others: { Name: 'NAS' },
  },
  'a server, its name': {
    open: server,
    field: 'Name',
    typed: invisible,
    button: 'Make the certificate',
    says: 'Name: must not contain',
    others: { 'Names and addresses': 'nas.home.arpa' },
  },
  'a site, its port': {
    open: editSite,
    field: 'Listen on',
    typed: 'somewhere',
    button: 'Save changes',
    says: 'Listen on: must be written ADDRESS:PORT',
  },
  'a site, its names': {
    open: editSite,
    field: 'Host names or IP addresses',
    typed: 'a/b',
    button: 'Save changes',
    says: 'Host names or IP addresses (1): must be',
  },
  'an authority, what it is limited to': {
    open: () => openScreen(page, 'authority/new'),
    field: 'Only for these names and networks',
    typed: 'not/a/network',
    button: 'Create authority',
    says: 'Only for these names and networks: “not/a/network”',
    others: { Name: 'Lab', 'Passphrase of your keys': PASSPHRASE },
  },
  'the ACME server, its port': {
    open: () => openScreen(page, 'servers'),
    field: 'Listens at',
    typed: '127.0.0.1:0',
    button: 'Start',
    says: 'Listens at: must have a port from 1 to 65535',
  },
}

for (const [name, { open, field, typed, button, says, others = {} }] of Object.entries(forms)) {
  test(`${name}: what is wrong is said under the field, by its label, and the field is gone to`, async () => {
    await page.goto(new URL('/#/home', serve.url).href)
    await open()
    const within = (await dialog().count()) > 0 ? dialog() : page.locator('main')
    // What is folded is opened by the error itself.
    for (const fold of await within.locator('details').all()) await fold.evaluate((one) => one.setAttribute('open', ''))
    for (const [label, text] of Object.entries(others)) await within.getByLabel(label, { exact: true }).fill(text)
    const input = within.getByLabel(field, { exact: true })
    await input.fill(typed)
    const submit = within.getByRole('button', { name: button, exact: true })
    await input.evaluate(
      (one, to) => {
        const fold = one.closest('details')
        if (fold && !fold.contains(to)) fold.open = false
      },
      await submit.elementHandle(),
    )
    await submit.click()
    await expect(input).toHaveAttribute('aria-invalid', 'true')
    await expect(input).toBeFocused()
    const described = String(await input.getAttribute('aria-describedby'))
      .split(' ')
      .filter((id) => id !== '')
    const told = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).innerText()))
    expect(told.join(' ')).toContain(says)
    await expect(within.getByRole('alert')).toHaveCount(0)
    await expectAccessible(page)
  })
}

test('a port alone is one of every address', async () => {
  const port = await freePort()
  await page.goto(new URL('/#/home', serve.url).href)
  await editSite()
  await dialog().getByLabel('Listen on', { exact: true }).fill(String(port))
  await dialog().getByRole('button', { name: 'Save changes', exact: true }).click()
  await expect.poll(async () => (await run('site', 'show', 'Camera'))['listen']).toBe(`0.0.0.0:${port}`)
})
