import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createManageDoor } from '../../../electron/headless/interface/managed.ts'
import { GATE_SECRET_HEADER, type SitePolicy } from '../../../electron/gate/protocol.ts'
import { createDispatcher, type Dispatcher } from '../../../electron/rpc/dispatch.ts'
import { SESSION_OVER } from '../../../shared/session-protocol.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { closeCode, showProof, transportOver } from '../../support/interface-page.ts'

const DAY = 86_400_000
const HOST = 'nas.home:8443'
let folder: string
let running: TestEngine
let dispatcher: Dispatcher
let now: number
let fingerprint: string

/** What the gate has of it: where it is, and the secret. */
function known(): SitePolicy | undefined {
  return running.gate.applied
    .at(-1)
    ?.listeners.flatMap(({ sites }) => sites)
    .find(({ kind }) => kind === 'vestibule')
}

/** What a gate says, with the right secret unless it is told otherwise. */
function said(changes: Record<string, string> = {}): Record<string, string> {
  const site = known()
  return {
    host: HOST,
    [GATE_SECRET_HEADER.toLowerCase()]: site?.login?.value ?? '',
    'x-ssl-client-verify': 'SUCCESS',
    'x-ssl-client-fingerprint': fingerprint,
    ...changes,
  }
}

function get(headers: http.OutgoingHttpHeaders, method = 'GET'): Promise<http.IncomingMessage> {
  const { port } = new URL(known()?.upstream.url ?? '')
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, headers, method }, (response) => {
      response.resume()
      resolve(response)
    })
    request.on('error', reject)
    request.end()
  })
}
const statusOf = async (headers: http.OutgoingHttpHeaders): Promise<number | undefined> =>
  (await get(headers)).statusCode

async function connect(headers: Record<string, string>): Promise<WebSocket> {
  const url = new URL('/rpc', known()?.upstream.url)
  url.protocol = 'ws:'
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers: { origin: `https://${HOST}`, ...headers } })
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })
}

async function cookieOf(): Promise<string> {
  const { headers } = await get(said())
  return headers['set-cookie']?.[0]?.split(';', 1)[0] ?? ''
}

beforeEach(async () => {
  folder = temporaryFolder()
  now = Date.now()
  fs.writeFileSync(path.join(folder, 'index.html'), '<title>Vestibule</title>')
  const manage = createManageDoor({
    transportFor: (caller) => dispatcher.for(caller),
    interfaceFolder: folder,
    now: () => now,
  })
  running = await startEngine(path.join(folder, 'data'), { now: () => now, features: { manage } })
  dispatcher = createDispatcher(running.engine, { onBug: (_method, error) => void running.bugs.push(error) })
  const { client } = running
  await client.call('authority.create', { name: 'Home', key: 'p256', passphrase: PASSPHRASE })
  const device = await client.call('device.add', { name: 'Laptop', key: 'p256', days: 30, passphrase: PASSPHRASE })
  fingerprint = device.fingerprint
  await client.call('device.set', { device: 'Laptop', mayManage: true })
  await client.call('manage.on', { host: 'nas.home', listen: '127.0.0.1:8443', passphrase: PASSPHRASE })
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('bugs', { cause: running.bugs })
  fs.rmSync(folder, { recursive: true, force: true })
})

test('the port behind the gate answers only to the secret of this start', async () => {
  expect(await statusOf(said())).toBe(200)
  const { [GATE_SECRET_HEADER.toLowerCase()]: secret = '', ...without } = said()
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(await statusOf(without)).toBe(403)
  expect(await statusOf(said({ [GATE_SECRET_HEADER.toLowerCase()]: secret.replace(/.$/, '.') }))).toBe(403)
  expect((await get(without)).headers['set-cookie']).toBeUndefined()
  await running.client.call('manage.off', {})
  await running.client.call('manage.on', { host: 'nas.home', listen: '127.0.0.1:8443' })
  expect(known()?.login?.value).not.toBe(secret)
  expect(await statusOf(said({ [GATE_SECRET_HEADER.toLowerCase()]: secret }))).toBe(403)
})

test.each<[string, Record<string, string>]>([
  ['another Host', { host: 'evil.example' }],
  ['the loopback address', { host: '127.0.0.1' }],
  ['another Origin', { origin: 'https://evil.example' }],
  ['a certificate that was not verified', { 'x-ssl-client-verify': 'FAILED:X509_V_ERR_CERT_HAS_EXPIRED' }],
  ['no certificate', { 'x-ssl-client-verify': 'NONE' }],
  ['a certificate that is not known', { 'x-ssl-client-fingerprint': 'A'.repeat(64) }],
])('%s is refused, whatever secret is shown', async (_what, changes) => {
  expect(await statusOf(said(changes))).toBe(403)
  const cookie = await cookieOf()
  await expect(connect({ ...said({ cookie }), ...changes })).rejects.toThrow('403')
  await expect(connect(said({ cookie }))).resolves.toBeInstanceOf(WebSocket)
})

