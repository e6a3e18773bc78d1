// @module-tag nginx
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { startForeignServer, type ForeignServer } from '../../support/foreign-server.ts'
import { freePort, startUpstream, visit } from '../../support/gate.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const env = { VESTIBULE_DATA: data, VESTIBULE_PASSPHRASE: PASSPHRASE }
const file = (name: string): string => path.join(folder, name)
const PASSWORD = 'schlüssel: tür auf'

let serve: RunningServe
let nas: ForeignServer
let port: number
let ca: string
let alice: { cert: string; key: string }

async function run(...args: string[]): Promise<Record<string, unknown>> {
  const answer = documentOf(await cli([...args, '--json'], env))
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  return answer.value
}

/** A real nginx that asks everyone for a password and says who came. */
function passwordServer(): Promise<ForeignServer> {
  const hash = execFileSync('openssl', ['passwd', '-apr1', PASSWORD], { encoding: 'utf8' }).trim()
  return startForeignServer({
    program: 'nginx',
    from: 'nginx',
    args: (_port, work) => ['-p', work, '-c', `${work}/nginx.conf`],
    files: (at, work) => ({
      users: `jürgen:${hash}\n`,
      'nginx.conf': `
daemon off;
master_process off;
pid ${work}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${work}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${at};
    location / { auth_basic "NAS"; auth_basic_user_file ${work}/users; try_files /none @in; }
    location @in { return 200 "hello $remote_user"; }
  }
}
`,
    }),
  })
}

beforeAll(async () => {
  nas = await passwordServer()
  fs.writeFileSync(file('password'), `${PASSWORD}\n`)
  await createHome(data, 'p256')
  ca = String((await run('authority', 'show', '--pem'))['pem'])
  await run('device', 'add', 'Alice’s phone', '--platform', 'script')
  await run('device', 'export', 'Alice’s phone', '--out', file('alice.pem'), '--format', 'pem')
  const pem = fs.readFileSync(file('alice.pem'), 'utf8')
  alice = { cert: pem, key: pem }
  serve = await startServe([], env)
  port = await freePort()
})
afterAll(async () => {
  await serve.stop()
  await nas.stop()
  fs.rmSync(folder, { recursive: true })
})

const enter = () => visit({ port, ca, servername: 'nas.home', host: 'nas.home', certificate: alice })
const address = ['--host', 'nas.home', '--listen']

test('a device that asks for a password asks no visitor any more, and the password is never shown again', async () => {
  const url = `http://127.0.0.1:${nas.port}`
  await run('site', 'add', 'NAS', ...address, `127.0.0.1:${port}`, '--upstream', url)
  expect((await enter()).status).toBe(401)
  const login = ['--login', 'basic', '--login-user', 'jürgen', '--login-secret-file', file('password')]
  const set = await run('site', 'set', 'NAS', ...login)
  expect(set['login']).toEqual({ kind: 'basic', header: 'Authorization' })
  expect(await enter()).toMatchObject({ status: 200, body: 'hello jürgen' })

  const secret = Buffer.from(`jürgen:${PASSWORD}`).toString('base64')
  const told = [
    await cli(['site', 'show', 'NAS'], env),
    await cli(['site', 'list', '--json'], env),
    await cli(['activity', '--json'], env),
  ].map((one) => one.stdout + one.stderr)
  for (const text of told) expect(text).not.toMatch(new RegExp(`${secret}|${PASSWORD}`))
  for (const name of fs.readdirSync(data).filter((one) => fs.statSync(path.join(data, one)).isFile())) {
    const bytes = fs.readFileSync(path.join(data, name))
    expect(bytes.includes(secret) || bytes.includes(PASSWORD)).toBe(false)
  }
})

test('what the device wants is found by asking it, with the command that stores it', async () => {
  expect(await run('site', 'login', 'NAS', '--ask')).toMatchObject({
    status: 401,
    wants: 'basic',
    challenges: [{ scheme: 'basic', realm: 'NAS' }],
    problem: null,
  })
  const text = (await cli(['site', 'login', 'NAS', '--ask'], env)).stdout
  expect(text).toContain('vestibule site set NAS --login basic --login-user USER --login-secret-file FILE')
  expect((await cli(['site', 'login', 'NAS'], env)).status).toBe(2)
})

