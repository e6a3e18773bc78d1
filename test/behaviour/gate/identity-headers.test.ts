import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  freePort,
  policyOf,
  siteOf,
  startGate,
  startUpstream,
  visit,
  type TestGate,
  type Upstream,
} from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
let gate: TestGate
let upstream: Upstream
let port: number

beforeAll(async () => {
  gate = startGate()
  upstream = await startUpstream((request, response) => {
    if (request.url === '/slow') setTimeout(() => response.end('late'), 400)
    else response.end('page')
  })
  port = await freePort()
})
afterAll(async () => {
  gate.close()
  await upstream.close()
})

const FORWARDED = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-real-ip']
const NAMES = [
  'x-ssl-client-verify',
  'x-ssl-client-dn',
  'x-ssl-client-cn',
  'x-ssl-client-serial',
  'x-ssl-client-fingerprint',
  'x-ssl-client-not-after',
  'x-ssl-error',
]

test.each([
  ['none', []],
  ['forwarded', FORWARDED],
  ['names', [...FORWARDED, ...NAMES]],
  ['full', [...FORWARDED, ...NAMES, 'client-cert']],
  // And back: what is kept for a certificate is kept for one choice.
  ['none', []],
] as const)(
  'with “%s” the upstream is told these headers, and never those of a visitor',
  async (upstreamHeaders, told) => {
    await gate.apply(policyOf(home, port, [siteOf({ server, upstream: upstream.url, upstreamHeaders })]))
    const forged = { 'X-Forwarded-For': '192.0.2.1', 'X-SSL-Client-CN': 'Mallory', 'Client-Cert': ':AA==:' }
    await visit({ port, ca: home.cert, certificate: alice, headers: forged })
    const headers = upstream.requests.at(-1)?.headers ?? {}
    expect(Object.keys(headers).filter((name) => /^x-|^client-/.test(name))).toEqual(told)
    expect(JSON.stringify(headers)).not.toMatch(/Mallory|192\.0\.2\.1|AA==/)
  },
)

test('a site whose device is slow may wait longer than others, and is changed while it runs', async () => {
  const put = (upstreamPolicy: { firstByteTimeoutMs: number }): Promise<unknown> =>
    gate.apply(policyOf(home, port, [siteOf({ server, upstream: upstream.url, upstreamPolicy })]))
  const slow = { port, ca: home.cert, certificate: alice, path: '/slow' }
  await put({ firstByteTimeoutMs: 100 })
  expect((await visit(slow)).status).toBe(504)
  await put({ firstByteTimeoutMs: 60_000 })
  expect(await visit(slow)).toMatchObject({ status: 200, body: 'late' })
})
