import { execFile } from 'node:child_process'
import http from 'node:http'
import net from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RedirectPolicy, RedirectTarget } from '../../../electron/gate/protocol.ts'
import {
  freePort,
  policyOf,
  siteOf,
  startGate,
  startUpstream,
  type TestGate,
  type Upstream,
} from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { needs } from '../../support/programs.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
let gate: TestGate
let upstream: Upstream
let tlsPort: number
let port: number
beforeAll(async () => {
  gate = startGate()
  upstream = await startUpstream()
  tlsPort = await freePort()
  port = await freePort()
})
afterAll(async () => {
  gate.close()
  await upstream.close()
})

const target = (rest: Partial<RedirectTarget> = {}): RedirectTarget => ({
  hosts: ['camera.home', '127.0.0.1', '::1'],
  port: tlsPort,
  redirectChallenges: false,
  lists: [],
  ...rest,
})

const nas = target({ hosts: ['nas.home'], port: 8443 })

const apply = (redirects: readonly RedirectPolicy[]) =>
  gate.apply({ ...policyOf(home, tlsPort, [siteOf({ server, upstream: upstream.url })]), redirects })

interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

function ask(options: http.RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, agent: false, ...options }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Bytes as they are. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

test('every method is sent on with 308 to the same path and query of the site, and nothing reaches the upstream', async () => {
  expect(await apply([{ address: '127.0.0.1', port, sites: [target()] }])).toMatchObject({ problems: [] })
  const headers = { host: `camera.home:${port}` }
  for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
    const answer = await ask({ method, path: '/a%20b/c?d=e&f', headers }, method === 'POST' ? 'body' : undefined)
    expect(answer.status).toBe(308)
    expect(answer.headers.location).toBe(`https://camera.home:${tlsPort}/a%20b/c?d=e&f`)
  }
  expect(upstream.requests).toEqual([])
})

test('the standard port is left out, and an IPv6 address is written in brackets', async () => {
  await apply([{ address: '127.0.0.1', port, sites: [target({ port: 443 })] }])
  expect((await ask({ headers: { host: 'CAMERA.home.' } })).headers.location).toBe('https://camera.home/')
  expect((await ask({ headers: { host: '[::1]' } })).headers.location).toBe('https://[::1]/')
})

test('a browser that types the plain address ends at the site, as curl does', needs('curl'), async () => {
  await apply([{ address: '127.0.0.1', port, sites: [target()] }])
  const at = (where: number): string => `camera.home:${where}:127.0.0.1`
  const args = `-sk -L -o /dev/null --resolve ${at(port)} --resolve ${at(tlsPort)} http://camera.home:${port}/x`.split(
    ' ',
  )
  const { stdout } = await promisify(execFile)('curl', [...args, '-w', '%{url_effective} %{http_code}'])
  expect(stdout).toBe(`https://camera.home:${tlsPort}/x 403`)
})

test('nobody is sent to a name that is not the site’s, and none can write a header of ours', async () => {
  await apply([{ address: '127.0.0.1', port, sites: [target()] }])
  const stranger = await ask({ headers: { host: 'evil.example' } })
  expect(stranger.status).toBe(421)
  expect(stranger.headers.location).toBeUndefined()
  for (const text of [
    'GET / HTTP/1.1\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: camera.home\r\nHost: evil.example\r\n\r\n',
    'GET http://evil.example/ HTTP/1.1\r\nHost: camera.home\r\n\r\n',
    'GET /\\evil.example HTTP/1.1\r\nHost: camera.home\r\n\r\n',
    'GET //evil.example\r\nX: y HTTP/1.1\r\nHost: camera.home\r\n\r\n',
    'CONNECT camera.home:443 HTTP/1.1\r\nHost: camera.home\r\n\r\n',
    '\u0016\u0003\u0001garbage',
  ]) {
    const answer = await raw(text)
    expect(answer).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/)
    expect(answer).not.toMatch(/location:/i)
  }
  // What looks like another host is a path here.
  const slashes = await raw('GET //evil.example/x HTTP/1.1\r\nHost: camera.home\r\n\r\n')
  expect(slashes).toContain(`location: https://camera.home:${tlsPort}//evil.example/x\r\n`)
})

