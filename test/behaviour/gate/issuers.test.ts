import assert from 'node:assert/strict'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Policy } from '../../../electron/gate/protocol.ts'
import { parseCertificate } from '../../../electron/pki/path/certificate.ts'
import { spellSerial } from '../../../electron/pki/x509/serial.ts'
import { cn, craft, craftCa, ecKey, EXT, rawInt, when, type Crafted } from '../../support/craft.ts'
import { freePort, siteOf, startGate, startUpstream, until, type TestGate, type Upstream } from '../../support/gate.ts'

const HOST = 'camera.home'
const DAY = 86_400_000
const key = ecKey()
/** One authority with two certificates: renewed with the same key. */
const before = craftCa('Home', null, { key, notAfter: when(Date.now() + 30 * DAY) })
const after = craftCa('Home', null, { key, notAfter: when(Date.now() + 900 * DAY) })
const impostor = craftCa('Home')
const door = craft(before, { subject: cn('door'), extensions: [EXT.notCa(), EXT.server(), EXT.dns(HOST)] })

let gate: TestGate
let upstream: Upstream
let port = 0
beforeAll(async () => {
  upstream = await startUpstream()
  gate = startGate()
  port = await freePort()
})
afterAll(async () => {
  gate.close()
  await upstream.close()
})

async function apply(authorities: readonly Crafted[], revoked: Policy['revoked'] = []): Promise<void> {
  const server = { cert: door.pem, key: door.keyPem, fingerprint: '', serial: '' }
  const list = authorities.map(({ der, pem }, at) => ({
    id: `authority ${at}`,
    name: 'Home',
    fingerprint: parseCertificate(der).fingerprint,
    pem,
  }))
  const answer = await gate.apply({
    authorities: list,
    known: [],
    revoked,
    refused: [],
    heldIssuers: [],
    staleLists: [],
    probes: [],
    challenges: { http: [], tls: [] },
    acme: null,
    watching: false,
    redirects: [],
    listeners: [
      {
        address: '127.0.0.1',
        port,
        sites: [siteOf({ server, upstream: upstream.url, hosts: [HOST], authorityIds: list.map(({ id }) => id) })],
      },
    ],
  })
  assert.ok(answer.type === 'applied' && answer.problems.length === 0)
}

/** A connection that may be asked more than once. */
function connect(who: Crafted): { ask(): Promise<number>; close(): void } {
  const options = { host: '127.0.0.1', port, servername: HOST, ca: [before.pem, after.pem], cert: who.pem }
  const socket = tls.connect({ ...options, key: who.keyPem })
  let text = ''
  let closed = false
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  socket.on('close', () => (closed = true))
  return {
    async ask() {
      text = ''
      socket.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`)
      await until(() => closed || /^HTTP\/1\.1 \d{3}/.test(text))
      return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
    },
    close: () => socket.destroy(),
  }
}

async function visit(who: Crafted): Promise<number> {
  const connection = connect(who)
  const status = await connection.ask()
  connection.close()
  return status
}

const issuerOf = (authority: Crafted): string => parseCertificate(authority.der).issuerKey
const revokedBy = (authority: Crafted, serial: string): Policy['revoked'] => [
  { issuerKey: issuerOf(authority), serial, revokedAt: Date.now() - DAY, reason: 'unspecified' },
]

test('certificates of one name and key are one issuer, those of one name alone are not', () => {
  expect(issuerOf(before)).toBe(issuerOf(after))
  expect(issuerOf(before)).not.toBe(issuerOf(impostor))
})

describe.each([
  ['the older one first', [before, after]],
  ['the newer one first', [after, before]],
  ['the newer one alone', [after]],
] as const)('an authority with two certificates, %s', (_order, authorities) => {
  test.each([before, after])('a device that was revoked by either of them stays outside', async (issuer) => {
    const phone = craft(issuer, { subject: cn('phone'), serial: rawInt('0a01') })
    const laptop = craft(issuer, { subject: cn('laptop'), serial: rawInt('0a02') })
    for (const revoker of [before, after]) {
      await apply(authorities, revokedBy(revoker, 'A01'))
      expect(await visit(phone)).toBe(403)
      expect(await visit(laptop)).toBe(200)
    }
    // A namesake with another key revokes nothing of it.
    await apply(authorities, revokedBy(impostor, 'A01'))
    expect(await visit(phone)).toBe(200)
  })
})

test('the renewal of an authority leaves open connections as they are', async () => {
  await apply([before])
  const open = connect(craft(before, { subject: cn('phone') }))
  expect(await open.ask()).toBe(200)
  await apply([after])
  expect(await open.ask()).toBe(200)
  // The twin: another authority of that name in its place.
  await apply([impostor])
  expect(await open.ask()).not.toBe(200)
  open.close()
})

test.each([
  ['-1', 'ff', '-01'],
  ['-128', '80', '-80'],
  ['zero', '00', '0'],
  ['with the zero that its high bit needs', '0081', '00:81'],
  ['of 21 octets', `00${'ff'.repeat(20)}`, 'ff'.repeat(20)],
  ['in small letters', '0abc', '0x0abc'],
])('a serial number %s is revoked as it is, however it was written', async (_what, octets, written) => {
  const phone = craft(after, { subject: cn('phone'), serial: rawInt(octets) })
  await apply([after])
  expect(await visit(phone)).toBe(200)
  await apply([after], revokedBy(after, spellSerial(written) ?? ''))
  expect(await visit(phone)).toBe(403)
})
