import { createSecretKey } from 'node:crypto'
import { FlattenedSign } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAcmeServer, type TestAcmeServer } from '../../support/acme-server.ts'
import { newClient, newKey, nonceOf, post, send, type RawAnswer, type RawClient } from '../../support/raw-acme.ts'

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

describe('a request to the ACME server', () => {
  const ask = (options: Parameters<typeof post>[4] = {}, client: RawClient = alice): Promise<RawAnswer> =>
    post(house, client, pathOf(client.kid), null, options)

  it('is answered when everything is right', async () => {
    const answer = await ask()
    expect(answer.status).toBe(200)
    expect(answer.headers['replay-nonce']).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(answer.headers['link']).toContain('rel="index"')
  })

  const { key: strange } = newKey()
  const cases: readonly [string, () => Promise<RawAnswer>, number, string][] = [
    ['no nonce', () => ask({ header: { nonce: undefined } }), 400, 'badNonce'],
    ['a nonce of its own', () => ask({ header: { nonce: 'bm9uY2U' } }), 400, 'badNonce'],
    ['another address in it', () => ask({ header: { url: house.directory } }), 403, 'unauthorized'],
    ['the signature of another key', () => ask({ key: strange }), 403, 'unauthorized'],
    ['the account of somebody else', () => ask({ header: { kid: mallory.kid } }), 403, 'unauthorized'],
    ['an account that does not exist', () => ask({ header: { kid: `${alice.kid}x` } }), 400, 'accountDoesNotExist'],
    [
      'an account elsewhere',
      () => ask({ header: { kid: 'https://ca.example/acme/account/1' } }),
      400,
      'accountDoesNotExist',
    ],
    ['key and account', () => ask({ header: { jwk: alice.jwk } }), 400, 'malformed'],
    ['neither key nor account', () => ask({ header: { kid: undefined } }), 400, 'malformed'],
    ['a member that is critical', () => ask({ header: { crit: ['b64'], b64: true } }), 400, 'malformed'],
    ['an unprotected header', () => ask({ body: (jws) => ({ ...jws, header: { kid: alice.kid } }) }), 400, 'malformed'],
    [
      'several signatures',
      () => ask({ body: ({ payload, ...one }) => ({ payload, signatures: [one] }) }),
      400,
      'malformed',
    ],
    ['another payload', () => ask({ body: (jws) => ({ ...jws, payload: 'e30' }) }), 403, 'unauthorized'],
    ['no signature', () => ask({ body: (jws) => ({ ...jws, signature: '' }) }), 403, 'unauthorized'],
    [
      'compact form',
      () => ask({ body: (jws) => `"${String(jws['protected'])}..${String(jws['signature'])}"` }),
      400,
      'malformed',
    ],
    ['no JSON', () => ask({ body: () => '{' }), 400, 'malformed'],
    ['brackets without end', () => ask({ body: () => '['.repeat(60_000) }), 400, 'malformed'],
    ['too much', () => ask({ body: () => ' '.repeat(70_000) }), 413, 'malformed'],
    ['another content type', () => ask({ type: 'application/json' }), 415, 'malformed'],
  ]
  it.each(cases)('is refused with %s', async (_what, call, status, short) => {
    const answer = await call()
    expect([answer.status, answer.body['type']]).toEqual([status, type(short)])
    // So that an honest client goes on with the next one.
    expect(answer.headers['replay-nonce']).toBeDefined()
  })

  it.each(['none', 'HS256'])('is refused when it is “signed” with %s', async (alg) => {
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const url = alice.kid
    const head = encode({ alg, nonce: await nonceOf(house), url, kid: alice.kid })
    const answer = await send(house, pathOf(url), JSON.stringify({ protected: head, payload: '', signature: 'AA' }))
    expect(answer.body['type']).toBe(type('badSignatureAlgorithm'))
    expect(answer.body['algorithms']).toContain('ES256')
  })

  it('is refused the second time', async () => {
    let sent = ''
    const first = await ask({ body: (jws) => (sent = JSON.stringify(jws)) })
    expect(first.status).toBe(200)
    const again = await send(house, pathOf(alice.kid), sent)
    expect(again.body['type']).toBe(type('badNonce'))
  })

  it('with a wrong signature does not use up the nonce of somebody else', async () => {
    const nonce = await nonceOf(house)
    expect((await ask({ key: strange, header: { nonce } })).body['type']).toBe(type('unauthorized'))
    expect((await ask({ header: { nonce } })).status).toBe(200)
  })

  it('is refused with a nonce that is too old', async () => {
    const nonce = await nonceOf(house)
    house.moveClock(3_600_001)
    expect((await ask({ header: { nonce } })).body['type']).toBe(type('badNonce'))
    house.moveClock(-3_600_001)
    expect((await ask()).status).toBe(200)
  })

  it.each([
    ['a private one', () => ({ ...newKey().jwk, d: 'AAAA' })],
    ['a point that is none', () => ({ kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) })],
    ['a curve that nobody knows', () => ({ ...newKey().jwk, crv: 'secp256k1' })],
    ['a short RSA one', () => ({ kty: 'RSA', n: Buffer.alloc(128, 0xff).toString('base64url'), e: 'AQAB' })],
    ['a huge RSA one', () => ({ kty: 'RSA', n: Buffer.alloc(1024, 0xff).toString('base64url'), e: 'AQAB' })],
    ['an RSA exponent of 3', () => ({ kty: 'RSA', n: Buffer.alloc(256, 0xff).toString('base64url'), e: 'Aw' })],
    ['a secret one', () => ({ kty: 'oct', k: 'AAAA' })],
  ])('does not get an account with a bad key: %s', async (_what, jwk) => {
    const { key, jwk: own } = newKey()
    const answer = await post(house, { key, jwk: own }, '/acme/new-account', {}, { header: { jwk: jwk() } })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.body['type']).toBe(type('badPublicKey'))
  })

  it('must be a POST, but for the directory and nonces', async () => {
    for (const where of ['/acme/new-account', pathOf(alice.kid), '/acme/cert/x']) {
      expect((await send(house, where, '', { method: 'GET' })).status).toBe(405)
    }
    expect((await send(house, '/directory', '', { method: 'GET' })).status).toBe(200)
    expect((await send(house, '/elsewhere', '', { method: 'GET' })).status).toBe(404)
  })
})

