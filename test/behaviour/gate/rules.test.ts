import http2 from 'node:http2'
import https from 'node:https'
import tls from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SitePolicy } from '../../../electron/gate/protocol.ts'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import {
  freePort,
  policyOf,
  siteOf,
  startGate,
  startUpstream,
  until,
  visit,
  type TestGate,
  type Upstream,
  type Visit,
} from '../../support/gate.ts'
import { opensslAuthority, type Issued } from '../../support/openssl-pki.ts'
import { accessRule as rule } from '../../support/rules.ts'
import { shownLeaf } from '../../support/shown-leaf.ts'

const home = opensslAuthority('Home CA')
const other = opensslAuthority('Office CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice', o: 'House', ou: 'First floor' })
const bob = home.leaf({ cn: 'Bob', o: 'House' })
const guest = other.leaf({ cn: 'Alice', o: 'Office' })
const old = home.leaf({ cn: 'Old', o: 'House', from: '20200101000000Z', to: '20210101000000Z' })
const intermediate = home.intermediate('Home Intermediate')
const below = intermediate.leaf({ cn: 'Below' })
const belowWithChain = { cert: below.cert + intermediate.cert, key: below.key }

let gate: TestGate
let upstream: Upstream
let port: number
beforeEach(async () => {
  gate = startGate()
  upstream = await startUpstream()
  port = await freePort()
})
afterEach(async () => {
  gate.close()
  await upstream.close()
})

async function put(rules: readonly AccessRule[], site: Partial<Omit<SitePolicy, 'certificate' | 'upstream'>> = {}) {
  const one = siteOf({ server, upstream: upstream.url, authorityIds: ['home', 'office'], rules, ...site })
  const known = [alice, bob].map((leaf, at) => ({
    fingerprint: leaf.fingerprint,
    deviceId: at === 0 ? 'alice' : 'bob',
    deviceName: at === 0 ? 'Alice’s phone' : 'Bob’s phone',
    groups: at === 0 ? ['family'] : ['guests'],
  }))
  const authorities = [
    { id: 'home', name: 'Home', fingerprint: home.fingerprint, pem: home.cert },
    { id: 'office', name: 'Office', fingerprint: other.fingerprint, pem: other.cert },
  ]
  const answer = await gate.apply(policyOf(home, port, [one], { known, authorities }))
  expect(answer.type).toBe('applied')
}

const get = (path: string, certificate?: { cert: string; key: string }, rest: { agent?: https.Agent } = {}) =>
  visit({ port, ca: home.cert, path, certificate, ...rest })
const seen = (answer: Visit): string => String(answer.headers['x-vestibule-page'] ?? answer.status)
const visits = async (path: string, ...certificates: (Issued | typeof belowWithChain | undefined)[]) =>
  Promise.all(certificates.map(async (certificate) => seen(await get(path, certificate))))

describe('F1: only /sick needs a good certificate', () => {
  test.each([
    ['off', [rule('/sick', 'required')]],
    ['pages', [rule('/', 'none'), rule('/sick', 'required')]],
  ] as const)('at a site whose mode is %s', async (mode, rules) => {
    await put(rules, { mode })
    // "Used" and "verified" are both checked: no certificate is not a good one, and a bad one is none either.
    expect(await visits('/sick', undefined, alice, old)).toEqual(['no-certificate', '200', 'expired'])
    expect(await visits('/sick/leave?id=1', undefined, alice)).toEqual(['no-certificate', '200'])
    expect(await visits('/gui', undefined, alice, old)).toEqual(['200', '200', '200'])
    expect(upstream.requests.map((one) => one.url).toSorted()).toEqual([
      '/gui',
      '/gui',
      '/gui',
      '/sick',
      '/sick/leave?id=1',
    ])
  })
})

