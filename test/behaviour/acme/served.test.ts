// @module-tag linux
// @module-tag root
// @module-tag openssl
import { randomInt, X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checkCertificate } from '../../../electron/engine/acme/client/check-certificate.ts'
import { runOrder } from '../../../electron/engine/acme/client/order.ts'
import { revokeCertificate } from '../../../electron/engine/acme/client/revoke.ts'
import type { Session } from '../../../electron/engine/acme/client/session.ts'
import { httpResponder, newOrder, newSession, type TestResponder } from '../../support/acme-client.ts'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { connectLocalSocket } from '../../../electron/rpc/local-socket.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { runTool } from '../../support/external-tool.ts'
import { freePort } from '../../support/gate.ts'
import { newKey, nonceOf, post, send } from '../../support/raw-acme.ts'

// Programs that start one after the other: a limit against hanging, not a measurement.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

const folder = temporaryFolder()
const env = { VESTIBULE_DATA: path.join(folder, 'data'), VESTIBULE_PASSPHRASE: PASSPHRASE }
/** Without the passphrase: what runs by itself has none either. */
const unattended = { VESTIBULE_DATA: env.VESTIBULE_DATA }
const file = (name: string, text?: string): string => {
  const place = path.join(folder, name)
  if (text !== undefined) fs.writeFileSync(place, text)
  return place
}
/** A machine of the house: an address of this computer that no other test uses. http-01 is asked for at port 80. */
const machine = `127.${randomInt(2, 250)}.${randomInt(1, 250)}.${randomInt(2, 250)}`
const signal = new AbortController().signal

let port = 0
let serve: RunningServe | null = null
let responder: TestResponder
let house: { directory: string; ca: string }

async function run(args: readonly string[], environment: Record<string, string> = unattended) {
  const answer = documentOf(await cli([...args, '--json'], environment))
  return answer.ok ? { code: 'ok', value: answer.value } : { code: answer.error.code, value: {} }
}
const list = async (...args: string[]) => (await run(args)).value as unknown as readonly Record<string, unknown>[]
/** Asks again until it is so. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}
const serving = (...more: string[]): string[] => [
  'acme',
  'serve',
  '--listen',
  `127.0.0.1:${port}`,
  '--host',
  'localhost',
  '--names',
  '*.home',
  '127.0.0.0/8',
  ...more,
]

beforeAll(async () => {
  port = await freePort()
  responder = await httpResponder(80, machine)
})
afterAll(async () => {
  await serve?.stop()
  await responder.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

describe('acme serve refuses, and changes nothing', () => {
  it('without an authority', async () => {
    expect((await run(serving(), env)).code).toBe('authority/none')
    await run(['authority', 'create', '--name', 'Home', '--key', 'p256'], env)
  })

  it('a wrong passphrase, or none', async () => {
    expect((await run(serving(), { ...env, VESTIBULE_PASSPHRASE: 'wrong' })).code).toBe('authority/wrong-passphrase')
    expect((await run(serving())).code).toBe('authority/passphrase-required')
  })

  it.each([
    ['a host that is no name', ['--host', 'not a host']],
    ['a port that is none', ['--listen', '127.0.0.1:0']],
    ['a pattern that is none', ['--names', '10.0.0.0/33']],
    ['a wildcard in the middle', ['--names', 'nas.*.home']],
  ])('%s', async (_, more) => {
    expect((await run([...serving(), ...more], env)).code).toBe('app/invalid-input')
  })

  it('an approval that there is not', async () => {
    expect((await run(serving('--approve', 'nobody'), env)).code).toBe('app/usage')
  })

  it('a port that another program has', async () => {
    const other = net.createServer()
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
    expect((await run(serving(), env)).code).toBe('site/port-taken')
    await new Promise((resolve) => other.close(resolve))
  })

  it('the port of a site', async () => {
    const site = ['site', 'add', 'Camera', '--host', 'camera.home', '--upstream', 'http://127.0.0.1:9']
    expect((await run([...site, '--listen', `127.0.0.1:${port}`], env)).code).toBe('ok')
    expect((await run(serving(), env)).code).toBe('acme/port-of-site')
    await run(['site', 'remove', 'Camera'], env)
  })

  it('and there is none, and no intermediate', async () => {
    expect((await run(['acme', 'show'])).value).toMatchObject({ state: 'off', directory: null })
    expect(await list('authority', 'list')).toHaveLength(1)
  })
})

/** Orders a certificate for the machine; `decide` is called when it waits for the owner. */
async function order(session: Session, decide?: (id: string, waiting: readonly unknown[]) => Promise<unknown>) {
  const begun = await newOrder([machine])
  const running = runOrder(begun, { session, responder, signal, save: () => undefined })
  running.catch(() => undefined)
  if (decide) {
    let waiting: readonly Record<string, unknown>[] = []
    await until(async () => (waiting = await list('acme', 'request', 'list')).length > 0)
    await decide(String(waiting[0]?.['id']), waiting)
  }
  return checkCertificate(await running, { host: session.host, now: Date.now() })
}