test('paths of the ACME challenge are answered 404, or sent on where the owner wants that', async () => {
  const path = '/.well-known/acme-challenge/token'
  await apply([{ address: '127.0.0.1', port, sites: [target()] }])
  expect(await ask({ path, headers: { host: 'camera.home' } })).toMatchObject({ status: 404, body: '' })
  await apply([{ address: '127.0.0.1', port, sites: [target({ redirectChallenges: true })] }])
  expect((await ask({ path, headers: { host: 'camera.home' } })).status).toBe(308)
})

test('a revocation list is answered at its own path and nowhere else, and the next one takes its place', async () => {
  const list = (text: string) => ({ path: '/vestibule/Home.crl', der: Buffer.from(text).toString('base64') })
  const headers = { host: 'camera.home' }
  const path = '/vestibule/Home.crl'
  await apply([{ address: '127.0.0.1', port, sites: [target({ lists: [list('the first')] }), nas] }])
  expect(await ask({ path, headers })).toMatchObject({
    status: 200,
    // RFC 2585 §4.2.
    headers: { 'content-type': 'application/pkix-crl', 'content-length': '9', 'cache-control': 'no-cache' },
    body: 'the first',
  })
  expect(await ask({ path: `${path}?x=1`, headers })).toMatchObject({ status: 200, body: 'the first' })
  expect(await ask({ path, headers, method: 'HEAD' })).toMatchObject({ headers: { 'content-length': '9' }, body: '' })
  for (const other of [
    '/vestibule/home.crl',
    '/vestibule/Home.crl/',
    '/vestibule/',
    '/vestibule/../vestibule/Home.crl',
  ]) {
    expect((await ask({ path: other, headers })).status).toBe(308)
  }
  expect((await ask({ path, headers, method: 'POST' }, 'x')).status).toBe(308)
  expect((await ask({ path, headers: { host: 'nas.home' } })).status).toBe(308)
  expect((await ask({ path, headers: { host: 'evil.example' } })).status).toBe(421)
  await apply([{ address: '127.0.0.1', port, sites: [target({ lists: [list('the second')] })] }])
  expect((await ask({ path, headers })).body).toBe('the second')
  await apply([{ address: '127.0.0.1', port, sites: [target()] }])
  expect((await ask({ path, headers })).status).toBe(308)
})

test('one port sends on for several sites, each to its own', async () => {
  await apply([{ address: '127.0.0.1', port, sites: [target(), nas] }])
  expect((await ask({ headers: { host: 'nas.home' } })).headers.location).toBe('https://nas.home:8443/')
  expect((await ask({ headers: { host: 'camera.home' } })).headers.location).toBe(`https://camera.home:${tlsPort}/`)
})

test('a port that is taken is told, the others open, and one that is not wanted any more is closed', async () => {
  const taken = net.createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const busy = typeof address === 'object' && address ? address.port : 0
  const answer = await apply([
    { address: '127.0.0.1', port: busy, sites: [target()] },
    { address: '127.0.0.1', port, sites: [target()] },
  ])
  expect(answer).toMatchObject({ problems: [{ address: '127.0.0.1', port: busy, code: 'EADDRINUSE' }] })
  expect((await ask({ headers: { host: 'camera.home' } })).status).toBe(308)
  await apply([])
  await expect(ask({ headers: { host: 'camera.home' } })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  taken.close()
})

test('IPv4 and IPv6 are served side by side on one port', needs('ipv6'), async () => {
  const both: readonly RedirectPolicy[] = [
    { address: '0.0.0.0', port, sites: [target()] },
    { address: '::', port, sites: [target()] },
  ]
  expect(await apply(both)).toMatchObject({ problems: [] })
  for (const host of ['127.0.0.1', '::1']) {
    expect((await ask({ host, headers: { host: 'camera.home' } })).status).toBe(308)
  }
  expect(await apply([{ address: '::', port, sites: [target()] }])).toMatchObject({ problems: [] })
  for (const host of ['127.0.0.1', '::1']) {
    expect((await ask({ host, headers: { host: 'camera.home' } })).status).toBe(308)
  }
})
