// @module-tag haproxy
import fs from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import type { ForeignServer } from '../../support/foreign-server.ts'
import { haproxy } from '../../support/front-ends.ts'
import { freePort } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { said } from '../../support/said.ts'

/** The diagnosis as windows and the command line call it, with devices and authorities of the app. */
const elsewhere = opensslAuthority('Elsewhere')
const server = elsewhere.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home,IP:127.0.0.1' })

let engine: TestEngine
let own: ForeignServer
let foreign: ForeignServer

beforeAll(async () => {
  engine = await startEngine(temporaryFolder())
  await engine.client.call('authority.create', { name: 'Home', key: 'p256', passphrase: PASSPHRASE })
  await engine.client.call('device.add', { name: 'Phone', key: 'p256', passphrase: PASSPHRASE })
  const [authority] = await engine.client.call('authority.list', {})
  const shown = await engine.client.call('authority.show', { authority: authority?.id ?? '', pem: true })
  own = await haproxy({ server, ca: shown.pem ?? '', demand: 'required' })
  foreign = await haproxy({ server, ca: elsewhere.cert, demand: 'required' })
})

afterAll(async () => {
  await own?.stop()
  await foreign?.stop()
  await engine.engine.close()
  fs.rmSync(engine.folder, { recursive: true, force: true })
})

const phone = { kind: 'device', device: 'Phone' } as const

test('a server is asked as a device of this app', async () => {
  const at = { host: '127.0.0.1', port: own.port, ca: elsewhere.cert, passphrase: PASSPHRASE }
  const found = said(await engine.client.call('diagnosis.server', { ...at, credentials: phone }))
  expect(found).toMatchObject({ clientCertificate: 'required', http: { status: 200, withCertificate: true } })
  expect(found.server.problems).toEqual([])
  expect(found.explanation).toContain('accepted')
})

test('a server of somebody else does not take it, and names its own authority', async () => {
  const at = { host: '127.0.0.1', port: foreign.port, passphrase: PASSPHRASE }
  const found = said(await engine.client.call('diagnosis.server', { ...at, credentials: phone }))
  expect(found.acceptedAuthorities).toEqual(['CN=Elsewhere'])
  expect(found.handshake.at(-1)).toMatchObject({ withCertificate: true, outcome: 'refused', alert: { number: 48 } })
  expect(found.explanation).toContain('not among the authorities')
  expect(found.changes.map((one) => one.server)).toContain('nginx')
  // Its authority was not given this time.
  expect(found.server.problems.map((one) => one.code)).toEqual(['server/missing-intermediate'])
})

test('an exported file is known as what it is: the platform it is for imports it, and a server takes it', async () => {
  const file = await engine.client.call('device.export', { device: 'Phone', passphrase: PASSPHRASE })
  const { base64, fileName, password = '' } = file
  const found = said(await engine.client.call('diagnosis.file', { name: fileName, base64, password }))
  expect(found).toMatchObject({ kind: 'pkcs12', problems: [] })
  expect(found.contents[0]).toMatchObject({ type: 'certificate', use: 'device', hasKey: true, issuedBy: 'Home' })
  expect(found.platforms.filter((one) => one.platform.startsWith('iPhone')).map((one) => one.imports)).toEqual([
    true,
    true,
  ])
  const credentials = { kind: 'p12', base64, password } as const
  const at = said(await engine.client.call('diagnosis.server', { host: '127.0.0.1', port: own.port, credentials }))
  expect(at.http).toMatchObject({ status: 200, withCertificate: true })
})

test('what cannot be used is refused by code, and nothing is contacted', async () => {
  const at = { host: '127.0.0.1', port: await freePort() }
  const call = (input: object): Promise<unknown> => engine.client.call('diagnosis.server', { ...at, ...input })
  await expect(call({})).rejects.toMatchObject({ code: 'diagnosis/unreachable' })
  await expect(call({ credentials: { kind: 'device', device: 'Nobody' } })).rejects.toMatchObject({
    code: 'device/not-found',
  })
  await expect(call({ ca: 'nonsense' })).rejects.toMatchObject({ code: 'authority/certificate-unreadable' })
  const pem = { kind: 'pem', certPem: server.cert, keyPem: elsewhere.key }
  await expect(call({ credentials: pem })).rejects.toMatchObject({ code: 'diagnosis/key-mismatch' })
  await expect(call({ credentials: { kind: 'p12', base64: 'AAAA' } })).rejects.toMatchObject({
    code: 'authority/file-nothing-found',
  })
  await expect(call({ host: 'a b' })).rejects.toMatchObject({ code: 'app/invalid-input' })
  await expect(call({ port: 0 })).rejects.toMatchObject({ code: 'app/invalid-input' })
})

test('several files: what belongs together, and a server that takes what they hold', async () => {
  const stranger = elsewhere.leaf({ cn: 'phone' })
  const file = (name: string, text: string) => ({ name, base64: Buffer.from(text).toString('base64') })
  const files = [file('p.key', stranger.key), file('p.crt', stranger.cert), file('ca.crt', elsewhere.cert)]
  const found = said(await engine.client.call('diagnosis.files', { files }))
  expect(found).toMatchObject({
    ok: true,
    relations: [
      { kind: 'key', holds: true },
      { kind: 'chain', holds: true },
    ],
  })
  expect(JSON.stringify(found)).not.toContain(stranger.key.split('\n')[1])
  const credentials = { kind: 'files', files } as const
  const taken = { host: '127.0.0.1', port: foreign.port, credentials }
  expect(said(await engine.client.call('diagnosis.server', taken)).http).toMatchObject({ withCertificate: true })
  const refused = said(await engine.client.call('diagnosis.server', { ...taken, port: own.port }))
  expect(refused.explanation).toContain('not among the authorities')
})

test('files without a key, or with one too many bytes, are refused by code', async () => {
  const call = (files: readonly { name: string; base64: string }[]): Promise<unknown> =>
    engine.client.call('diagnosis.server', {
      host: '127.0.0.1',
      port: own.port,
      credentials: { kind: 'files', files: [...files] },
    })
  const certificate = { name: 'a', base64: Buffer.from(server.cert).toString('base64') }
  await expect(call([certificate])).rejects.toMatchObject({ code: 'authority/file-nothing-found' })
  await expect(call([])).rejects.toMatchObject({ code: 'app/invalid-input' })
  const large = { name: 'large', base64: Buffer.alloc(9 * 1_048_576).toString('base64') }
  const both = engine.client.call('diagnosis.files', { files: [large, large] })
  await expect(both).rejects.toMatchObject({ code: 'app/invalid-input' })
})

test('a diagnosis of a server that never answers is cancelled at once, by its run id', async () => {
  const silent = net.createServer(() => void engine.client.call('app.cancel', { runId: 'mine' }))
  const port = await new Promise<number>((resolve) =>
    silent.listen(0, '127.0.0.1', () => resolve((silent.address() as AddressInfo).port)),
  )
  const running = engine.client.call('diagnosis.server', { host: '127.0.0.1', port, runId: 'mine' })
  await expect(running).rejects.toMatchObject({ code: 'app/cancelled' })
  silent.close()
  expect(await engine.client.call('app.cancel', { runId: 'mine' })).toEqual({ cancelled: false })
})

test('none of this was a bug', () => {
  expect(engine.bugs).toEqual([])
})
