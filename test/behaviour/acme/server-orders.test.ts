import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'
import { calculateJwkThumbprint } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runTool } from '../../support/external-tool.ts'
import { startAcmeServer, type TestAcmeServer } from '../../support/acme-server.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { newClient, post, type RawAnswer, type RawClient } from '../../support/raw-acme.ts'

const type = (short: string): string => `urn:ietf:params:acme:error:${short}`
let house: TestAcmeServer
let alice: RawClient
let mallory: RawClient
beforeAll(async () => {
  house = await startAcmeServer()
  alice = await newClient(house)
  mallory = await newClient(house)
})
afterAll(() => house.close())

const order = (client: RawClient, names: readonly string[]): Promise<RawAnswer> =>
  post(house, client, '/acme/new-order', { identifiers: names.map((value) => ({ type: 'dns', value })) })
const pathOf = (value: unknown): string => new URL(String(value)).pathname

describe('a certificate request', () => {
  let answers: http.Server
  const shown = new Map<string, string>()
  const folder = temporaryFolder()
  beforeAll(async () => {
    answers = http.createServer((request, response) => response.end(shown.get(request.url ?? '') ?? ''))
    await new Promise<void>((resolve) => answers.listen(house.httpPort, '127.0.0.1', resolve))
  })
  afterAll(() => new Promise((resolve) => answers.close(resolve)))

  /** An order that only waits for its request. */
  const ready = async (names: readonly string[]): Promise<{ finalize: string; url: string }> => {
    const made = await order(alice, names)
    const url = pathOf(made.headers['location'])
    const { authorizations, finalize } = made.body as { authorizations: string[]; finalize: string }
    const thumbprint = await calculateJwkThumbprint(alice.jwk)
    for (const one of authorizations) {
      const { body } = await post(house, alice, pathOf(one), null)
      const challenge = (body['challenges'] as { type: string; url: string; token: string }[]).find(
        (each) => each.type === 'http-01',
      )
      const token = challenge?.token ?? ''
      shown.set(`/.well-known/acme-challenge/${token}`, `${token}.${thumbprint}`)
      await post(house, alice, pathOf(challenge?.url), {})
    }
    await house.server.idle()
    expect((await post(house, alice, url, null)).body['status']).toBe('ready')
    return { finalize: pathOf(finalize), url }
  }
  const csr = async (
    config: string,
    key: readonly string[] = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  ): Promise<string> => {
    const file = (name: string): string => path.join(folder, name)
    fs.writeFileSync(file('req.cnf'), `[req]\nprompt = no\ndistinguished_name = dn\nreq_extensions = ext\n${config}`)
    const out = ['-outform', 'der', '-out', file('req.der'), '-keyout', file('req.key')]
    const { status, text } = await runTool('openssl', [
      'req',
      '-new',
      '-nodes',
      ...key,
      '-config',
      file('req.cnf'),
      ...out,
    ])
    if (status !== 0) throw new Error(text)
    return fs.readFileSync(file('req.der')).toString('base64url')
  }
  const san = (names: string, dn = 'O = x'): string => `[dn]\n${dn}\n[ext]\nsubjectAltName = ${names}\n`

  it('of every odd kind is refused, and the order goes on waiting for a good one', async () => {
    const { finalize, url } = await ready(['odd.home', 'odder.home'])
    const good = 'DNS:odd.home,DNS:odder.home'
    const bad: readonly [string, string, string][] = [
      ['other names', await csr(san('DNS:odd.home,DNS:other.home')), 'badCSR'],
      ['fewer names', await csr(san('DNS:odd.home')), 'badCSR'],
      ['more names', await csr(san(`${good},DNS:third.home`)), 'badCSR'],
      ['another common name', await csr(san(good, 'CN = bank.example')), 'badCSR'],
      ['a mail address', await csr(san(`${good},email:a@b.org`)), 'badCSR'],
      ['an address besides', await csr(san(`${good},IP:127.0.0.1`)), 'badCSR'],
      ['a URI', await csr(san(`${good},URI:https://x/`)), 'badCSR'],
      ['an authority', await csr(`${san(good)}basicConstraints = CA:TRUE\n`), 'badCSR'],
      ['a short RSA key', await csr(san(good), ['-newkey', 'rsa:1024']), 'badPublicKey'],
      ['Ed25519', await csr(san(good), ['-newkey', 'ed25519']), 'badPublicKey'],
      [
        'another curve',
        await csr(san(good), ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1']),
        'badPublicKey',
      ],
      ['no names at all', await csr('[dn]\nO = x\n[ext]\nkeyUsage = digitalSignature\n'), 'badCSR'],
      ['nothing', '', 'badCSR'],
      ['garbage', Buffer.alloc(500, 0x30).toString('base64url'), 'badCSR'],
      ['PEM', Buffer.from('-----BEGIN CERTIFICATE REQUEST-----').toString('base64url'), 'badCSR'],
    ]
    const whole = await csr(san(good))
    const broken = Buffer.from(whole, 'base64url')
    broken[broken.length - 3] = (broken.at(-3) ?? 0) ^ 1
    const cases = [...bad, ['a wrong signature', broken.toString('base64url'), 'badCSR'] as const]
    for (const [what, request, short] of cases) {
      const answer = await post(house, alice, finalize, { csr: request })
      expect([what, answer.body['type']]).toEqual([what, type(short)])
    }
    expect((await post(house, alice, url, null)).body['status']).toBe('ready')
    const done = await post(house, alice, finalize, { csr: whole })
    expect([done.status, done.body['status']]).toEqual([200, 'valid'])
    // Once and no more.
    expect((await post(house, alice, finalize, { csr: whole })).body['type']).toBe(type('orderNotReady'))
  })

  it('with the key of the account is refused', async () => {
    const { finalize } = await ready(['same-key.home'])
    const key = path.join(folder, 'account.key')
    fs.writeFileSync(key, alice.key.export({ type: 'pkcs8', format: 'pem' }))
    const request = await csr(san('DNS:same-key.home'), ['-key', key])
    expect((await post(house, alice, finalize, { csr: request })).body['type']).toBe(type('badCSR'))
  })

  it('sent many times at once is signed once', async () => {
    const { finalize } = await ready(['race.home'])
    const request = await csr(san('DNS:race.home'))
    const all = await Promise.all(Array.from({ length: 10 }, () => post(house, alice, finalize, { csr: request })))
    expect(all.filter((one) => one.status === 200)).toHaveLength(1)
  })

  it('certificate is for its own account only', async () => {
    const { finalize } = await ready(['private.home'])
    const done = await post(house, alice, finalize, { csr: await csr(san('DNS:private.home')) })
    const url = pathOf(done.body['certificate'])
    expect((await post(house, mallory, url, null)).status).toBe(403)
    expect((await post(house, alice, url, null)).text).toContain('BEGIN CERTIFICATE')
    expect((await post(house, alice, `${url}/7`, null)).status).toBe(404)
  })
})

describe('validation', () => {
  const challengeOf = async (
    name: string,
    kind = 'http-01',
  ): Promise<{ url: string; token: string; authorization: string }> => {
    const made = await order(alice, [name])
    const authorization = pathOf((made.body['authorizations'] as string[])[0])
    const { body } = await post(house, alice, authorization, null)
    const found = (body['challenges'] as { type: string; url: string; token: string }[]).find(
      (each) => each.type === kind,
    )
    return { url: pathOf(found?.url), token: found?.token ?? '', authorization }
  }
  const outcome = async (name: string, kind = 'http-01'): Promise<Record<string, unknown>> => {
    const { url, authorization } = await challengeOf(name, kind)
    await post(house, alice, url, {})
    await house.server.idle()
    const { body } = await post(house, alice, authorization, null)
    expect(body['status']).toBe('invalid')
    return (body['challenges'] as { error: Record<string, unknown> }[])[0]?.error ?? {}
  }

  it.each(['http-01', 'tls-alpn-01'])(
    'of %s never goes to an address outside, nor to one that is inside besides',
    async (kind) => {
      house.addresses.set('away.home', ['192.0.2.1'])
      house.addresses.set('both.home', ['127.0.0.1', '192.0.2.1'])
      house.addresses.set('metadata.home', ['169.254.169.254'])
      house.addresses.set('mapped.home', ['::ffff:192.0.2.1'])
      for (const name of ['away.home', 'both.home', 'metadata.home', 'mapped.home']) {
        expect(await outcome(name, kind)).toMatchObject({ type: type('rejectedIdentifier') })
      }
    },
  )

  it('follows redirects inside the house only, to no other port, and not for ever', async () => {
    // Another port of the house, where nobody may be sent by a stranger.
    let reached = 0
    const inner = net.createServer(() => (reached += 1))
    await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve))
    const port = (inner.address() as net.AddressInfo).port
    let location = ''
    const server = http.createServer((request, response) => {
      const next = location === 'LOOP' ? `http://loop.home${request.url ?? ''}` : location
      response.writeHead(302, { location: next }).end()
    })
    await new Promise<void>((resolve) => server.listen(house.httpPort, '127.0.0.1', resolve))
    const targets = [
      `http://127.0.0.1:${port}/`,
      `https://inner.home:${port}/`,
      'http://away.home/',
      'http://192.0.2.1/',
      'ftp://inner.home/',
      'file:///etc/passwd',
      'http://user@inner.home/',
      'http://2130706433/',
      'LOOP',
    ]
    for (const target of targets) {
      location = target
      const error = await outcome('redirect.home')
      expect(['connection', 'rejectedIdentifier'].map(type)).toContain(error['type'])
    }
    expect(reached).toBe(0)
    await new Promise((resolve) => server.close(resolve))
    await new Promise((resolve) => inner.close(resolve))
  })

  it('does not repeat what it was answered, and reads no more than it needs', async () => {
    const server = http.createServer((_request, response) => {
      response.write('the secret page of the router')
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1)
      response.on('close', () => clearInterval(timer))
    })
    await new Promise<void>((resolve) => server.listen(house.httpPort, '127.0.0.1', resolve))
    expect(JSON.stringify(await outcome('secret.home'))).not.toContain('secret page')
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  it('of one authorization is begun once', async () => {
    const { url } = await challengeOf('once.home')
    const { url: other } = { url: url.replace('http-01', 'dns-01') }
    await post(house, alice, url, {})
    expect((await post(house, alice, other, {})).status).toBeGreaterThanOrEqual(400)
    await house.server.idle()
  })

  it('is asked for a name so many times in an hour', async () => {
    let limited: RawAnswer | null = null
    for (let count = 0; count < 40 && limited === null; count += 1) {
      const { url } = await challengeOf('again.home')
      const answer = await post(house, alice, url, {})
      if (answer.status === 429) limited = answer
    }
    expect(limited?.body['type']).toBe(type('rateLimited'))
    expect(Number(limited?.headers['retry-after'])).toBeGreaterThan(0)
    await house.server.idle()
  })
})
