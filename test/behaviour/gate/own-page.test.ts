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
const old = home.leaf({ cn: 'Old', from: '20200101000000Z', to: '20210101000000Z' })
const page =
  '<!doctype html><title>{{title}}</title><h1>Müllers</h1><p>{{do}}<p>{{code}} {{name}}<p>{{contact}}<script>x()</script>'
let gate: TestGate
let upstream: Upstream
let port: number
beforeAll(async () => {
  gate = startGate()
  upstream = await startUpstream()
  port = await freePort()
  await gate.apply(policyOf(home, port, [siteOf({ server, upstream: upstream.url, page, contact: '<b>Bob</b>' })]))
})
afterAll(async () => {
  gate.close()
  await upstream.close()
})

test('strangers see the owner’s page, with status, code and headers of the gate’s own', async () => {
  const answer = await visit({ port, ca: home.cert, certificate: old })
  expect(answer.status).toBe(403)
  expect(answer.body).toContain('<h1>Müllers</h1>')
  expect(answer.body).toContain('<title>Your certificate has expired</title>')
  expect(answer.body).toContain('10 X509_V_ERR_CERT_HAS_EXPIRED')
  expect(answer.body).toContain('&#60;b&#62;Bob&#60;/b&#62;')
  expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)))
  const builtIn = await freePort()
  await gate.apply(policyOf(home, builtIn, [siteOf({ server, upstream: upstream.url })]))
  const own = await visit({ port: builtIn, ca: home.cert, certificate: old })
  for (const name of [
    'content-security-policy',
    'cache-control',
    'x-content-type-options',
    'referrer-policy',
    'x-vestibule-page',
    'x-vestibule-verify',
  ]) {
    expect(answer.headers[name]).toBe(own.headers[name])
    expect(answer.headers[name]).toBeDefined()
  }
  expect(answer.headers['content-security-policy']).toMatch(/default-src 'none'/)
  expect(answer.headers['content-security-policy']).not.toContain('script-src')
})

test('programs still get JSON, and good visitors the upstream', async () => {
  await gate.apply(policyOf(home, port, [siteOf({ server, upstream: upstream.url, page })]))
  const json = await visit({ port, ca: home.cert, headers: { accept: 'application/json' } })
  expect(JSON.parse(json.body)).toMatchObject({ error: 'no-certificate' })
  expect((await visit({ port, ca: home.cert, certificate: alice })).body).toBe('upstream page')
})