test('a visitor’s own login goes on, unless the owner says otherwise', async () => {
  const own = (authorization: string) =>
    visit({ port, ca, servername: 'nas.home', host: 'nas.home', certificate: alice, headers: { authorization } })
  const wrong = `Basic ${Buffer.from('guest:guest').toString('base64')}`
  expect((await run('site', 'show', 'NAS'))['visitorLogin']).toBe('keep')
  expect((await own(wrong)).status).toBe(401)
  await run('site', 'set', 'NAS', '--visitor-login', 'replace')
  expect(await own(wrong)).toMatchObject({ status: 200, body: 'hello jürgen' })
})

test('a Digest login is stored like the others and answers the device', async () => {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
  const camera = await startUpstream((request, response) => {
    const sent = request.headers.authorization ?? ''
    const part = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(sent)?.[1] ?? ''
    const [first, second] = [hash(`admin:Cam:${PASSWORD}`), hash(`${request.method}:${request.url}`)]
    const right = hash([first, 'n1', part('nc'), part('cnonce'), 'auth', second].join(':'))
    if (part('response') === right) return response.end('live')
    response.writeHead(401, { 'www-authenticate': 'Digest realm="Cam", nonce="n1", qop="auth", algorithm=SHA-256' })
    return response.end()
  })
  try {
    await run('site', 'set', 'NAS', '--upstream', camera.url, '--login', 'none')
    expect(await run('site', 'login', 'NAS', '--ask')).toMatchObject({
      wants: 'digest',
      challenges: [{ scheme: 'digest', realm: 'Cam', algorithm: 'SHA-256', qop: 'auth' }],
    })
    const login = ['--login', 'digest', '--login-user', 'admin', '--login-secret-file', file('password')]
    expect((await run('site', 'set', 'NAS', ...login))['login']).toEqual({ kind: 'digest', header: 'Authorization' })
    expect(await enter()).toMatchObject({ status: 200, body: 'live' })
    for (const name of fs.readdirSync(data).filter((one) => fs.statSync(path.join(data, one)).isFile())) {
      expect(fs.readFileSync(path.join(data, name)).includes(PASSWORD)).toBe(false)
    }
    const basic = ['--login', 'basic', '--login-user', 'jürgen', '--login-secret-file', file('password')]
    await run('site', 'set', 'NAS', '--upstream', `http://127.0.0.1:${nas.port}`, ...basic)
    expect((await enter()).status).toBe(200)
  } finally {
    await camera.close()
  }
})

test('other settings leave it, and `none` takes it away', async () => {
  await run('site', 'set', 'NAS', '--contact', 'Jürgen')
  expect((await enter()).status).toBe(200)
  expect((await run('site', 'set', 'NAS', '--login', 'none'))['login']).toBeNull()
  expect((await enter()).status).toBe(401)
})

test('a user header says which device came', async () => {
  const upstream = await startUpstream()
  try {
    await run('site', 'set', 'NAS', '--upstream', upstream.url, '--login', 'user')
    await enter()
    expect(upstream.requests.at(-1)?.headers['remote-user']).toBe('Alice%E2%80%99s phone')
  } finally {
    await upstream.close()
  }
})

test('what is no login is refused, and a secret is taken from a file only', async () => {
  const refused = async (...args: string[]) => {
    const answer = documentOf(await cli(['site', 'set', 'NAS', ...args, '--json'], env))
    return answer.ok ? 'done' : answer.error.code
  }
  fs.writeFileSync(file('two-words'), 'no token\n')
  expect(await refused('--login', 'bearer', '--login-secret-file', file('two-words'))).toBe('app/invalid-input')
  for (const header of ['Host', 'Content-Length', 'X-SSL-Client-Verify', 'X-Forwarded-For', 'Client-Cert', 'X Y']) {
    expect(await refused('--login', 'header', '--login-header', header, '--login-secret-file', file('password'))).toBe(
      'app/invalid-input',
    )
  }
  expect((await cli(['site', 'set', 'NAS', '--login', 'basic', '--login-user', 'x'], env)).status).toBe(2)
  expect((await cli(['site', 'set', 'NAS', '--login-user', 'x'], env)).status).toBe(2)
  expect((await run('site', 'show', 'NAS'))['login']).toEqual({ kind: 'user', header: 'Remote-User' })
})
