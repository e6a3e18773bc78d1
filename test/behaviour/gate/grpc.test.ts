import http2 from 'node:http2'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { upstreamCause } from '../../../shared/upstream-causes.ts'
import { openDoor, type Door } from '../../support/door.ts'
import { upstreamOf } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const lan = opensslAuthority('LAN CA')
const device = lan.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost' })
const trust = { trust: { by: 'authority', pem: lan.cert }, depth: null, serverName: null, identity: null } as const

let door: Door
/** What the device was asked, and over which version. */
let asked: { version: string; headers: http2.IncomingHttpHeaders; body: string }[] = []

function serve(stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders): void {
  let body = ''
  stream.on('error', () => undefined)
  if (headers[':path'] === '/fails') {
    // Without content there is one block of fields only (gRPC over HTTP/2, “Trailers-Only”).
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '5' }, { endStream: true })
    asked.push({ version: '2.0', headers, body })
    return
  }
  if (headers[':path'] === '/breaks') {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' })
    stream.write('half')
    // Node's server ends a stream properly before it resets it: the connection breaks instead.
    setTimeout(() => stream.session?.destroy(), 20)
    return
  }
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  if (headers[':path'] === '/flood') stream.write(Buffer.alloc(1_000_000))
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'grpc-message': 'fine' }))
  // Both ways at a time: what is said is answered before the end.
  stream.on('data', (chunk: Buffer) => {
    body += chunk.toString()
    stream.write(`echo ${chunk.toString()}`)
  })
  stream.on('end', () => {
    asked.push({ version: '2.0', headers, body })
    setTimeout(() => stream.end(), headers[':path'] === '/echo/late' ? 500 : 0)
  })
}
const plain = http2.createServer().on('stream', serve)
const secure = http2.createSecureServer({ cert: device.cert, key: device.key }).on('stream', serve)
const old = https.createServer({ cert: device.cert, key: device.key }, (request, response) => {
  asked.push({ version: request.httpVersion, headers: request.headers, body: '' })
  response.end('old')
})
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port

beforeAll(async () => {
  door = await openDoor()
  for (const server of [plain, secure, old])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
beforeEach(() => (asked = []))
afterAll(async () => {
  await door.close()
  for (const server of [plain, secure, old]) server.close()
})

interface Called {
  readonly status: number
  readonly body: string
  readonly fields: http2.IncomingHttpHeaders
  readonly code: number
}

/** One call, whose second message goes when the first is answered. */
async function call(path = '/echo', type = 'application/grpc+proto'): Promise<Called> {
  const session = door.h2()
  session.on('error', () => undefined)
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    ':authority': 'camera.home',
    'content-type': type,
    te: 'trailers',
    'x-ssl-client-cn': 'forged',
  })
  let body = ''
  let status = 0
  let fields: http2.IncomingHttpHeaders = {}
  stream.on('response', (headers) => {
    status = headers[':status'] ?? 0
    fields = { ...fields, ...headers }
  })
  stream.on('trailers', (headers: http2.IncomingHttpHeaders) => (fields = { ...fields, ...headers }))
  stream.on('error', () => undefined)
  stream.on('data', (chunk: Buffer) => {
    body += chunk.toString()
    if (body === 'echo one') stream.end('two')
  })
  stream.write('one')
  if (!path.startsWith('/echo') || type === 'text/plain') stream.end()
  await new Promise((resolve) => stream.on('close', resolve))
  session.destroy()
  return { status, body, fields, code: stream.rstCode ?? 0 }
}

test.each([
  ['keep', 1],
  ['none', 3],
] as const)(
  'three calls at a site whose connections are “%s” come over %s connections',
  async (connections, expected) => {
    await door.apply({}, { upstream: upstreamOf(`http://127.0.0.1:${portOf(plain)}`, { connections }) })
    const sessions = new Set<unknown>()
    const count = (stream: http2.ServerHttp2Stream): void => void sessions.add(stream.session)
    plain.on('stream', count)
    for (let times = 0; times < 3; times += 1) {
      expect(await call()).toMatchObject({ status: 200, body: 'echo oneecho two', fields: { 'grpc-status': '0' } })
    }
    plain.off('stream', count)
    expect(sessions.size).toBe(expected)
  },
)

