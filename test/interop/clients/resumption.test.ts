import { spawn } from 'node:child_process'
import fs from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import tls from 'node:tls'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDoor, type Door } from '../../support/door.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { revoked } from '../../support/gate.ts'

const folder = temporaryFolder()
const file = (name: string): string => path.join(folder, name)
let door: Door
let count = 0

beforeAll(async () => {
  door = await openDoor()
  fs.writeFileSync(file('ca.crt'), door.home.cert)
  fs.writeFileSync(file('alice.pem'), door.alice.cert + door.alice.key)
})
beforeEach(() => door.apply())
afterAll(async () => {
  await door.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

interface Knock {
  /** Whether openssl says that it took a session up again. */
  readonly resumed: boolean
  /** What was answered to one request; empty when the connection ended before. */
  readonly answer: string
}

/** One request by `openssl s_client`, until the server hangs up. */
async function knock(port: number, version: string, certificate: boolean, ...session: string[]): Promise<Knock> {
  const args = ['-connect', `127.0.0.1:${port}`, '-servername', 'camera.home', '-CAfile', file('ca.crt'), version]
  const shown = certificate ? ['-cert', file('alice.pem'), '-key', file('alice.pem')] : []
  // -ign_eof: the end of what is typed is not the end of the visit.
  const visitor = spawn('openssl', ['s_client', ...args, ...shown, '-ign_eof', ...session], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let said = ''
  visitor.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  visitor.stdin.on('error', () => undefined)
  visitor.stdin.end('GET / HTTP/1.1\r\nHost: camera.home\r\nConnection: close\r\n\r\n')
  await new Promise((resolve) => visitor.on('close', resolve))
  return { resumed: /^Reused, /m.test(said), answer: /^HTTP\/1\.1 [\s\S]*/m.exec(said)?.[0] ?? '' }
}

/** Offers what an earlier visit kept, if it was given anything to keep. */
const kept = (session: string): string[] => (fs.existsSync(session) ? ['-sess_in', session] : [])

const versions = ['-tls1_2', '-tls1_3']

test.each(versions)('%s: openssl, which does resume where it may, resumes nothing here', async (version) => {
  const careless = tls.createServer({ cert: door.server.cert, key: door.server.key }, (socket) => {
    socket.on('error', () => undefined)
    socket.end('HTTP/1.1 200 OK\r\n\r\ngood day')
  })
  await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve))
  const { port } = careless.address() as AddressInfo
  const elsewhere = file(`session${count++}`)
  expect((await knock(port, version, false, '-sess_out', elsewhere)).resumed).toBe(false)
  expect((await knock(port, version, false, '-sess_in', elsewhere)).resumed).toBe(true)
  careless.close()

  const session = file(`session${count++}`)
  const first = await knock(door.port, version, true, '-sess_out', session)
  expect(first).toMatchObject({ resumed: false, answer: expect.stringMatching(/^HTTP\/1\.1 200 /) as string })
  const second = await knock(door.port, version, true, ...kept(session))
  expect(second).toMatchObject({ resumed: false, answer: expect.stringMatching(/^HTTP\/1\.1 200 /) as string })
  // A session of another server, and one's own without the certificate that earned it: nothing comes of them.
  expect((await knock(door.port, version, true, '-sess_in', elsewhere)).resumed).toBe(false)
  const without = await knock(door.port, version, false, ...kept(session))
  expect(without).toMatchObject({ resumed: false, answer: expect.stringMatching(/^HTTP\/1\.1 403 /) as string })
})

test.each(versions)(
  '%s: a revoked certificate does not come in with the session that it earned before',
  async (version) => {
    const session = file(`session${count++}`)
    expect((await knock(door.port, version, true, '-sess_out', session)).answer).toMatch(/^HTTP\/1\.1 200 /)
    await door.apply({ revoked: revoked(door.home, door.alice) })
    for (const certificate of [true, false]) {
      const { resumed, answer } = await knock(door.port, version, certificate, ...kept(session))
      expect(resumed).toBe(false)
      expect(answer).toMatch(/^HTTP\/1\.1 403 /)
      expect(answer).not.toContain('upstream page')
    }
    await door.apply({ revoked: revoked(door.home, door.alice) }, { mode: 'required' })
    const refused = await knock(door.port, version, true, ...kept(session))
    expect(refused).toEqual({ resumed: false, answer: '' })
  },
)

test('no visitor begins another handshake on a connection (TLS 1.2)', async () => {
  const visitor = spawn(
    'openssl',
    [
      's_client',
      '-connect',
      `127.0.0.1:${door.port}`,
      '-servername',
      'camera.home',
      '-CAfile',
      file('ca.crt'),
      '-tls1_2',
    ].concat(['-cert', file('alice.pem'), '-key', file('alice.pem'), '-alpn', 'http/1.1']),
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  let said = ''
  const ended = new Promise((resolve) => visitor.on('close', resolve))
  visitor.stdin.on('error', () => undefined)
  visitor.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  visitor.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    // A line that begins so asks s_client to renegotiate.
    if (chunk.includes('Extended master secret')) visitor.stdin.write('R\n')
  })
  await ended
  // RFC 5246 §7.2.2: no_renegotiation (100), which the client takes for the end.
  expect(said).toContain('RENEGOTIATING')
  expect(said).toMatch(/no renegotiation|alert number 100/)
})
