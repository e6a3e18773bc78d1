import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, test, type Browser, type Download, type Page } from '@playwright/test'
import { ownerBrowser } from '../support/browser.ts'
import { cli, documentOf, startServe, type RunningServe } from '../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { freePort } from '../support/gate.ts'
import { expectAccessible, openScreen, setLook } from '../support/tour.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const at = (name: string): string => path.join(folder, name)
let serve: RunningServe
let browser: Browser
let page: Page

const run = async (...args: string[]): Promise<Record<string, unknown>> => {
  const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}
const panel = () => page.getByRole('dialog')
/** Where a download lies, under the name that it would be saved as. */
async function saved(download: Download): Promise<string> {
  const file = at(download.suggestedFilename())
  await download.saveAs(file)
  return file
}
/** Unlocks when the window asks. */
async function unlock(): Promise<void> {
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
}

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  fs.writeFileSync(at('ca.crt'), String((await run('authority', 'show', '--pem'))['pem']))
  serve = await startServe(['--data', data])
  browser = await ownerBrowser()
  page = await (await browser.newContext()).newPage()
  await page.goto(serve.url)
})
test.afterAll(async () => {
  await browser?.close()
  await serve?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('a machine gets a certificate and key with which it serves its page, trusted by the authority', async () => {
  await openScreen(page, 'servers')
  await page.getByRole('link', { name: 'Add a server' }).first().click()
  await panel().getByLabel('Name', { exact: true }).fill('NAS')
  await panel().getByLabel('What is it?').selectOption('Synology')
  await panel().getByLabel('Names and addresses').fill('localhost, 192.168.1.5')
  await expectAccessible(page)
  await panel().getByRole('button', { name: 'Make the certificate' }).click()
  await unlock()
  await expect(panel().getByText(/^Active\. Expires/)).toBeVisible()
  // What was chosen decides the form, and the steps are its own.
  await expect(panel().getByLabel('Form of the file')).toHaveValue('pair')
  await expect(panel().getByText(/Control Panel › Security/)).toBeVisible()
  const downloads: Download[] = []
  page.on('download', (download) => downloads.push(download))
  await panel().getByRole('button', { name: 'Save certificate and key' }).click()
  await expect(panel().getByText(/^Saved: .*NAS.*pem.*NAS.*key/)).toBeVisible()
  await expect.poll(() => downloads.length).toBe(2)
  const files = await Promise.all(downloads.map(saved))
  const [cert = '', key = ''] = ['.pem', '.key'].map((end) => files.find((file) => file.endsWith(end)))
  const server = https.createServer({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) }, (_request, response) =>
    response.end('the NAS'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const answer = await new Promise<string>((resolve, reject) => {
    const options = { port, servername: 'localhost', ca: fs.readFileSync(at('ca.crt')) }
    https
      .get({ host: '127.0.0.1', ...options }, (response) => {
        response.setEncoding('utf8').on('data', resolve)
      })
      .on('error', reject)
  })
  server.close()
  expect(answer).toBe('the NAS')
})

test('a request that the machine made is signed with its key, and only the certificate is saved', async () => {
  const subject = ['-subj', '/CN=printer', '-addext', 'subjectAltName=DNS:printer.home.arpa']
  execFileSync(
    'openssl',
    ['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', at('p.key'), '-out', at('p.csr'), ...subject],
    { stdio: 'pipe' },
  )
  await openScreen(page, 'servers/new')
  await panel().getByLabel('Name', { exact: true }).fill('Printer')
  await panel().getByText('Advanced').click()
  await panel().getByRole('switch', { name: 'The machine made a request' }).click()
  await panel()
    .getByLabel('Or paste it (PEM)')
    .fill(fs.readFileSync(at('p.csr'), 'utf8'))
  await expect(panel().getByText('printer.home.arpa')).toBeVisible()
  await panel().getByRole('button', { name: 'Make the certificate' }).click()
  await expect(panel().getByText('Its key was made on the machine, and stays there.')).toBeVisible()
  const download = page.waitForEvent('download')
  await panel().getByRole('button', { name: 'Save the certificate' }).click()
  const file = await saved(await download)
  const spki = (args: string[]) => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' })
  expect(spki(['x509', '-in', file, '-pubkey', '-noout'])).toBe(spki(['pkey', '-in', at('p.key'), '-pubout']))
  expect(spki(['verify', '-CAfile', at('ca.crt'), file])).toContain(': OK')
})

test('a name that is taken is told, and makes nothing', async () => {
  await openScreen(page, 'servers/new')
  await panel().getByLabel('Name', { exact: true }).fill('NAS')
  await panel().getByLabel('Names and addresses').fill('nas.home.arpa')
  await panel().getByRole('button', { name: 'Make the certificate' }).click()
  await expect(panel().getByRole('alert')).toContainText('NAS')
  await page.keyboard.press('Escape')
  await expect(page.locator('.rows .row-link')).toHaveText(['NAS', 'Printer'])
})

test('it is renewed, revoked and forgotten, each time after a second click', async () => {
  await openScreen(page, 'servers')
  await page.getByRole('link', { name: 'NAS' }).click()
  const before = await run('server', 'show', 'NAS')
  await panel().getByRole('button', { name: 'Renew…' }).click()
  await panel().getByRole('button', { name: 'Renew NAS' }).click()
  await expect(panel().getByRole('button', { name: 'Renew NAS' })).toHaveCount(0)
  const after = await run('server', 'show', 'NAS')
  expect(after['serial']).not.toBe(before['serial'])
  await panel().getByText('Details').click()
  await expect(panel().getByText(String(before['serial']))).toBeVisible()
  await panel().getByRole('button', { name: 'Revoke…' }).click()
  await expectAccessible(page)
  await panel().getByRole('button', { name: 'Revoke NAS' }).click()
  await expect(panel().getByText(/^Revoked\. Whoever reads/)).toBeVisible()
  await expect(panel().getByRole('button', { name: 'Save certificate and key' })).toHaveCount(0)
  await panel().getByRole('button', { name: 'Remove…' }).click()
  await panel().getByRole('button', { name: 'Remove NAS' }).click()
  await expect(page.locator('.rows .row-link')).toHaveText(['Printer'])
})

test('what the command line does is seen at once', async () => {
  await run('server', 'add', 'Router', '--host', 'router.home.arpa')
  await expect(page.getByRole('link', { name: 'Router' })).toBeVisible()
  await run('server', 'remove', 'Router')
  await expect(page.getByRole('link', { name: 'Router' })).toHaveCount(0)
})

test('machines order by themselves once the house answers by ACME; a key is shown once', async () => {
  await page.getByLabel('Name of this computer').fill('localhost')
  await page.getByLabel('Listens at').fill(`127.0.0.1:${await freePort()}`)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByText(/^https:\/\/localhost:\d+\/directory$/)).toBeVisible()
  await page.getByText('Keys', { exact: true }).click()
  await page.getByLabel('Name of the machine').fill('NAS')
  await page.getByRole('button', { name: 'Make a key' }).click()
  await expect(page.getByText('Both are shown this once.')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Remove the key NAS' }).click()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible()
})

for (const width of [380, 900, 1280]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`fits at ${width} px and is accessible (${colorScheme})`, async () => {
      await openScreen(page, 'servers')
      await setLook(page, { colorScheme, width })
      await page.getByRole('link', { name: 'Printer' }).click()
      await expect(panel()).toBeVisible()
      await expectAccessible(page)
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(excess).toBe(0)
      await page.keyboard.press('Escape')
    })
  }
}