describe('A1: a location with an exact CN, or an O, and a limit to the chain', () => {
  test('lets in who matches any of them, with a chain no longer than allowed; the rest of the host is open', async () => {
    const secret = rule('/secret', 'required', { commonNames: ['Alice'], organizations: ['House'], depth: 1 })
    await put([secret], { mode: 'off' })
    expect(await visits('/secret', alice, bob, guest, belowWithChain, undefined)).toEqual([
      '200',
      '200',
      '200',
      'not-allowed',
      'no-certificate',
    ])
    expect(await visits('/', undefined)).toEqual(['200'])
  })
  test('or all of them', async () => {
    await put([rule('/secret', 'required', { commonNames: ['Alice'], organizations: ['House'], satisfy: 'all' })])
    expect(await visits('/secret', alice, bob, guest)).toEqual(['200', 'not-allowed', 'not-allowed'])
  })
  test('a chain of two passes where two are allowed, when the house knows the one between', async () => {
    await put([rule('/', 'required', { depth: 2 })])
    // Where the runtime does not show what a visitor sent between leaf and authority, the length is unknown: refused.
    const { leaf, authorized } = await shownLeaf(server, below, intermediate.cert, home.cert)
    expect(authorized).toBe(true)
    expect(await visits('/', belowWithChain)).toEqual([leaf.issuerCertificate ? '200' : 'not-allowed'])
    const one = siteOf({ server, upstream: upstream.url, rules: [rule('/', 'required', { depth: 2 })] })
    const authorities = [
      { id: 'home', name: 'Home', fingerprint: home.fingerprint, pem: home.cert },
      { id: 'int', name: 'Intermediate', fingerprint: intermediate.fingerprint, pem: intermediate.cert },
    ]
    await gate.apply(policyOf(home, port, [one], { authorities }))
    expect(await visits('/', belowWithChain)).toEqual(['200'])
  })
})

describe('H6: rules on fields of the certificate', () => {
  test.each([
    ['a device', { devices: ['alice'] }, [alice]],
    ['a group', { groups: ['guests'] }, [bob]],
    ['a unit', { units: ['First floor'] }, [alice]],
    ['an issuer', { authorities: ['office'] }, [guest]],
    ['a fingerprint', { fingerprints: [bob.fingerprint] }, [bob]],
    ['a device that was removed', { devices: ['removed'] }, []],
    ['a group without members', { groups: ['nobody'] }, []],
  ] as const)('by %s', async (_name, said, allowed) => {
    await put([rule('/', 'required', said as unknown as Partial<AccessRule>)])
    const expected = [alice, bob, guest].map((one) => (allowed.some((good) => good === one) ? '200' : 'not-allowed'))
    expect(await visits('/x', alice, bob, guest)).toEqual(expected)
  })

  test('the upstream is told who came also where nobody has to say', async () => {
    await put([rule('/open', 'none')], { mode: 'off' })
    await get('/open', alice)
    // Nothing at this site asks for a certificate: nobody is prompted for one.
    expect(upstream.requests.at(-1)?.headers['x-ssl-client-verify']).toBe('NONE')
    await put([rule('/open', 'optional')], { mode: 'off' })
    await get('/open', alice)
    expect(upstream.requests.at(-1)?.headers).toMatchObject({
      'x-ssl-client-verify': 'SUCCESS',
      'x-ssl-client-cn': 'Alice',
      // RFC 2253 §2.1: the last attribute first.
      'x-ssl-client-dn': 'CN=Alice,OU=First floor,O=House',
    })
  })
})

test('N3: a visitor without a certificate sees the page with status 403, on the closed paths only', async () => {
  await put([rule('/public', 'none'), rule('/admin', 'blocked')])
  const [page, open, closed] = [await get('/'), await get('/public/x'), await get('/admin', alice)]
  expect([page.status, seen(page)]).toEqual([403, 'no-certificate'])
  expect(open.status).toBe(200)
  expect([closed.status, seen(closed)]).toEqual([403, 'blocked-path'])
})

test('the local network is exempt where a rule says so: this computer is part of it', async () => {
  await put([rule('/home', 'required', { lan: 'exempt' }), rule('/door', 'required', { lan: 'only' })])
  expect(await visits('/home', undefined)).toEqual(['200'])
  expect(await visits('/door', undefined, alice)).toEqual(['no-certificate', '200'])
})