describe('an order', () => {
  it('is for names of the house only, told one by one', async () => {
    const answer = await order(alice, ['ok.home', 'bank.example', 'home', 'evilhome', 'x.home.evil.example'])
    expect(answer.body['type']).toBe(type('rejectedIdentifier'))
    const named = (answer.body['subproblems'] as { identifier: { value: string } }[]).map((one) => one.identifier.value)
    expect(named).toEqual(['bank.example', 'home', 'evilhome', 'x.home.evil.example'])
  })

  it.each([
    ['capital letters', 'NAS.home'],
    ['a dot at its end', 'nas.home.'],
    ['an empty label', 'nas..home'],
    ['a wildcard inside', 'a.*.home'],
    ['two wildcards', '*.*.home'],
    ['a wildcard of the whole ending', '*'],
    ['a space', 'a b.home'],
    ['a line break', 'a\r\nHost: x.home'],
    ['NUL', 'a\u0000.home'],
    ['another script', 'nаs.home'],
    ['a port', 'nas.home:80'],
    ['a path', 'nas.home/x'],
    ['a label that is too long', `${'a'.repeat(64)}.home`],
    ['an address as a name', '127.0.0.1'],
  ])('is refused for a name with %s', async (_what, name) => {
    expect((await order(alice, [name])).body['type']).toBe(type('rejectedIdentifier'))
  })

  it.each([
    ['no names', { identifiers: [] }, 'malformed'],
    [
      'too many',
      { identifiers: Array.from({ length: 101 }, (_, at) => ({ type: 'dns', value: `n${at}.home` })) },
      'malformed',
    ],
    ['one twice', { identifiers: [1, 2].map(() => ({ type: 'dns', value: 'a.home' })) }, 'malformed'],
    ['another kind of identifier', { identifiers: [{ type: 'email', value: 'a@b' }] }, 'unsupportedIdentifier'],
    ['a name as an address', { identifiers: [{ type: 'ip', value: 'a.home' }] }, 'rejectedIdentifier'],
    ['an address outside', { identifiers: [{ type: 'ip', value: '192.0.2.1' }] }, 'rejectedIdentifier'],
    ['an IPv4 address in IPv6', { identifiers: [{ type: 'ip', value: '::ffff:127.0.0.1' }] }, 'rejectedIdentifier'],
    ['dates', { identifiers: [{ type: 'dns', value: 'a.home' }], notAfter: '2099-01-01T00:00:00Z' }, 'malformed'],
    ['an unknown profile', { identifiers: [{ type: 'dns', value: 'a.home' }], profile: '__proto__' }, 'invalidProfile'],
  ])('is refused with %s', async (_what, payload, short) => {
    expect((await post(house, alice, '/acme/new-order', payload)).body['type']).toBe(type(short))
  })

  it('and what belongs to it is for its own account only', async () => {
    const mine = await order(alice, ['mine.home'])
    const { authorizations, finalize } = mine.body as { authorizations: string[]; finalize: string }
    const authorization = await post(house, alice, pathOf(authorizations[0]), null)
    const [challenge] = authorization.body['challenges'] as { url: string }[]
    const everything = [mine.headers['location'], authorizations[0], challenge?.url, finalize]
    for (const url of everything) {
      const answer = await post(
        house,
        mallory,
        pathOf(url),
        url === finalize ? { csr: 'AA' } : url === challenge?.url ? {} : null,
      )
      expect([answer.status, answer.body['type']]).toEqual([403, type('unauthorized')])
    }
    expect((await post(house, mallory, `${pathOf(alice.kid)}/orders`, null)).status).toBe(403)
    expect((await post(house, mallory, pathOf(alice.kid), { status: 'deactivated' })).status).toBe(403)
    const still = await post(house, alice, pathOf(authorizations[0]), null)
    expect(still.body['status']).toBe('pending')
  })

  it('cannot be finalized before every name is shown', async () => {
    const mine = await order(alice, ['early.home'])
    const answer = await post(house, alice, pathOf(mine.body['finalize']), { csr: 'AA' })
    expect([answer.status, answer.body['type']]).toEqual([403, type('orderNotReady')])
  })
})