test('a session ends with its certificate, and nobody comes back with that', async () => {
  const socket = await connect(said({ cookie: await cookieOf() }))
  await showProof(socket, { token: '' })
  const page = transportOver(socket)
  now += 30 * DAY - 60_000
  expect(await page.call('device.list', {})).toMatchObject({ ok: true })
  now += 2 * 60_000
  const code = closeCode(socket)
  void page.call('device.list', {})
  expect(await code).toBe(SESSION_OVER)
  expect(await statusOf(said())).toBe(403)
})

test.each<[string, () => Promise<unknown>]>([
  ['revoked', () => running.client.call('device.revoke', { device: 'Laptop' })],
  ['held', () => running.client.call('device.revoke', { device: 'Laptop', reason: 'hold' })],
  ['revoked by its fingerprint', () => running.client.call('device.revokeCertificate', { fingerprint })],
  ['unmarked', () => running.client.call('device.set', { device: 'Laptop', mayManage: false })],
  ['removed', () => running.client.call('device.remove', { device: 'Laptop' })],
])('a gate that has not heard yet that a device was %s gets nothing for it', async (_what, end) => {
  const headers = said({ cookie: await cookieOf() })
  const socket = await connect(headers)
  await showProof(socket, { token: '' })
  const code = closeCode(socket)
  await end()
  expect(await code).toBe(SESSION_OVER)
  expect(await statusOf(headers)).toBe(403)
  await expect(connect(headers)).rejects.toThrow('403')
})

test('the gate is told to let in nobody while no device may manage', async () => {
  const rules = () => known()?.rules.map(({ certificate, devices }) => [certificate, devices.length])
  expect(rules()).toEqual([['required', 1]])
  await running.client.call('device.set', { device: 'Laptop', mayManage: false })
  expect(rules()).toEqual([['blocked', 0]])
})

test('trusted foreign authorities never count', async () => {
  const trusted = await startEngine(path.join(folder, 'other'))
  await trusted.client.call('authority.create', { name: 'Foreign', key: 'p256', passphrase: PASSPHRASE })
  const { pem = '' } = await trusted.client.call('authority.show', { authority: 'Foreign', pem: true })
  await trusted.engine.close()
  await running.client.call('authority.trust', {
    name: 'Friends',
    files: [{ name: 'ca.pem', base64: Buffer.from(pem).toString('base64') }],
  })
  await running.client.call('device.set', { device: 'Laptop', name: 'Notebook' })
  const names = new Map(running.gate.applied.at(-1)?.authorities.map(({ id, name }) => [id, name]))
  expect([...names.values()].toSorted()).toEqual(['Friends', 'Home'])
  expect(known()?.authorityIds.map((id) => names.get(id))).toEqual(['Home'])
})

test('a mark is never given by undoing, nor kept by a device that was locked out for good', async () => {
  const { client } = running
  await client.call('device.set', { device: 'Laptop', name: 'Notebook' })
  await client.call('device.set', { device: 'Notebook', mayManage: false })
  for (const { id } of await client.call('undo.list', {})) await client.call('undo.run', { id }).catch(() => undefined)
  const [back] = await client.call('device.list', {})
  expect(back).toMatchObject({ mayManage: false })
  const device = back?.id ?? ''
  await client.call('device.set', { device, mayManage: true })
  await client.call('device.revoke', { device })
  expect(await client.call('device.reissue', { device, passphrase: PASSPHRASE })).toMatchObject({ mayManage: false })
})

test('its name and port belong to it: a site cannot take them, nor it those of a site', async () => {
  const { client } = running
  const site = { name: 'Camera', upstream: 'http://127.0.0.1:9', passphrase: PASSPHRASE }
  const taken = client.call('site.add', { ...site, hosts: ['nas.home'], listen: '0.0.0.0:8443' })
  await expect(taken).rejects.toMatchObject({ code: 'site/host-taken' })
  await client.call('site.add', { ...site, hosts: ['camera.home'], listen: '0.0.0.0:8443' })
  const wanted = { host: 'camera.home', listen: '127.0.0.1:8443', passphrase: PASSPHRASE }
  await expect(client.call('manage.on', wanted)).rejects.toMatchObject({ code: 'site/host-taken' })
  expect(await client.call('manage.show', {})).toMatchObject({ on: true, host: 'nas.home', state: 'running' })
})

test('its certificate is renewed by the authority that has signed it, whichever is the usual one', async () => {
  const { client } = running
  const issuerOf = (): string => new X509Certificate(known()?.certificate.certPem ?? '').issuer
  await client.call('authority.create', { name: 'Lab', key: 'p256', passphrase: PASSPHRASE })
  const wanted = { host: 'nas.home', listen: '127.0.0.1:8443', signer: 'Lab', passphrase: PASSPHRASE }
  await client.call('manage.on', wanted)
  const first = known()?.certificate.certPem
  expect(issuerOf()).toContain('CN=Lab')
  // More than two thirds of its 397 days.
  now += 300 * DAY
  await client.call('authority.unlock', { passphrase: PASSPHRASE })
  await expect.poll(() => known()?.certificate.certPem).not.toBe(first)
  expect(issuerOf()).toContain('CN=Lab')
  // Another host, and nobody says who signs.
  await client.call('manage.on', { host: 'door.home', listen: '127.0.0.1:8443', passphrase: PASSPHRASE })
  expect(issuerOf()).toContain('CN=Lab')
})
