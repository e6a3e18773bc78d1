import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import tls from 'node:tls'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { StaplePolicy } from '../../../electron/gate/protocol.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { freePort, policyOf, siteOf, startGate, startUpstream, visit, type Upstream } from '../../support/gate.ts'
import { opensslOcspResponse } from '../../support/openssl-ocsp.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { needs } from '../../support/programs.ts'

const folder = temporaryFolder()
const home = opensslAuthority('Home CA')
const publicRoot = opensslAuthority('Public Root')
const middle = publicRoot.intermediate('Public Intermediate')
const leaf = middle.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const server = { ...leaf, cert: leaf.cert + middle.cert }
const response = opensslOcspResponse({ authority: middle, leaf }).toString('base64')
const alice = home.leaf({ cn: 'Alice' })
const ca = path.join(folder, 'root.pem')
const gate = startGate()
let upstream: Upstream
let port: number

beforeAll(async () => {
  fs.writeFileSync(ca, publicRoot.cert)
  upstream = await startUpstream()
})
beforeEach(async () => {
  port = await freePort()
})
afterAll(async () => {
  gate.close()
  await upstream.close()
  fs.rmSync(folder, { recursive: true })
})

const use = (staple: StaplePolicy | null) =>
  gate.apply(policyOf(home, port, [siteOf({ server, upstream: upstream.url, staple })]))
const enter = () =>
  visit({ port, ca: publicRoot.cert, servername: 'camera.home', host: 'camera.home', certificate: alice })

/** What openssl makes of what comes along with the certificate, verified against the root. */
function status(version: '1.2' | '1.3'): Promise<string> {
  const connect = ['-connect', `127.0.0.1:${port}`, '-servername', 'camera.home', '-CAfile', ca]
  return new Promise((resolve) => {
    const only = `-tls${version.replace('.', '_')}`
    const child = execFile('openssl', ['s_client', ...connect, only, '-status'], (_error, stdout) => resolve(stdout))
    child.stdin?.end()
  })
}

/** curl's own judgement: 0, or 91 where it finds the status not good. */
function curl(...args: string[]): Promise<number | string | null | undefined> {
  const at = ['--resolve', `camera.home:${port}:127.0.0.1`, '--cacert', ca, `https://camera.home:${port}/`]
  return new Promise((resolve) => {
    execFile('curl', ['-sS', '-o', '/dev/null', ...args, ...at], (error) => resolve(error?.code ?? 0))
  })
}

test.each(['1.2', '1.3'] as const)(
  'the status is sent along over TLS %s, and openssl finds it good',
  async (version) => {
    await use({ response, from: Date.now() - 1000, until: Date.now() + 600_000 })
    const said = await status(version)
    expect(said).toContain('OCSP Response Status: successful')
    expect(said).toContain('Cert Status: good')
    expect((await enter()).status).toBe(200)
  },
)

test('what does not count yet or any more is not sent, and nobody is kept out by that', async () => {
  const now = Date.now()
  for (const [from, until] of [
    [now - 7000, now - 1000],
    [now + 60_000, now + 600_000],
  ] as const) {
    await use({ response, from, until })
    expect(await status('1.3')).toContain('OCSP response: no response sent')
    expect((await enter()).status).toBe(200)
  }
})

test('curl, told to insist on a good status, enters with one and not without', needs('curl'), async () => {
  const now = Date.now()
  await use({ response, from: now - 1000, until: now + 600_000 })
  expect(await curl('--cert-status')).toBe(0)
  await use({ response, from: now - 7000, until: now - 1000 })
  expect(await curl('--cert-status')).toBe(91)
})

test('a newer one is used at once, and connections that are open stay open', async () => {
  await use(null)
  expect(await status('1.3')).toContain('OCSP response: no response sent')
  const socket = await new Promise<tls.TLSSocket>((resolve, reject) => {
    const { cert, key } = alice
    const open = tls.connect({ port, ca: publicRoot.cert, servername: 'camera.home', cert, key }, () => resolve(open))
    open.once('error', reject)
  })
  await use({ response, from: Date.now() - 1000, until: Date.now() + 600_000 })
  expect(await status('1.3')).toContain('Cert Status: good')
  const answered = new Promise<string>((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())))
  socket.write('GET / HTTP/1.1\r\nHost: camera.home\r\n\r\n')
  expect(await answered).toMatch(/^HTTP\/1.1 200 /)
  socket.destroy()
})
