import { execFile, execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test, type Page } from '@playwright/test'
import { cli, documentOf, startServe } from '../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { startForeignServer, type ForeignServer } from '../support/foreign-server.ts'
import { freePort, visit } from '../support/gate.ts'
import { startOcspResponder } from '../support/openssl-ocsp.ts'
import { opensslAuthority, selfSigned } from '../support/openssl-pki.ts'
import { startOwnerApp, type OwnerApp } from '../support/owner-app.ts'
import { expectAccessible, openScreen, setLook } from '../support/tour.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const router = selfSigned('router', 'serverAuth')
const lan = opensslAuthority('LAN Root')
const gateIdentity = lan.leaf({ cn: 'Gate' })
let nginx: ForeignServer
let app: OwnerApp
let page: Page
let ca: string
let alice: { cert: string; key: string }
let port: number

/** A router as people have it: a certificate of its own making, a password, and it may want a certificate too. */
function startRouter(): Promise<ForeignServer> {
  const hash = execFileSync('openssl', ['passwd', '-apr1', 'open sesame'], { encoding: 'utf8' }).trim()
  return startForeignServer({
    program: 'nginx',
    from: 'nginx',
    args: (_port, work) => ['-p', work, '-c', `${work}/nginx.conf`],
    files: (at, work) => ({
      users: `admin:${hash}\n`,
      'server.crt': router.cert,
      'server.key': router.key,
      'lan.pem': lan.cert,
      'nginx.conf': `
daemon off;
master_process off;
pid ${work}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  default_type text/html;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${work}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${at} ssl;
    ssl_certificate ${work}/server.crt;
    ssl_certificate_key ${work}/server.key;
    ssl_client_certificate ${work}/lan.pem;
    ssl_verify_client optional;
    location = / { auth_basic "Router"; auth_basic_user_file ${work}/users; try_files /none @in; }
    location @in { return 200 "hello $remote_user, $ssl_client_s_dn"; }
    location / { return 200 "<title>Router</title>"; }
  }
}
`,
    }),
  })
}

const enter = () => visit({ port, ca, servername: 'router.home', host: 'router.home', certificate: alice })
const upstream = () => page.getByRole('region', { name: /^Upstream: / })
const details = () => page.getByRole('region', { name: 'Details sent to the upstream' })

