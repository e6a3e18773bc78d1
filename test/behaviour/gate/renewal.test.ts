import http2 from 'node:http2'
import https from 'node:https'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  freePort,
  policyOf,
  revoked,
  siteOf,
  startGate,
  startUpstream,
  until,
  visit,
  type TestGate,
  type Upstream,
  type VisitOptions,
} from '../../support/gate.ts'
import { opensslAuthority, selfSigned } from '../../support/openssl-pki.ts'
import { accessRule } from '../../support/rules.ts'

const PATH = '/.well-known/vestibule/renew'
const past = { from: '20200101000000Z', to: '20210101000000Z' }

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const old = home.leaf({ cn: 'Old phone', ...past })
const good = home.leaf({ cn: 'Good phone' })
const taken = home.leaf({ cn: 'Stolen phone', ...past })
const stranger = opensslAuthority('Stranger CA').leaf({ cn: 'Old phone', ...past })
const impostor = opensslAuthority('Home CA').leaf({ cn: 'Old phone', ...past })
const machine = home.leaf({ cn: 'Old server', eku: 'serverAuth', ...past })
const intermediate = home.intermediate('Home Intermediate')
const below = intermediate.leaf({ cn: 'Below', ...past })

let gate: TestGate
let upstream: Upstream
let port: number
let now = Date.now()
beforeAll(async () => {
  gate = startGate(() => now)
  upstream = await startUpstream()
  port = await freePort()
})
afterAll(async () => {
  gate.close()
  await upstream.close()
})
beforeEach(async () => {
  // Long after the test before: nobody is quiet any more.
  now += 3_600_000
  gate.renewals.length = 0
  upstream.requests.length = 0
  const site = siteOf({ server, upstream: upstream.url, rules: [accessRule('/open', 'none')] })
  const authorities = [
    { id: 'home', name: 'Home', fingerprint: home.fingerprint, pem: home.cert },
    { id: 'int', name: 'Intermediate', fingerprint: intermediate.fingerprint, pem: intermediate.cert },
  ]
  await gate.apply(policyOf(home, port, [site], { revoked: revoked(home, taken), authorities }))
})

const ask = (certificate?: { cert: string; key: string }, rest: Partial<VisitOptions> = {}) =>
  visit({
    port,
    ca: home.cert,
    path: PATH,
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', 'content-length': '0' },
    certificate,
    ...rest,
  })

test('the page about an expired certificate offers to ask for a new one, and takes the request', async () => {
  const page = await visit({ port, ca: home.cert, certificate: old })
  expect(page.body).toContain(`<form method="post" action="${PATH}">`)
  expect(page.headers['content-security-policy']).toContain("form-action 'self'")
  const answer = await ask(old)
  expect([answer.status, answer.headers['x-vestibule-page']]).toEqual([202, 'renewal-asked'])
  expect(answer.body).toContain('Your request was sent')
  expect(gate.renewals).toMatchObject([
    {
      siteId: 'camera',
      address: '127.0.0.1',
      fingerprint: old.fingerprint,
      serial: old.serial,
      notAfter: Date.UTC(2021, 0, 1),
    },
  ])
  expect(upstream.requests).toEqual([])
})

test.each([
  ['sent', below.cert + intermediate.cert],
  ['not sent', below.cert],
])('a certificate below an intermediate that the house knows may ask, too: %s', async (_name, cert) => {
  expect((await ask({ cert, key: below.key })).status).toBe(202)
  expect(gate.renewals.map((one) => one.fingerprint)).toEqual([below.fingerprint])
})

test('over HTTP/2, too', async () => {
  const session = http2.connect(`https://127.0.0.1:${port}`, {
    servername: 'camera.home',
    ca: home.cert,
    cert: old.cert,
    key: old.key,
  })
  const stream = session.request({
    ':method': 'POST',
    ':path': PATH,
    ':authority': `camera.home:${port}`,
    'sec-fetch-site': 'same-origin',
  })
  stream.end()
  const status = await new Promise((resolve) => stream.on('response', (headers) => resolve(headers[':status'])))
  expect(status).toBe(202)
  session.destroy()
  expect(gate.renewals).toHaveLength(1)
})

describe('nobody may ask whose certificate has more wrong with it than its time', () => {
  test.each([
    ['a stranger’s', stranger],
    ['one of an authority with the same name', impostor],
    ['a self-signed one', selfSigned('Old phone')],
    ['a server’s', machine],
    ['one that was revoked', taken],
    ['none at all', undefined],
  ])('%s', async (_name, certificate) => {
    const page = await visit({ port, ca: home.cert, certificate })
    expect([page.status, page.body.includes('<form')]).toEqual([403, false])
    expect((await ask(certificate)).status).toBe(403)
    expect(gate.renewals).toEqual([])
  })

  test('or whose authority is not trusted by this site any more', async () => {
    const other = opensslAuthority('Office CA')
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
    expect((await ask(old, { agent })).status).toBe(202)
    gate.renewals.length = 0
    now += 3_600_000
    const site = siteOf({ server, upstream: upstream.url, authorityIds: ['office'] })
    const authorities = [{ id: 'office', name: 'Office', fingerprint: other.fingerprint, pem: other.cert }]
    await gate.apply(policyOf(home, port, [site], { authorities }))
    expect((await ask(old, { agent })).status).toBe(403)
    expect(gate.renewals).toEqual([])
    agent.destroy()
  })
})

describe('another site cannot ask in the name of its visitor', () => {
  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'none' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://camera.home' }, 403],
    [{ 'sec-fetch-site': 'cross-site', origin: 'OWN' }, 403],
    [{}, 403],
    [{ origin: 'OWN' }, 202],
  ])('%j', async (said, status) => {
    const own = `https://camera.home:${port}`
    const headers = Object.fromEntries(
      Object.entries(said).map(([name, value]) => [name, value === 'OWN' ? own : value]),
    )
    expect((await ask(old, { headers })).status).toBe(status)
    expect(gate.renewals).toHaveLength(status === 202 ? 1 : 0)
  })

  test('and reading the address asks for nothing', async () => {
    const answer = await ask(old, { method: 'GET' })
    expect([answer.status, answer.headers['x-vestibule-page']]).toEqual([403, 'expired'])
    expect(gate.renewals).toEqual([])
  })
})

test('one certificate is heard once in ten minutes, and always told that it was heard', async () => {
  for (let count = 0; count < 3; count += 1) expect((await ask(old)).status).toBe(202)
  expect(gate.renewals).toHaveLength(1)
  now += 11 * 60_000
  expect((await ask(old)).status).toBe(202)
  expect(gate.renewals).toHaveLength(2)
})

test('whoever gets in is led to the start page, and the device behind never sees the address', async () => {
  for (const method of ['GET', 'POST']) {
    const answer = await ask(good, { method })
    expect([answer.status, answer.headers.location]).toEqual([303, '/'])
  }
  const site = siteOf({ server, upstream: upstream.url, mode: 'off' })
  await gate.apply(policyOf(home, port, [site]))
  expect((await ask(undefined, { path: '//.well-known/vestibule/renew' })).status).toBe(200)
  expect((await ask()).status).toBe(303)
  expect(upstream.requests.map((one) => one.url)).toEqual(['//.well-known/vestibule/renew'])
})

test('the request is a line of the activity like any other refusal', async () => {
  await ask(old)
  await until(() => gate.activity.some((line) => line.path === PATH && line.status === 202))
  const line = gate.activity.findLast((one) => one.status === 202)
  expect(line).toMatchObject({ outcome: 'expired', verifyCode: 10, method: 'POST', fingerprint: old.fingerprint })
})