async function intermediate(): Promise<string> {
  const { value } = await run(['acme', 'show'])
  return (value['intermediate'] as { name: string }).name
}

async function verify(certPem: string, ...more: string[]): Promise<string> {
  const chain = file('chain.pem', certPem)
  const trust = ['-CAfile', file('root.pem'), '-untrusted', chain]
  return (await runTool('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', ...more, ...trust, chain])).text
}

describe('the ACME server of a house, as the program runs', () => {
  let session: Session
  let first: string

  it('is set up before the program runs, and open when it does', async () => {
    const { value } = await run(serving(), env)
    const directory = `https://localhost:${port}/directory`
    expect(value).toMatchObject({ state: 'stopped', directory, approve: 'ask', signWhileUnlocked: false })
    const root = String((await run(['authority', 'show', 'Home', '--pem'])).value['pem'])
    file('root.pem', root)
    house = { directory, ca: root }
    serve = await startServe([], unattended)
    expect((await run(['acme', 'show'])).value).toMatchObject({ state: 'running', problem: null })
    // Its own certificate comes from the authority: the client trusts nothing else.
    session = await newSession(house)
  })

  it('asks about a machine that it does not know, and issues what its owner allows, also while it is locked', async () => {
    const { certPem, leaf } = await order(session, async (id, waiting) => {
      expect(waiting).toMatchObject([{ address: machine, names: [machine], contact: ['owner@example.org'] }])
      expect(await list('inbox', 'list')).toMatchObject([{ kind: 'acme', id, address: machine, names: [machine] }])
      expect((await run(['acme', 'request', 'allow', id])).code).toBe('ok')
      expect(await list('acme', 'request', 'list')).toEqual([])
      expect((await run(['acme', 'request', 'allow', id])).code).toBe('acme/request-not-found')
    })
    first = certPem
    expect(leaf.names).toEqual([machine])
    expect(await verify(certPem, '-verify_ip', machine)).toContain('OK')
    // Below an intermediate for these names: the authority itself is locked.
    expect(new X509Certificate(certPem).issuer).toContain('Home ACME')
    // Known from now on: nobody is asked for the next one.
    await order(session)
  })

  it('refuses for good what its owner refuses', async () => {
    const stranger = await newSession(house)
    await expect(order(stranger, (id) => run(['acme', 'request', 'refuse', id]))).rejects.toMatchObject({
      problem: { type: 'urn:ietf:params:acme:error:unauthorized' },
    })
  })

  it('revokes, and says so in the list of the intermediate', async () => {
    const name = await intermediate()
    const crl = async (): Promise<string> => {
      await run(['authority', 'crl', name, '--out', file('acme.crl'), '--force'])
      return verify(first, '-crl_check', '-CRLfile', file('acme.crl'))
    }
    expect(await crl()).toContain('OK')
    await revokeCertificate(session, new X509Certificate(first).raw, 'superseded')
    expect(await crl()).toContain('certificate revoked')
  })

  it('says the same of what its owner revokes', async () => {
    const { certPem } = await order(session)
    const name = await intermediate()
    const { fingerprint256 } = new X509Certificate(certPem)
    const fingerprint = fingerprint256.replaceAll(':', '')
    expect((await run(['device', 'revoke', '--fingerprint', fingerprint])).code).toBe('ok')
    await run(['authority', 'crl', name, '--out', file('acme.crl'), '--force'])
    expect(await verify(certPem, '-crl_check', '-CRLfile', file('acme.crl'))).toContain('certificate revoked')
  })

  it('lets holders of a key in unasked, and nobody else where that is wanted', async () => {
    const { value } = await run(['acme', 'eab', 'add', 'Printer'])
    const external = { kid: String(value['kid']), hmacKey: String(value['hmacKey']) }
    expect((await run(['acme', 'eab', 'add', 'Printer'])).code).toBe('acme/eab-name-taken')
    expect(await list('acme', 'eab', 'list')).toMatchObject([{ name: 'Printer', kid: external.kid, used: false }])
    expect((await run(serving('--approve', 'eab'), env)).code).toBe('ok')
    await expect(newSession(house)).rejects.toMatchObject({ code: 'acme/eab-required' })
    const printer = await newSession(house, { external })
    expect(await verify((await order(printer)).certPem)).toContain('OK')
    expect(await list('acme', 'eab', 'list')).toMatchObject([{ name: 'Printer', used: true }])
    expect((await run(['acme', 'eab', 'remove', 'Printer'])).code).toBe('ok')
    expect((await run(['acme', 'eab', 'remove', 'Printer'])).code).toBe('acme/eab-not-found')
    expect((await run(serving(), env)).code).toBe('ok')
  })

  it('keeps what it was when another setting cannot be had', async () => {
    const other = net.createServer()
    const taken = await freePort()
    await new Promise<void>((resolve) => other.listen(taken, '127.0.0.1', resolve))
    const before = (await run(['acme', 'show'])).value
    const moved = ['acme', 'serve', '--listen', `127.0.0.1:${taken}`, '--host', 'elsewhere.home', '--names', '*.lan']
    expect((await run(moved, env)).code).toBe('site/port-taken')
    expect((await run(['acme', 'show'])).value).toEqual(before)
    await new Promise((resolve) => other.close(resolve))
    expect(await nonceOf(house)).not.toBe('')
  })

  it('signs with the authority itself where that is wanted, and only while it is unlocked', async () => {
    const app = await connectLocalSocket(env.VESTIBULE_DATA)
    if (!app) throw new Error('it does not run')
    expect((await run(serving('--sign-while-unlocked'), env)).value).toMatchObject({ intermediate: null })
    await expect(order(session)).rejects.toMatchObject({
      problem: { type: 'urn:ietf:params:acme:error:serverInternal' },
    })
    await app.call('authority.unlock', { passphrase: PASSPHRASE })
    expect(new X509Certificate((await order(session)).certPem).issuer).toMatch(/^CN=Home$/m)
    await app.call('authority.lock', {})
    app.close()
    expect((await run(serving(), env)).code).toBe('ok')
    await order(session)
  })
})