describe('the path that is judged is the path that is forwarded', () => {
  // What a server behind might read as /admin/x; RFC 3986 §6.2.2, Envoy CVE-2021-29492, Caddy CVE-2026-27587.
  test.each([
    ['/admin/x', 'blocked-path'],
    ['//admin/x', 'blocked-path'],
    ['/./admin/x', 'blocked-path'],
    ['/a/../admin/x', 'blocked-path'],
    ['/%61dmin/x', 'blocked-path'],
    ['/%41dmin/x', '/Admin/x'],
    ['/admin%2fx', 'blocked-path'],
    ['/a/%2e%2e/admin', 'blocked-path'],
    ['/a/..%2fadmin', 'blocked-path'],
    ['/a/..;/admin', 'blocked-path'],
    ['/admin;x', 'blocked-path'],
    ['/a\\..\\admin', 'bad-request'],
    ['/%2561dmin', 'blocked-path'],
    ['/admin%00', 'bad-request'],
    ['/../admin', 'bad-request'],
    ['/a/..%2f..%2fadmin', 'bad-request'],
    ['/%2e%2e;/admin', 'bad-request'],
    // Every reading may be had by everybody: it goes on as it is.
    ['/storage/local:iso%2Fdebian.iso', '/storage/local:iso%2Fdebian.iso'],
    ['/projects/group%2fname;v=1/100%25?x=%2f', '/projects/group%2Fname;v=1/100%25?x=%2f'],
    ['/administrator//x/./y', '/administrator/x/y'],
  ])('%s', async (path, expected) => {
    await put([rule('/admin', 'blocked'), rule('/', 'none')])
    const answer = await get(path)
    const got = answer.headers['x-vestibule-page'] ?? upstream.requests.at(-1)?.url
    expect(got).toBe(expected)
  })

  // Whoever serves /@admin serves /%40admin: plain or encoded is the same to it (RFC 3986 §2.1).
  test.each([
    ['/@admin', '/%40admin/x'],
    ['/%40admin', '/@admin/x'],
    ['/a+b', '/a%2bb'],
    ["/x!$&'()*,:=", '/x%21%24%26%27%28%29%2A%2C%3A%3D'],
    ['/{id}', '/%7Bid%7d/x'],
    ['/[a]^|"', '/%5Ba%5D%5E%7C%22'],
    ['/@%C3%A4', '/%40%c3%a4/%FF'],
  ])('a rule for %s is one for %s', async (path, asked) => {
    await put([rule(path, 'blocked'), rule('/', 'none')])
    expect(await visits(asked, undefined)).toEqual(['blocked-path'])
    // And what goes on is spelled as it came.
    expect(await visits('/b%40c', undefined)).toEqual(['200'])
    expect(upstream.requests.at(-1)?.url).toBe('/b%40c')
  })

  test('in whatever case, where the upstream does not tell', async () => {
    await put([rule('/admin', 'blocked'), rule('/%C3%84rger', 'blocked'), rule('/', 'none')], { ignoreCase: true })
    expect(await visits('/%41dMIN/x', undefined)).toEqual(['blocked-path'])
    expect(await visits('/%C3%A4RGER', undefined)).toEqual(['blocked-path'])
  })
})

