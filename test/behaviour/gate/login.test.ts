import http2 from 'node:http2'
import https from 'node:https'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoginPolicy } from '../../../electron/gate/protocol.ts'
import {
  freePort,
  policyOf,
  revoked,
  siteOf,
  startGate,
  startUpstream,
  visit,
  type SiteOptions,
  type TestGate,
  type Upstream,
  upstreamOf,
} from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { accessRule } from '../../support/rules.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
const unknown = home.leaf({ cn: 'Мария' })

/** RFC 7617 §2: the example of the standard. */
const basic: LoginPolicy = { header: 'Authorization', value: 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==' }
const user: LoginPolicy = { header: 'X-Auth-User', value: null }

let gate: TestGate
let upstream: Upstream
let elsewhere: Upstream
beforeAll(async () => {
  gate = startGate()
  upstream = await startUpstream()
  elsewhere = await startUpstream()
})
afterAll(async () => {
  gate.close()
  await upstream.close()
  await elsewhere.close()
})

async function door(login: LoginPolicy, rest: Partial<SiteOptions> = {}, name = 'Мария’s phone\r\n'): Promise<number> {
  const port = await freePort()
  const site = siteOf({ server, upstream: upstream.url, login, ...rest })
  const known = [{ fingerprint: alice.fingerprint, deviceId: 'd1', deviceName: name, groups: [] }]
  expect(await gate.apply(policyOf(home, port, [site], { known }))).toMatchObject({ type: 'applied' })
  upstream.requests.length = 0
  elsewhere.requests.length = 0
  return port
}

/** Every value that the upstream got under a name, in any spelling that some server takes for the same. */
function got(name: string, from: Upstream = upstream): string[] {
  const { rawHeaders } = from.requests.at(-1) ?? { rawHeaders: [] }
  return rawHeaders.filter(
    (_value, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase().replaceAll('_', '-') === name.toLowerCase(),
  )
}

test('the device’s own login goes along with every request of a good visitor, in the place of whatever was sent', async () => {
  const port = await door(basic)
  await visit({ port, ca: home.cert, certificate: alice })
  expect(got('Authorization')).toEqual(['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='])
  await visit({ port, ca: home.cert, certificate: alice, headers: { AUTHORIZATION: 'Basic bWluZTptaW5l' } })
  expect(got('Authorization')).toEqual(['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='])
})

test('where a visitor’s own login goes on, the upstream gets one login and never two', async () => {
  const port = await door({ ...basic, leavesVisitors: true })
  const [own, mine] = ['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Basic bWluZTptaW5l']
  const sent = async (...values: readonly string[]): Promise<string[]> => {
    await visit({ port, ca: home.cert, certificate: alice, headers: { AUTHORIZATION: [...values] } })
    return got('Authorization')
  }
  expect(await sent()).toEqual([own])
  expect(await sent(mine)).toEqual([mine])
  // An empty one is none, and is not sent beside the gate's.
  expect(await sent('')).toEqual([own])
  // One behind an empty one is the visitor's, too: the gate adds nothing.
  expect((await sent('', mine)).filter((value) => value !== '')).toEqual([mine])
})

test('over HTTP/2 too', async () => {
  const port = await door(basic)
  const session = http2.connect(`https://127.0.0.1:${port}`, {
    ca: home.cert,
    servername: 'camera.home',
    cert: alice.cert,
    key: alice.key,
  })
  const stream = session.request({ ':path': '/', ':authority': 'camera.home', authorization: 'Bearer mine' })
  stream.resume()
  await new Promise((resolve) => stream.on('end', resolve))
  session.destroy()
  expect(got('Authorization')).toEqual(['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='])
})

test('and with a WebSocket', async () => {
  const asked: string[][] = []
  upstream.server.on('upgrade', (request, socket) => {
    asked.push(request.rawHeaders)
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
  })
  const port = await door(basic)
  const request = https.request({
    host: '127.0.0.1',
    port,
    servername: 'camera.home',
    ca: home.cert,
    cert: alice.cert,
    key: alice.key,
    agent: false,
    headers: { host: 'camera.home', connection: 'Upgrade', upgrade: 'websocket', authorization: 'Basic bWluZTptaW5l' },
  })
  const answered = new Promise((resolve) => request.on('response', resolve))
  request.end()
  await answered
  const headers = asked[0] ?? []
  expect(headers.filter((_value, at) => headers[at - 1]?.toLowerCase() === 'authorization')).toEqual([basic.value])
})

test('nobody who is let in without a certificate is logged in: neither on an open path nor at home', async () => {
  const rules = [accessRule('/open', 'none'), accessRule('/lan', 'required', { lan: 'exempt' })]
  const port = await door(basic, { rules })
  for (const path of ['/open', '/lan']) {
    const answer = await visit({ port, ca: home.cert, path, headers: { authorization: 'Basic bWluZTptaW5l' } })
    expect(answer.status).toBe(200)
    expect(got('Authorization')).toEqual([])
  }
  await visit({ port, ca: home.cert, path: '/open', certificate: alice })
  expect(got('Authorization')).toEqual([basic.value])
})

test('nor anyone whose certificate is not good any more', async () => {
  const port = await freePort()
  const site = siteOf({
    server,
    upstream: upstream.url,
    login: basic,
    rules: [accessRule('/open', 'none')],
  })
  await gate.apply(policyOf(home, port, [site], { revoked: revoked(home, alice) }))
  upstream.requests.length = 0
  expect((await visit({ port, ca: home.cert, certificate: alice, path: '/open' })).status).toBe(200)
  expect(got('Authorization')).toEqual([])
})

test('nor anyone who gets in only because the site observes', async () => {
  const port = await door(basic, { observe: true, rules: [accessRule('/bob', 'required', { devices: ['bob'] })] })
  const sent: [string, string[]][] = []
  for (const [path, certificate] of [
    ['/', undefined],
    ['/bob', alice],
    ['/', alice],
  ] as const) {
    expect((await visit({ port, ca: home.cert, path, certificate })).status).toBe(200)
    sent.push([path, got('Authorization')])
  }
  expect(sent).toEqual([
    ['/', []],
    ['/bob', []],
    ['/', [basic.value]],
  ])
})

test('the public upstream is never logged in at, and what visitors send there is theirs, but for names', async () => {
  const site = { mode: 'optional' as const, publicUpstream: upstreamOf(elsewhere.url) }
  const headers = { authorization: 'Basic bWluZTptaW5l', 'x-auth_user': 'admin' }
  await visit({ port: await door(basic, site), ca: home.cert, headers })
  expect(got('Authorization', elsewhere)).toEqual(['Basic bWluZTptaW5l'])
  await visit({ port: await door(user, site), ca: home.cert, headers })
  expect(got('X-Auth-User', elsewhere)).toEqual([])
  expect(upstream.requests).toEqual([])
})

test('a user header carries the device’s name, encoded, and no visitor can say it in any spelling', async () => {
  const port = await door(user)
  await visit({
    port,
    ca: home.cert,
    certificate: alice,
    headers: { 'x-auth-user': 'admin', X_AUTH_USER: 'admin', 'X-Auth_User': 'admin' },
  })
  // UTF-8, percent-encoded as RFC 3986 §2.1 has it.
  expect(got('X-Auth-User')).toEqual(['%D0%9C%D0%B0%D1%80%D0%B8%D1%8F%E2%80%99s phone%0D%0A'])
})

test('a good certificate that is no device of this house has no user', async () => {
  const port = await door(user)
  await visit({ port, ca: home.cert, certificate: unknown, headers: { 'x-auth-user': 'admin' } })
  expect(upstream.requests).toHaveLength(1)
  expect(got('X-Auth-User')).toEqual([])
})

test('no login is ever part of what the gate reports, and one that is no header is refused as a policy', async () => {
  const port = await door(basic)
  await visit({ port, ca: home.cert, certificate: alice })
  for (const login of [
    { header: 'X Y', value: 'z' },
    { header: 'X-Y', value: 'secret\r\nX-Z: 1' },
  ]) {
    const answer = await gate.apply(policyOf(home, port, [siteOf({ server, upstream: upstream.url, login })]))
    expect(answer.type).toBe('refused')
    expect(JSON.stringify(answer)).not.toContain('secret')
  }
  expect(JSON.stringify(gate.activity)).not.toContain('QWxhZGRpbjpvcGVuIHNlc2FtZQ')
})