test.beforeAll(async () => {
  nginx = await startRouter()
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
  app = await startOwnerApp(data, await startServe(['--data', data]))
  page = app.page
})
test.afterAll(async () => {
  await app?.stop()
  await nginx?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('a device with a certificate of its own making is shown with its fingerprint and accepted with one click', async () => {
  await openScreen(page, 'sites/new')
  await page.getByLabel('Address of the device’s page').fill(`https://127.0.0.1:${nginx.port}/`)
  await page.getByRole('button', { name: 'Try it' }).click()
  await expect(page.getByText('It shows a certificate that nobody vouches for')).toBeVisible()
  const shown = page.getByRole('button', { name: new RegExp(router.fingerprint) })
  await expect(shown).toBeVisible()
  await expect(page.getByRole('checkbox', { name: 'Accept this certificate' })).toBeChecked()
  await page.getByText('Change address, port or mode').click()
  await page.getByLabel('Name', { exact: true }).fill('Router')
  await page.getByLabel('Host names or IP addresses').fill('router.home')
  await page.getByLabel('Listen on').fill(`127.0.0.1:${port}`)
  await page.getByRole('button', { name: 'Lock it' }).click()
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(upstream().getByText('Trusted by its certificate alone')).toBeVisible()
  expect((await enter()).status).toBe(401)
  await expect(upstream().getByText(/^It answers, \d+ ms$/)).toBeVisible()
})

test('the device’s password is given once, and no visitor is asked any more', async () => {
  await details().getByRole('button', { name: 'Log visitors in' }).click()
  const form = page.getByRole('form', { name: 'No second login' })
  await form.getByLabel('User name').fill('admin')
  await form.getByLabel('Password', { exact: true }).fill('open sesame')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(details().getByText('logged in with a user name and password')).toBeVisible()
  await expect(page.getByText('open sesame')).toHaveCount(0)
  expect((await enter()).body).toBe('hello admin, ')
})

test('the gate shows a certificate of its own where the device wants one', async () => {
  await upstream().getByText('Give one to show').click()
  const form = page.getByRole('form', { name: 'Certificate for the upstream' })
  const file = (name: string, text: string) => ({ name, mimeType: 'application/x-pem-file', buffer: Buffer.from(text) })
  const inputs = form.locator('input[type=file]')
  await inputs.nth(0).setInputFiles(file('gate.crt', gateIdentity.cert))
  await inputs.nth(1).setInputFiles(file('gate.key', gateIdentity.key))
  await form.getByRole('button', { name: 'Use it' }).click()
  await expect(upstream().getByText(/shows it the certificate CN=Gate/)).toBeVisible()
  expect((await enter()).body).toBe('hello admin, CN=Gate')
})

test('another way of trusting it is in force at once, and what does not fit is told where it is looked for', async () => {
  await upstream().getByRole('button', { name: 'Change how it is trusted' }).click()
  const form = page.getByRole('form', { name: 'How the upstream is trusted' })
  await form.getByLabel('Its certificate is trusted when').selectOption('an authority of my own vouches for it')
  await form.getByLabel('CA certificate (PEM)').fill('no certificate')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByText(/authority of the upstream could not be read/)).toBeVisible()
  await form.getByLabel('CA certificate (PEM)').fill(lan.cert)
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(upstream().getByText(/authority of your own choice/)).toBeVisible()
  expect((await enter()).headers['x-vestibule-page']).toBe('upstream-untrusted')
  await expect(upstream().getByText(/^Not trusted since/)).toBeVisible()
})

test('strangers see the owner’s own page, as the preview showed it, and then Vestibule’s again', async () => {
  const section = page.getByRole('region', { name: 'What strangers see' })
  const preview = page.frameLocator('iframe[title="Preview of the page"]')
  await section.getByRole('button', { name: 'See the pages' }).click()
  await section.getByLabel('Page', { exact: true }).selectOption('Your certificate has expired')
  await expect(preview.getByRole('heading', { name: 'Your certificate has expired' })).toBeVisible()
  await section.getByRole('button', { name: 'Write your own' }).click()
  const html = section.getByLabel('HTML of the page')
  await html.fill('<!doctype html><title>{{title}}</title><h1>The Millers’ door</h1><p>{{what}} {{wrong}}</p>')
  await section.getByRole('button', { name: 'Use this page' }).click()
  await expect(section.getByText(/knows no placeholder {{wrong}}/)).toBeVisible()
  await html.fill(
    '<!doctype html><style>h1{color:rgb(1, 2, 3)}</style><h1>The Millers’ door</h1><p id="what">{{what}}</p><p>{{code}} {{name}}</p>' +
      '<script>document.querySelector("#what").textContent="scripted"</script>',
  )
  await expect(preview.getByRole('heading', { name: 'The Millers’ door' })).toHaveCSS('color', 'rgb(1, 2, 3)')
  await expect(preview.getByText('10 X509_V_ERR_CERT_HAS_EXPIRED')).toBeVisible()
  await expect(preview.locator('#what')).toHaveText('Your device showed a certificate whose time is over.')
  await section.getByRole('button', { name: 'Use this page' }).click()
  await expect(section.getByText('These are your own pages.')).toBeVisible()
  const stranger = await visit({ port, ca, servername: 'router.home', host: 'router.home' })
  expect(stranger.status).toBe(403)
  expect(stranger.body).toContain('The Millers’ door')
  await section.getByRole('button', { name: 'Back to Vestibule’s pages' }).click()
  await expect(section.getByText('These are Vestibule’s own pages.')).toBeVisible()
  expect((await visit({ port, ca, servername: 'router.home', host: 'router.home' })).body).not.toContain('Millers')
})

test('a server certificate from files is used at once, and a renewal that does not fit is told beside it', async () => {
  const section = page.getByRole('region', { name: 'Server certificate' })
  const [cert, key] = [path.join(folder, 'fullchain.pem'), path.join(folder, 'privkey.pem')]
  const own = lan.leaf({ cn: 'router.home', eku: 'serverAuth', san: 'DNS:router.home' })
  fs.writeFileSync(cert, own.cert)
  fs.writeFileSync(key, own.key)
  await section.getByRole('button', { name: 'Use another certificate' }).click()
  await section
    .getByLabel('Where it comes from')
    .selectOption('From files on this computer, for example of Let’s Encrypt')
  if (app.shell === 'browser') {
    // A page in a browser names no files: it says the command that does.
    await expect(section.getByText(/^vestibule site set/)).toBeVisible()
    await section.getByRole('button', { name: 'Cancel' }).click()
    const named = ['site', 'set', 'Router', '--cert', cert, '--key', key, '--data', data, '--json']
    expect(documentOf(await cli(named))).toMatchObject({ ok: true })
  } else {
    await section.getByLabel('Path of the certificate with its chain').fill(cert)
    await section.getByLabel('Path of its key').fill(path.join(folder, 'nothing.pem'))
    await section.getByRole('button', { name: 'Use it' }).click()
    await expect(section.getByText(/nothing\.pem could not be read/)).toBeVisible()
    await section.getByLabel('Path of its key').fill(key)
    await section.getByRole('button', { name: 'Use it' }).click()
  }
  await expect(section.getByText(/from files that are watched/)).toBeVisible()
  expect((await visit({ port, ca: lan.cert, servername: 'router.home', host: 'router.home' })).status).toBe(403)
  fs.writeFileSync(key, gateIdentity.key)
  await expect(section.getByText('The server certificate and the key do not belong together.')).toBeVisible()
  await expect(section.getByText(/the certificate before them stays in force/)).toBeVisible()
  expect((await visit({ port, ca: lan.cert, servername: 'router.home', host: 'router.home' })).status).toBe(403)
})

test('what the issuer says of the certificate is shown beside it, and so is when nobody says it', async () => {
  const section = page.getByRole('region', { name: 'Server certificate' })
  const at = await freePort()
  const own = lan.leaf({
    cn: 'router.home',
    eku: 'serverAuth',
    san: 'DNS:router.home',
    ocsp: `http://127.0.0.1:${at}/`,
  })
  const responder = await startOcspResponder(at, { authority: lan, leaf: own })
  const [cert, key] = [path.join(folder, 'fullchain.pem'), path.join(folder, 'privkey.pem')]
  fs.writeFileSync(cert, own.cert + lan.cert)
  fs.writeFileSync(key, own.key)
  await expect(section.getByText(/Its issuer says that it is not revoked/)).toBeVisible()
  await responder.stop()
  const alone = lan.leaf({
    cn: 'router.home',
    eku: 'serverAuth',
    san: 'DNS:router.home',
    ocsp: `http://127.0.0.1:${at}/`,
  })
  fs.writeFileSync(cert, alone.cert + lan.cert)
  fs.writeFileSync(key, alone.key)
  await expect(section.getByText(/could not be fetched from .*: it cannot be reached/)).toBeVisible()
  await expectAccessible(page)
})

test('a plain-HTTP port that redirects is one line of the site', async () => {
  const plain = await freePort()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Redirect from plain HTTP').fill(`127.0.0.1:${plain}`)
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('region', { name: 'Server certificate' })).toBeVisible()
  const answer = await fetch(`http://127.0.0.1:${plain}/x`, { redirect: 'manual', headers: { host: 'router.home' } })
  expect([answer.status, answer.headers.get('location')]).toEqual([421, null])
  const { stdout } = await promisify(execFile)('curl', [
    '-sI',
    '-H',
    'Host: router.home',
    `http://127.0.0.1:${plain}/x`,
  ])
  expect(stdout).toContain(`location: https://router.home:${port}/x`)
})

test('the panel breaks no rule of accessibility, light, dark and on a phone', async () => {
  const pages = page.getByRole('region', { name: 'What strangers see' })
  if (await pages.getByRole('button', { name: 'See the pages' }).isVisible()) {
    await pages.getByRole('button', { name: 'See the pages' }).click()
  }
  for (const look of [{ colorScheme: 'light' }, { colorScheme: 'dark', width: 380 }] as const) {
    await setLook(page, look)
    await expectAccessible(page)
  }
  await setLook(page, { colorScheme: 'light' })
})
