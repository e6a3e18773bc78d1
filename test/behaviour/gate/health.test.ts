import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { UpstreamPolicy } from '../../../electron/gate/protocol.ts'
import {
  freePort,
  policyOf,
  siteOf,
  startGate,
  startUpstream,
  until,
  visit,
  type TestGate,
} from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
const lan = opensslAuthority('LAN Root')
const nas = lan.leaf({ cn: 'nas', eku: 'serverAuth', san: 'IP:127.0.0.1' })

let gate: TestGate
beforeAll(async () => {
  // Often, so that no test has to wait for the next look.
  gate = startGate(undefined, undefined, 60)
})
beforeEach(() => {
  gate.health.length = 0
})
afterAll(async () => {
  gate.close()
})

async function watch(upstream: string, upstreamPolicy: Partial<UpstreamPolicy> = {}): Promise<void> {
  const login = { header: 'Authorization', value: 'Basic bWluZTptaW5l' }
  const site = siteOf({ server, upstream, upstreamPolicy, login })
  expect(await gate.apply(policyOf(home, await freePort(), [site]))).toMatchObject({ type: 'applied' })
}

const last = () => gate.health.at(-1)

test('an upstream that answers is found so, at its base path, without login and without a visitor', async () => {
  const upstream = await startUpstream((_request, response) => response.writeHead(401).end())
  await watch(`${upstream.url}/base`)
  await until(() => last() !== undefined)
  expect(last()).toMatchObject({ siteId: 'camera', status: 401, problem: null })
  expect(last()?.milliseconds).toBeGreaterThanOrEqual(0)
  const [asked] = upstream.requests
  expect(asked).toMatchObject({ method: 'HEAD', url: '/base' })
  expect(Object.keys(asked?.headers ?? {}).toSorted()).toEqual(['accept', 'connection', 'host', 'user-agent'])
  await upstream.close()
})

test('one that goes away and comes back is noticed', async () => {
  const upstream = await startUpstream()
  const port = Number(new URL(upstream.url).port)
  await watch(upstream.url)
  await until(() => last()?.problem === null)
  await upstream.close()
  await until(() => last()?.problem === 'ECONNREFUSED')
  expect(last()).toMatchObject({ status: null, milliseconds: null })
  const again = http.createServer((_request, response) => response.end())
  await new Promise<void>((resolve) => again.listen(port, '127.0.0.1', resolve))
  await until(() => last()?.problem === null)
  again.close()
})

test('a device that knows no HEAD is asked with GET', async () => {
  const asked: string[] = []
  const device = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (data) => {
      const method = data.toString('latin1').split(' ', 1)[0] ?? ''
      asked.push(method)
      if (method === 'GET') socket.end('HTTP/1.0 200 OK\r\n\r\nhello')
      else socket.destroy()
    })
  })
  await new Promise<void>((resolve) => device.listen(0, '127.0.0.1', resolve))
  await watch(`http://127.0.0.1:${(device.address() as AddressInfo).port}`)
  await until(() => last() !== undefined)
  expect(last()).toMatchObject({ status: 200, problem: null })
  expect(asked.slice(0, 2)).toEqual(['HEAD', 'GET'])
  device.close()
})

test('an upstream over HTTPS is found as a visitor would find it: trusted or not, with the gate’s certificate or without', async () => {
  const device = https.createServer(
    { cert: nas.cert, key: nas.key, ca: lan.cert, requestCert: true, rejectUnauthorized: true },
    (_request, response) => response.end('device'),
  )
  await new Promise<void>((resolve) => device.listen(0, '127.0.0.1', resolve))
  const url = `https://127.0.0.1:${(device.address() as AddressInfo).port}`
  await watch(url)
  await until(() => last() !== undefined)
  expect(last()?.problem).toMatch(
    /SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)/,
  )
  const trust = { by: 'authority', pem: lan.cert } as const
  const ours = lan.leaf({ cn: 'Gate' })
  const identity = { certPem: ours.cert, keyPem: ours.key }
  await watch(url, { tls: { trust, depth: null, serverName: null, identity } })
  await until(() => last()?.problem === null)
  expect(last()).toMatchObject({ status: 200 })
  device.closeAllConnections()
  device.close()
})

test('visitors’ requests say as much: while they are answered nobody asks besides', async () => {
  const quiet = startGate(undefined, undefined, 3_600_000)
  const upstream = await startUpstream()
  const port = await freePort()
  await quiet.apply(policyOf(home, port, [siteOf({ server, upstream: upstream.url })]))
  await visit({ port, ca: home.cert, certificate: alice })
  await until(() => quiet.health.length > 0)
  expect(quiet.health).toMatchObject([{ siteId: 'camera', status: 200, problem: null }])
  await visit({ port, ca: home.cert, certificate: alice })
  expect(upstream.requests.map((one) => one.method)).toEqual(['GET', 'GET'])
  // One that fails is followed by a look, at once.
  await upstream.close()
  expect((await visit({ port, ca: home.cert, certificate: alice })).status).toBe(502)
  await until(() => quiet.health.length > 1)
  expect(quiet.health.at(-1)).toMatchObject({ problem: 'ECONNREFUSED' })
  quiet.close()
})

test('nobody looks at an upstream that no site has any more', async () => {
  const upstream = await startUpstream()
  await watch(upstream.url)
  await until(() => upstream.requests.length > 0)
  const other = await startUpstream()
  await watch(other.url)
  await until(() => other.requests.length > 0)
  const before = upstream.requests.length
  await until(() => other.requests.length > 4)
  expect(upstream.requests.length).toBe(before)
  await upstream.close()
  await other.close()
})