describe('an external account binding', () => {
  it('is refused when its address, key or signature is another', async () => {
    const secret = Buffer.alloc(32, 1)
    house.store.sql.transaction(() =>
      house.store.acmeServer.insertEabKey(
        { kid: 'k1', name: 'one', createdAt: 0, clientId: null },
        secret.toString('base64url'),
      ),
    )
    const url = new URL('/acme/new-account', house.directory).href
    const attempt = async (header: Record<string, unknown>, key: Buffer, bound?: unknown): Promise<RawAnswer> => {
      const own = newKey()
      const payload = new TextEncoder().encode(JSON.stringify(bound ?? own.jwk))
      const binding = await new FlattenedSign(payload)
        .setProtectedHeader({ alg: 'HS256', kid: 'k1', url, ...header })
        .sign(createSecretKey(key))
      return post(house, own, '/acme/new-account', { externalAccountBinding: binding })
    }
    expect((await attempt({}, Buffer.alloc(32, 2))).status).toBe(403)
    expect((await attempt({ kid: 'k2' }, secret)).status).toBe(403)
    expect((await attempt({ url: house.directory }, secret)).status).toBe(403)
    expect((await attempt({}, secret, newKey().jwk)).status).toBe(403)
    expect((await attempt({}, secret)).status).toBe(201)
    expect((await attempt({}, secret)).status).toBe(403)
  })
})
