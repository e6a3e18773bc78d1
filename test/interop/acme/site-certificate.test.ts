// @module-tag pebble
// @module-tag curl
// @module-tag bind9
import fs from 'node:fs'
import path from 'node:path'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { bind9, DNS_KEY } from '../../support/dns-servers.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { runTool } from '../../support/external-tool.ts'
import type { ForeignServer } from '../../support/foreign-server.ts'
import { freePort, startUpstream, until, type Upstream } from '../../support/gate.ts'
import { startPebble, type Pebble } from '../../support/pebble.ts'

// Programs that start one after the other: a limit against hanging, not a measurement.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const folder = temporaryFolder()
const env = { VESTIBULE_DATA: path.join(folder, 'data'), VESTIBULE_PASSPHRASE: PASSPHRASE }
/** Without the passphrase: what runs by itself has none either. */
const unattended = { VESTIBULE_DATA: env.VESTIBULE_DATA }
const file = (name: string): string => path.join(folder, name)
let serve: RunningServe
let upstream: Upstream
let finish = (): void => undefined
let dns: ForeignServer
/** Validates at the ports of the sites, with names out of BIND. */
let pebble: Pebble
let ports: { readonly door: number; readonly plain: number }

interface Certificate {
  readonly source: string
  readonly issuer: string
  readonly notAfter: string
  readonly fingerprint: string
  readonly renewsAt: string | null
  readonly acme: { readonly state: string; readonly nextCheck: string | null; readonly failures: number } | null
}

interface Check {
  readonly what: string
  readonly name: string | null
  readonly problem: { readonly code: string } | null
  readonly certain: boolean
}

async function run(...args: string[]): Promise<Record<string, unknown>> {
  const answer = documentOf(await cli([...args, '--json'], unattended))
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  return answer.value
}

async function certificateOf(site: string): Promise<Certificate> {
  return (await run('site', 'show', site))['certificate'] as Certificate
}

/** A visitor that trusts only what issued the public certificate, and has the device's certificate and nothing else. */
function curl(host: string, port: number, ...options: string[]) {
  const [ca, device] = [file('pebble-root.pem'), file('alice.pem')]
  const place = ['--connect-to', `${host}:${port}:127.0.0.1:${port}`, `https://${host}:${port}/`]
  return runTool('curl', ['-sS', '--max-time', '20', '--cacert', ca, '--cert', device, ...options, ...place])
}

/** Fingerprint of the certificate that a new visitor is shown. */
function shown(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: '127.0.0.1', port, servername: host, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '') ?? '')
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

/** The public key that a new visitor is shown, PEM. */
function publicKey(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: '127.0.0.1', port, servername: host, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'pem' })))
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

/** The device's file as it would be given now: how many certificates are in it. */
async function exported(): Promise<{ status: number; certificates: number }> {
  const out = file('again.pem')
  const { status } = await cli(['device', 'export', 'Alice', '--out', out, '--format', 'pem', '--force'], env)
  return { status, certificates: fs.readFileSync(out, 'utf8').match(/BEGIN CERTIFICATE/g)?.length ?? 0 }
}

async function addSite(name: string, host: string, listen: number, ...options: string[]): Promise<void> {
  const answer = documentOf(
    await cli(
      [
        'site',
        'add',
        name,
        '--host',
        host,
        '--listen',
        `127.0.0.1:${listen}`,
        '--upstream',
        upstream.url,
        '--mode',
        'required',
        ...options,
        '--json',
      ],
      env,
    ),
  )
  if (!answer.ok) throw new Error(answer.error.message)
}

beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    if (request.url !== '/slow') return void response.end('behind the door')
    response.write('first ')
    finish = () => void response.end('last')
  })
  ports = { door: await freePort(), plain: await freePort() }
  dns = await bind9()
  pebble = await startPebble({ dns: `127.0.0.1:${dns.port}`, httpPort: ports.plain, tlsPort: ports.door })
  fs.writeFileSync(file('directory-ca.pem'), pebble.ca)
  fs.writeFileSync(file('pebble-root.pem'), await pebble.root())
  for (const args of [
    ['authority', 'create', '--name', 'Home', '--key', 'p256'],
    ['device', 'add', 'Alice', '--platform', 'script'],
    ['device', 'export', 'Alice', '--out', file('alice.pem'), '--format', 'pem'],
  ]) {
    const { status, stderr } = await cli(args, env)
    if (status !== 0) throw new Error(stderr)
  }
  serve = await startServe([], unattended)
})
afterAll(async () => {
  await serve.stop()
  await pebble.stop()
  await dns.stop()
  await upstream.close()
})

const acme = (site: string, ...options: string[]): string[] => [
  'site',
  'certificate',
  site,
  '--acme',
  pebble.directory,
  '--acme-ca',
  file('directory-ca.pem'),
  ...options,
]

describe('a public certificate of a site, by the program as it runs', () => {
  it('is ordered with tls-alpn-01 at the port of the door, and swapped in while a download goes on', async () => {
    await addSite('Camera', 'camera.example.org', ports.door)
    const before = await certificateOf('Camera')
    expect(before).toMatchObject({ source: 'authority', acme: null })
    expect(await exported()).toEqual({ status: 0, certificates: 2 })
    expect((await curl('camera.example.org', ports.door)).status).not.toBe(0)
    const download = runTool('curl', [
      '-sSk',
      '--max-time',
      '60',
      '--cert',
      file('alice.pem'),
      '--connect-to',
      `camera.example.org:${ports.door}:127.0.0.1:${ports.door}`,
      `https://camera.example.org:${ports.door}/slow`,
    ])
    await until(() => upstream.requests.some(({ url }) => url === '/slow'))

    await run(...acme('Camera', '--challenge', 'tls-alpn-01', '--contact', 'owner@example.org', '--wait'))

    const visitor = await curl('camera.example.org', ports.door)
    expect(visitor).toEqual({ status: 0, text: 'behind the door' })
    finish()
    expect(await download).toEqual({ status: 0, text: 'first last' })
    const after = await certificateOf('Camera')
    expect(after).toMatchObject({ source: 'acme', acme: { state: 'issued', failures: 0 } })
    expect(after.issuer).toContain('Pebble')
    expect(Date.parse(after.acme?.nextCheck ?? '')).toBeGreaterThan(Date.now())
    expect(after.renewsAt).toBe(after.acme?.nextCheck)
    expect(await shown('camera.example.org', ports.door)).toBe(after.fingerprint)
  })

  it('needs the certificate of a device just as before', async () => {
    const [ca] = [file('pebble-root.pem')]
    const stranger = await runTool('curl', [
      '-sS',
      '--max-time',
      '20',
      '--cacert',
      ca,
      '--connect-to',
      `camera.example.org:${ports.door}:127.0.0.1:${ports.door}`,
      `https://camera.example.org:${ports.door}/`,
    ])
    expect(stranger.status).not.toBe(0)
  })

  it('spares devices the root of the house: nothing of it is in what they are given', async () => {
    expect(await exported()).toEqual({ status: 0, certificates: 1 })
  })

  it('is kept, and not ordered twice, when it is asked for again', async () => {
    const before = await certificateOf('Camera')
    await run(...acme('Camera', '--challenge', 'tls-alpn-01', '--wait'))
    expect((await certificateOf('Camera')).fingerprint).toBe(before.fingerprint)
  })

  it('is ordered with http-01 at the plain-HTTP port', async () => {
    const port = await freePort()
    await addSite('Printer', 'printer.example.org', port, '--redirect', `127.0.0.1:${ports.plain}`)
    await run(...acme('Printer', '--challenge', 'http-01', '--wait'))
    expect(await curl('printer.example.org', port)).toEqual({ status: 0, text: 'behind the door' })
    // Answers are gone with the order.
    const place = `http://127.0.0.1:${ports.plain}/.well-known/acme-challenge/x`
    const left = await runTool('curl', [
      '-sS',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      '-H',
      'Host: printer.example.org',
      place,
    ])
    expect(left.text).toBe('404')
  })

  it('is ordered with dns-01 by RFC 2136, for a wildcard, with a key that nobody can read afterwards', async () => {
    const port = await freePort()
    const { name: key, secret } = DNS_KEY
    fs.writeFileSync(
      file('dns.conf'),
      `# BIND\nserver = 127.0.0.1:${dns.port}\nkey = ${key}\nsecret = ${secret}\nresolvers = 127.0.0.1:${dns.port}\n`,
    )
    await addSite('Everything', '*.home.example.org', port)
    await run(...acme('Everything', '--dns', 'rfc2136', '--dns-config-file', file('dns.conf'), '--wait'))
    expect(await curl('any.home.example.org', port)).toEqual({ status: 0, text: 'behind the door' })
    const status = await run('site', 'certificate', 'Everything', '--status')
    expect(status).toMatchObject({ source: 'acme', acme: { challenge: 'dns-01', dns: 'rfc2136', state: 'issued' } })
    expect(JSON.stringify(status)).not.toContain(secret)
    const database = fs.readdirSync(env.VESTIBULE_DATA).filter((name) => name.startsWith('vestibule.db'))
    expect(database.length).toBeGreaterThan(0)
    for (const name of database) {
      expect(fs.readFileSync(path.join(env.VESTIBULE_DATA, name)).includes(secret)).toBe(false)
    }
  })

  it('that the authority refuses leaves the one in force, and the site says why in its words', async () => {
    const port = await freePort()
    // The authority looks at the port of the first site, which does not answer for this name.
    await addSite('Elsewhere', 'elsewhere.example.net', port)
    const before = await certificateOf('Elsewhere')
    const answer = documentOf(
      await cli([...acme('Elsewhere', '--challenge', 'tls-alpn-01', '--wait'), '--json'], unattended),
    )
    if (answer.ok) throw new Error('the authority has issued for a name that leads nowhere')
    expect(answer.error.code).toMatch(/^acme\/problem-/)
    const site = await run('site', 'show', 'Elsewhere')
    const after = site['certificate'] as Certificate
    expect(after).toMatchObject({ source: 'authority', fingerprint: before.fingerprint })
    expect(after.acme).toMatchObject({ state: 'failed', lastFailure: { problem: { code: answer.error.code } } })
    expect(site['verdict']).toMatchObject({ state: 'works-but', reasons: [{ id: answer.error.code }] })
    const { stdout: list } = await cli(['site', 'list'], unattended)
    expect(list).toMatch(/^Elsewhere +works but /m)
    expect(list).toContain(`Elsewhere: ${answer.error.message} ${answer.error.remedy}`)
    expect(await shown('elsewhere.example.net', port)).toBe(before.fingerprint)
    const { stdout } = await cli(['site', 'show', 'Elsewhere'], unattended)
    expect(stdout).toContain(answer.error.message)
  })

  it('and what is known of it are there after a restart, without the passphrase', async () => {
    const [before, elsewhere] = [await certificateOf('Camera'), await certificateOf('Elsewhere')]
    await serve.stop()
    serve = await startServe([], unattended)
    const after = await certificateOf('Camera')
    expect(after).toMatchObject({ fingerprint: before.fingerprint, acme: { state: 'issued' } })
    // The back-off is kept, too.
    expect((await certificateOf('Elsewhere')).acme).toEqual(elsewhere.acme)
    expect(await curl('camera.example.org', ports.door)).toEqual({ status: 0, text: 'behind the door' })
  })

  it('gives way to a certificate of the own authority, and can be ordered again', async () => {
    const issued = documentOf(await cli(['site', 'certificate', 'Camera', '--authority', 'Home', '--json'], env))
    expect(issued).toMatchObject({ ok: true, value: { certificate: { source: 'authority', acme: null } } })
    await run(...acme('Camera', '--challenge', 'tls-alpn-01', '--wait'))
    expect((await certificateOf('Camera')).source).toBe('acme')
  })

  it('is looked at before it is ordered: what is known to be wrong is said, what only the authority sees as that', async () => {
    const before = await certificateOf('Printer')
    const check = async (site: string, ...options: string[]): Promise<Check[]> =>
      (await run(...acme(site, ...options), '--check')) as unknown as Check[]
    // Nobody here knows the name: the authority asks a DNS server of its own.
    expect(await check('Printer', '--challenge', 'http-01')).toMatchObject([
      { what: 'directory', name: null, problem: null, certain: true },
      { what: 'name', name: 'printer.example.org', problem: { code: 'acme/name-unknown' } },
    ])
    // A name that leads here, to a port where nothing listens or another program does.
    const port = await freePort()
    await addSite('Local', 'localhost', port)
    const [, name, seen] = await check('Local', '--challenge', 'tls-alpn-01')
    expect(name).toMatchObject({ what: 'name', problem: null })
    expect(seen).toMatchObject({ what: 'port', certain: false })
    expect(seen?.problem?.code).toMatch(/^acme\/(?:port-closed|name-elsewhere)$/)
    // A key that the DNS server does not know.
    const wrong = `server = 127.0.0.1:${dns.port}\nkey = ${DNS_KEY.name}\nsecret = ${btoa('another secret!!')}\n`
    fs.writeFileSync(file('wrong.conf'), wrong)
    const [, token] = await check('Everything', '--dns', 'rfc2136', '--dns-config-file', file('wrong.conf'))
    expect(token).toMatchObject({ what: 'token', certain: true })
    expect(token?.problem).not.toBeNull()
    const [, right] = await check('Everything', '--dns', 'rfc2136', '--dns-config-file', file('dns.conf'))
    expect(right).toMatchObject({ what: 'token', problem: null })
    const { stdout } = await cli([...acme('Printer', '--challenge', 'http-01'), '--check'], unattended)
    expect(stdout).toMatch(/^ {2}ok +the authority$/m)
    expect(stdout).toMatch(/^ {2}PROBLEM +the name leads here \(printer\.example\.org\): /m)
    // Nothing of it was ordered or kept.
    expect((await certificateOf('Printer')).fingerprint).toBe(before.fingerprint)
    expect((await certificateOf('Local')).acme).toBeNull()
  })

  it('goes on with another key of the account, and renews with it', async () => {
    const before = await certificateOf('Camera')
    await run('site', 'certificate', 'Camera', '--new-account-key')
    expect((await certificateOf('Camera')).fingerprint).toBe(before.fingerprint)
    expect(pebble.log()).toMatch(/rollover-account-key|key-change|rollover/i)
  })

  it('is revoked at the authority, and another one with another key takes its place by itself', async () => {
    const before = await run('site', 'show', 'Camera')
    const { serial, fingerprint } = before['certificate'] as Certificate & { serial: string }
    const key = (): Promise<string> => publicKey('camera.example.org', ports.door)
    const keyBefore = await key()
    await run('site', 'certificate', 'Camera', '--revoke', '--reason', 'key-compromise')
    expect(await pebble.status(serial)).toBe('Revoked')
    const patience = { timeout: 60_000 }
    await expect.poll(async () => (await certificateOf('Camera')).fingerprint, patience).not.toBe(fingerprint)
    await expect.poll(key, patience).not.toBe(keyBefore)
    expect(await shown('camera.example.org', ports.door)).toBe((await certificateOf('Camera')).fingerprint)
    expect(await curl('camera.example.org', ports.door)).toEqual({ status: 0, text: 'behind the door' })
  })

  it('of nobody else is revoked: a site without one says so', async () => {
    for (const how of ['--revoke', '--new-account-key']) {
      const answer = documentOf(await cli(['site', 'certificate', 'Local', how, '--json'], unattended))
      expect(answer).toMatchObject({ ok: false, error: { code: 'acme/not-ordered' } })
    }
    const usage = await cli(['site', 'certificate', 'Camera', '--status', '--reason', 'superseded'], unattended)
    expect(usage.status).toBe(2)
    expect(usage.stderr).toContain('--reason goes with --revoke')
  })
})
