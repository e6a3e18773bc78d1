import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { cli, documentOf, startServe } from '../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { freePort, startUpstream, visit, type Upstream } from '../support/gate.ts'
import { startOwnerApp, type OwnerApp } from '../support/owner-app.ts'
import { expectAccessible, openScreen, setLook } from '../support/tour.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
let upstream: Upstream
let app: OwnerApp
let page: Page
let ca: string
let alice: { cert: string; key: string }
let port: number
let server: ChildProcess | null = null

const section = (): Locator => page.getByRole('region', { name: 'Take it elsewhere' })
const choose = (name: string): Promise<void> => section().getByRole('radio', { name }).check()
const content = (file: string): Locator => section().getByLabel(`Content of ${file}`)
const saved = (name: string): string => {
  const place = path.join(folder, name)
  fs.mkdirSync(place)
  return place
}
const save = (): Promise<void> => section().getByRole('button', { name: /^Save/ }).click()
const enter = (certificate?: typeof alice) =>
  visit({ port, ca, servername: 'camera.home', host: 'camera.home', ...(certificate ? { certificate } : {}) })

test.beforeAll(async () => {
  upstream = await startUpstream((request, response) => response.end(`camera: ${request.headers.authorization ?? ''}`))
  const run = async (...args: string[]): Promise<Record<string, unknown>> => {
    const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  }
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  ca = String((await run('authority', 'show', '--pem'))['pem'])
  await run('device', 'add', 'Alice', '--platform', 'script')
  const file = path.join(folder, 'alice.pem')
  await run('device', 'export', 'Alice', '--out', file, '--format', 'pem')
  const pem = fs.readFileSync(file, 'utf8')
  alice = { cert: pem, key: pem }
  port = await freePort()
  const password = path.join(folder, 'password')
  fs.writeFileSync(password, 'open sesame')
  const address = ['--host', 'camera.home', '--listen', `127.0.0.1:${port}`, '--upstream', upstream.url]
  const login = ['--login', 'basic', '--login-user', 'admin', '--login-secret-file', password]
  await run('site', 'add', 'Garden camera', ...address, ...login)
  app = await startOwnerApp(data, await startServe(['--data', data]))
  page = app.page
  await openScreen(page, 'sites')
  await page.getByRole('link', { name: 'Garden camera' }).click()
})
test.afterAll(async () => {
  server?.kill('SIGTERM')
  await app?.stop()
  await upstream?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('each server is shown with its files, what it does otherwise, and no secret', async () => {
  const cases = [
    ['HAProxy', 'haproxy.cfg', 'haproxy -f haproxy.cfg', /handshake/],
    ['Apache', 'httpd.conf', 'apache2 -d "$PWD" -f httpd.conf -D FOREGROUND', /handshake/],
    ['Caddy', 'Caddyfile', 'caddy run --config Caddyfile', /handshake/],
    ['nginx', 'nginx.conf', 'nginx -e stderr -p . -c nginx.conf', /taken back counts after the server/],
  ] as const
  for (const [name, file, command, cannot] of cases) {
    await choose(name)
    await expect(content(file)).toContainText(String(port))
    await expect(section().getByText(command, { exact: true })).toBeVisible()
    await expect(section().getByRole('listitem').filter({ hasText: cannot }).first()).toBeVisible()
  }
  await section().getByLabel('File to look at').selectOption('server.key')
  await expect(content('server.key')).toHaveText(/put in when the folder is saved/)
  await section().getByLabel('File to look at').selectOption('nginx.conf')
  await expect(content('nginx.conf')).toContainText('"(put in when the folder is saved)"')
})

test('what is changed at the site is changed in the preview', async () => {
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Contact shown to strangers').fill('Ask the Millers.')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await choose('nginx')
  await section().getByLabel('File to look at').selectOption('pages.conf')
  await expect(content('pages.conf')).toContainText('Ask the Millers.')
})

test('what is saved starts the real server, and the devices enter there', async () => {
  const place = await app.saveFolder(async () => {
    await save()
    await page.getByLabel('Passphrase').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Unlock', exact: true }).click()
  }, saved('nginx'))
  expect(path.basename(place)).toBe('Garden-camera-nginx')
  await expect(section().getByText('Saved', { exact: true })).toBeVisible()
  const modeOf = (name: string): number => fs.statSync(path.join(place, name)).mode & 0o777
  // The configuration holds the login.
  expect(['server.key', 'nginx.conf', 'ca.pem'].map(modeOf)).toEqual([0o600, 0o600, 0o644])
  const toggle = page.getByRole('dialog').getByRole('switch', { name: 'Garden camera is running' })
  await toggle.click()
  await expect(toggle).not.toBeChecked()
  execFileSync('sh', ['-c', 'nginx -e stderr -p . -c nginx.conf -t'], { cwd: place, stdio: 'pipe' })
  server = spawn('sh', ['-c', 'exec nginx -e stderr -p . -c nginx.conf'], { cwd: place, stdio: 'ignore' })
  const body = async (certificate?: typeof alice): Promise<string> => {
    const answer = await enter(certificate).catch(() => null)
    return answer === null ? 'nothing listens' : `${answer.status} ${answer.body}`
  }
  await expect.poll(() => body(alice)).toBe(`200 camera: Basic ${Buffer.from('admin:open sesame').toString('base64')}`)
  expect(await body()).toMatch(/^403 [\s\S]*Ask the Millers\./)
})

test('without its secrets it is saved without the passphrase, and says so', async () => {
  await openScreen(page, 'home')
  await page.getByRole('button', { name: 'Unlocked', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Locked', exact: true })).toBeVisible()
  await openScreen(page, 'sites')
  await page.getByRole('link', { name: 'Garden camera' }).click()
  await choose('HAProxy')
  await section()
    .getByLabel(/^With the private key/)
    .uncheck()
  const place = await app.saveFolder(save, saved('haproxy'))
  expect(fs.readFileSync(path.join(place, 'README.md'), 'utf8')).toContain('The private key is not in this folder')
  const texts = fs.readdirSync(place).filter((name) => fs.statSync(path.join(place, name)).isFile())
  for (const name of texts) expect(fs.readFileSync(path.join(place, name), 'utf8')).not.toContain('PRIVATE KEY')
})

test('the section is reached by the keyboard and breaks no rule of accessibility, light, dark and on a phone', async () => {
  await section().getByRole('radio', { name: 'HAProxy' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(section().getByRole('radio', { name: 'nginx' })).toBeChecked()
  await expect(content('nginx.conf')).toBeVisible()
  for (const look of [{ colorScheme: 'light' }, { colorScheme: 'dark', width: 380 }] as const) {
    await setLook(page, look)
    await expectAccessible(page)
    expect(await section().evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
  }
})