describe('whoever means harm', () => {
  const client = { ...newKey() }
  const connect = (): Promise<tls.TLSSocket> =>
    new Promise((resolve, reject) => {
      const socket = tls.connect({ host: '127.0.0.1', port, servername: 'localhost', ca: house.ca }, () =>
        resolve(socket),
      )
      socket.on('error', reject)
    })
  const answered = (socket: tls.TLSSocket): Promise<string> =>
    new Promise((resolve) => {
      let text = ''
      socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
      socket.on('close', () => resolve(text))
    })

  it('sends too much, and an honest request of the same form goes through', async () => {
    const body = (length: number): string => JSON.stringify({ payload: 'x'.repeat(length) })
    expect((await send(house, '/acme/new-account', body(66_000))).status).toBe(413)
    expect((await send(house, '/acme/new-account', body(60_000))).status).toBe(400)
    expect((await post(house, client, '/acme/new-account', {})).status).toBe(201)
  })

  it('sends too much without saying how much', async () => {
    const socket = await connect()
    const chunk = `ffff\r\n${'x'.repeat(0xffff)}\r\n`
    socket.write(
      `POST /acme/new-account HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`,
    )
    expect(await answered(socket)).toMatch(/^HTTP\/1\.1 413 /)
  })

  it.each(['DELETE', 'PUT', 'OPTIONS', 'PATCH'])('asks with %s', async (method) => {
    const { status, headers } = await send(house, '/directory', '', { method })
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD, POST'])
  })

  it.each([
    [
      'two lengths',
      'POST /acme/new-account HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['no Host', 'GET /directory HTTP/1.1\r\n\r\n'],
    ['an address as the target', 'GET http://localhost/directory HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a body with GET', 'GET /directory HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx'],
  ])('writes HTTP that can be read in two ways: %s', async (_, text) => {
    const socket = await connect()
    socket.write(text)
    expect(await answered(socket)).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('begins a body and never ends it: it is told so, and the place is free again', async () => {
    const head = 'POST /acme/new-account HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx'
    // As many as one machine may have.
    const slow = await Promise.all(Array.from({ length: 8 }, connect))
    const ends = slow.map(answered)
    for (const socket of slow) socket.write(head)
    await until(async () => (await send(house, '/directory', '', { method: 'GET' })).status === 503)
    expect(await Promise.all(ends)).toEqual(Array.from({ length: 8 }, () => expect.stringMatching(/^HTTP\/1\.1 408 /)))
    expect((await send(house, '/directory', '', { method: 'GET' })).status).toBe(200)
  })

  it('opens many connections and says nothing: the next request has room', async () => {
    const idle: net.Socket[] = []
    for (let count = 0; count < 200; count += 1) {
      const socket = net.connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      idle.push(socket)
    }
    expect((await send(house, '/directory', '', { method: 'GET' })).status).toBe(200)
    for (const socket of idle) socket.destroy()
  })
})

describe('afterwards', () => {
  it('goes on after a restart', async () => {
    await serve?.stop()
    await expect(nonceOf(house)).rejects.toThrow('ECONNREFUSED')
    serve = await startServe([], unattended)
    expect(await nonceOf(house)).not.toBe('')
  })

  it('is closed by acme stop, and stays so after a restart', async () => {
    expect((await run(['acme', 'stop'])).value).toMatchObject({ state: 'off' })
    await expect(nonceOf(house)).rejects.toThrow('ECONNREFUSED')
    await serve?.stop()
    serve = await startServe([], unattended)
    await expect(nonceOf(house)).rejects.toThrow('ECONNREFUSED')
    expect((await run(['acme', 'show'])).value).toMatchObject({ state: 'off' })
  })
})