test('a call at a site that allows one connection is refused, and told why', async () => {
  await door.apply({}, { upstream: upstreamOf(`http://127.0.0.1:${portOf(plain)}`, { connections: 'one' }) })
  const sessions = new Set<unknown>()
  const count = (stream: http2.ServerHttp2Stream): void => void sessions.add(stream.session)
  plain.on('stream', count)
  expect((await call()).status).toBe(502)
  plain.off('stream', count)
  expect(sessions.size).toBe(0)
  expect(upstreamCause('UPSTREAM_ONE_CONNECTION')).toMatchObject({ known: true })
})

describe.each([
  ['in the clear', () => ({ upstream: upstreamOf(`http://127.0.0.1:${portOf(plain)}`) })],
  ['over TLS', () => ({ upstream: upstreamOf(`https://localhost:${portOf(secure)}`, { tls: trust }) })],
] as const)('gRPC %s', (_how, site) => {
  beforeAll(async () => void (await door.apply({}, site())))

  test('reaches the device over HTTP/2, streams both ways, and ends with its status', async () => {
    const { status, body, fields } = await call()
    expect([status, body]).toEqual([200, 'echo oneecho two'])
    expect(fields).toMatchObject({ 'grpc-status': '0', 'grpc-message': 'fine' })
    expect(asked).toHaveLength(1)
    const { headers, body: sent } = asked[0] ?? { headers: {}, body: '' }
    expect(sent).toBe('onetwo')
    expect(headers).toMatchObject({ ':method': 'POST', ':authority': 'camera.home', te: 'trailers' })
    expect(headers).toMatchObject({ 'x-forwarded-proto': 'https', 'x-ssl-client-cn': 'Alice' })
  })
  test('that fails without content says so', async () => {
    expect(await call('/fails')).toMatchObject({ status: 200, body: '', fields: { 'grpc-status': '5' } })
  })
  test('that breaks off does not look whole', async () => {
    const { body, fields, code } = await call('/breaks')
    expect(body).toBe('half')
    expect(fields['grpc-status']).toBeUndefined()
    expect(code).not.toBe(0)
  })
  test('that ends late, once it has begun to answer, is waited for', async () => {
    const { upstream } = site()
    await door.apply({}, { upstream: { ...upstream, firstByteTimeoutMs: 150 } })
    expect(await call('/echo/late')).toMatchObject({ status: 200, fields: { 'grpc-status': '0' } })
    await door.apply({}, { upstream })
  })
  test('of a visitor who takes nothing does not keep the others waiting', async () => {
    const session = door.h2()
    const stream = session.request({
      ':method': 'POST',
      ':path': '/flood',
      ':authority': 'camera.home',
      'content-type': 'application/grpc',
    })
    stream.on('error', () => undefined)
    await new Promise((resolve) => stream.once('response', resolve))
    expect((await call()).body).toBe('echo oneecho two')
    session.destroy()
  })
  test('of several visitors at a time is not mixed up', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => call()))
    expect(all.map((one) => one.body)).toEqual(Array.from({ length: 5 }, () => 'echo oneecho two'))
  })
})

test('a device that wants HTTP/1.1 gets it, and everything else goes over HTTP/1.1 in any case', async () => {
  await door.apply({}, { upstream: upstreamOf(`https://localhost:${portOf(old)}`, { tls: trust }) })
  expect(await call('/old')).toMatchObject({ status: 200, body: 'old' })
  expect(await call('/old', 'text/plain')).toMatchObject({ status: 200, body: 'old' })
  expect(asked.map((one) => one.version)).toEqual(['1.1', '1.1'])
})

test('a device that is not there, or speaks no HTTP/2, is the page that says so', async () => {
  await door.apply({}, { upstream: upstreamOf('http://127.0.0.1:9') })
  expect((await call('/x')).status).toBe(502)
  await door.apply()
  expect((await call('/x')).status).toBe(502)
})
