import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
import { accessRule } from '../../support/rules.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
let gate: TestGate
let upstream: Upstream
let port: number

beforeAll(async () => {
  gate = startGate()
  upstream = await startUpstream((_request, response) => response.writeHead(201).end())
  port = await freePort()
})
afterAll(async () => {
  gate.close()
  await upstream.close()
})

async function put(base: string, rules: ReturnType<typeof accessRule>[] = []): Promise<void> {
  await gate.apply(policyOf(home, port, [siteOf({ server, upstream: upstream.url + base, rules })]))
}

async function send(
  method: string,
  headers: Record<string, string>,
): Promise<{ status: number; page: string; got: string }> {
  upstream.requests.length = 0
  const answer = await visit({ port, ca: home.cert, certificate: alice, method, path: '/a', headers })
  const request = upstream.requests.at(-1)
  const got = String(request?.headers.destination ?? request?.headers.if ?? '')
  return { status: answer.status, page: String(answer.headers['x-vestibule-page'] ?? ''), got }
}

describe('a place at the door that WebDAV names (RFC 4918 §10.3, §10.4) is the same place of the device:', () => {
  test.each([
    ['', 'https://camera.home:PORT/dir/k%C3%BCche%20b.txt', '/dir/k%C3%BCche%20b.txt'],
    ['', 'https://CAMERA.home/b', '/b'],
    ['', 'https://camera.home:PORT', '/'],
    ['', '/b', '/b'],
    ['/dav/', 'https://camera.home:PORT/b', '/dav/b'],
    ['/dav', '/b', '/dav/b'],
    ['', 'https://other.example/b', 'https://other.example/b'],
  ])('below “%s”, Destination: %s', async (base, destination, expected) => {
    await put(base)
    const { status, got } = await send('MOVE', { destination: destination.replace('PORT', String(port)) })
    expect([status, got]).toEqual([201, expected])
  })

  test('the tags of If, and no token', async () => {
    await put('/dav')
    const list = `<https://camera.home:${port}/x> (<urn:uuid:1> ["e"]) <https://other.example/> (Not <DAV:no-lock>)`
    const { got } = await send('PUT', { if: list })
    expect(got).toBe('</dav/x> (<urn:uuid:1> ["e"]) <https://other.example/> (Not <DAV:no-lock>)')
  })
})

describe('where a device may not go it may not write to by MOVE and COPY:', () => {
  test.each([
    '/admin/x',
    'https://camera.home:PORT/admin',
    'http://other.example/admin/x',
    '/x/../admin',
    '/%61dmin',
    '/x/..%2Fadmin',
  ])('%s', async (destination) => {
    await put('', [accessRule('/admin', 'blocked')])
    const told = { destination: destination.replace('PORT', String(port)) }
    for (const method of ['MOVE', 'COPY']) {
      expect(await send(method, told)).toEqual({ status: 403, page: 'blocked-path', got: '' })
    }
    expect(await send('MOVE', { destination: '/administrator' })).toMatchObject({ status: 201 })
  })
  test.each(['/../x', '/..%2f..%2fx', 'ftp:x', 'x'])('out of the folder that is the site: %s', async (destination) => {
    await put('/dav')
    expect(await send('MOVE', { destination })).toEqual({ status: 400, page: 'bad-request', got: '' })
  })
})