describe('a rule that changes is in force at once on what is open', () => {
  const endless = async (): Promise<void> => {
    await upstream.close()
    upstream = await startUpstream((request, response) => {
      if (request.url?.startsWith('/stream') === true) response.writeHead(200).write('first')
      else response.end('page')
    })
  }

  test('on a kept-alive connection, a download and an HTTP/2 stream', async () => {
    await endless()
    await put([])
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
    expect(seen(await get('/a', alice, { agent }))).toBe('200')
    const session = http2.connect(`https://127.0.0.1:${port}`, {
      servername: 'camera.home',
      ca: home.cert,
      cert: alice.cert,
      key: alice.key,
    })
    const stream = session.request({ ':path': '/stream/2', ':authority': `camera.home:${port}` })
    const download = tls.connect({ host: '127.0.0.1', port, servername: 'camera.home', ca: home.cert, ...pair(alice) })
    download.write(`GET /stream/1 HTTP/1.1\r\nHost: camera.home:${port}\r\n\r\n`)
    let got = ''
    download.on('data', (chunk: Buffer) => (got += chunk.toString()))
    download.on('error', () => undefined)
    const ended = Promise.all([
      new Promise<void>((resolve) => download.on('close', () => resolve())),
      new Promise<void>((resolve) => stream.on('close', () => resolve())),
    ])
    stream.on('error', () => undefined)
    let first = false
    stream.on('data', () => (first = true))
    await until(() => first && got.includes('first'))
    await put([rule('/stream', 'required', { devices: ['bob'] }), rule('/a', 'blocked')])
    await ended
    expect(seen(await get('/a', alice, { agent }))).toBe('blocked-path')
    expect(seen(await get('/b', alice, { agent }))).toBe('200')
    agent.destroy()
    session.destroy()
  })

  test('what was let in by a doubtful path before there was a rule is cut by the first rule', async () => {
    await endless()
    await put([])
    const socket = tls.connect({ host: '127.0.0.1', port, servername: 'camera.home', ca: home.cert, ...pair(alice) })
    socket.write(`GET /stream/%2e%2e/admin HTTP/1.1\r\nHost: camera.home:${port}\r\n\r\n`)
    let got = ''
    socket.on('data', (chunk: Buffer) => (got += chunk.toString()))
    socket.on('error', () => undefined)
    const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()))
    await until(() => got.includes('first'))
    await put([rule('/admin', 'blocked')])
    await ended
    expect(upstream.requests.map((one) => one.url)).toEqual(['/stream/%2e%2e/admin'])
  })

  test('a connection from before a site began to ask is refused where a certificate is wanted', async () => {
    await put([], { mode: 'off' })
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
    expect(seen(await get('/sick', alice, { agent }))).toBe('200')
    await put([rule('/sick', 'required')], { mode: 'off' })
    const refused = await get('/sick', alice, { agent })
    expect(seen(refused)).toBe('no-certificate')
    // The next one is asked: the connection that never was is not kept.
    expect(refused.headers['connection']).toBe('close')
    expect(seen(await get('/sick', alice, { agent }))).toBe('200')
    agent.destroy()
  })
})

test('mode required: a certificate that expires on an open connection gets nothing through, whatever a rule says', async () => {
  gate.close()
  let now = Date.now()
  gate = startGate(() => now)
  await put([rule('/public', 'none')], { mode: 'required' })
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
  expect(seen(await get('/public', alice, { agent }))).toBe('200')
  now += 60 * 86_400_000
  expect(seen(await get('/public', alice, { agent }))).toBe('expired')
  agent.destroy()
})

describe('a site that only observes', () => {
  test('lets everybody in, on open connections too, and records who would have been refused', async () => {
    await put([rule('/closed', 'blocked')], { observe: true })
    expect(await visits('/x', undefined, old, alice)).toEqual(['200', '200', '200'])
    expect(await visits('/closed', alice)).toEqual(['200'])
    await until(() => gate.activity.length >= 4)
    const lines = new Set(gate.activity.map((line) => [line.outcome, line.observed, line.verifyCode].join(' ')))
    expect(lines).toEqual(
      new Set(['allowed no-certificate ', 'allowed expired 10', 'allowed  0', 'allowed blocked-path 0']),
    )
    // The upstream is told the truth all the same.
    const verify = new Set(upstream.requests.map((one) => one.headers['x-ssl-client-verify']))
    expect(verify).toEqual(new Set(['FAILED:X509_V_ERR_CERT_HAS_EXPIRED', 'NONE', 'SUCCESS']))
  })

  test('closes at once when told to', async () => {
    await put([], { observe: true })
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
    expect(seen(await get('/', undefined, { agent }))).toBe('200')
    await put([])
    expect(seen(await get('/', undefined, { agent }))).toBe('no-certificate')
    agent.destroy()
  })

  test('still refuses in the handshake what is refused there', async () => {
    await put([], { observe: true, mode: 'required' })
    await expect(get('/', old)).rejects.toThrow(/socket|ECONNRESET|alert/)
    expect(seen(await get('/', alice))).toBe('200')
  })

  test('says of one connection each thing that would have happened once', async () => {
    await put([rule('/closed', 'blocked')], { observe: true })
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
    for (const path of ['/', '/a', '/closed', '/closed/b']) await get(path, undefined, { agent })
    gate.close()
    await until(() => gate.activity.length >= 2)
    expect(gate.activity.map((line) => [line.path, line.observed])).toEqual([
      ['/', 'no-certificate'],
      ['/closed', 'blocked-path'],
    ])
    agent.destroy()
  })
})

function pair({ cert, key }: Issued): { cert: string; key: string } {
  return { cert, key }
}
