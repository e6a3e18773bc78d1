import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { brokenHellos, goodHello } from '../../support/broken-hellos.ts'
import { openDoor, type Door } from '../../support/door.ts'
import type { ForeignServer } from '../../support/foreign-server.ts'
import { sServer } from '../../support/front-ends.ts'
import { freePort, policyOf, siteOf, startGate, until, visit } from '../../support/gate.ts'

let door: Door
let openssl: ForeignServer
beforeAll(async () => {
  door = await openDoor()
  openssl = await sServer({ server: door.server, ca: door.home.cert, demand: 'off' })
})
afterAll(async () => {
  await openssl.stop()
  await door.close()
})

/** Says something, and listens until the other side hangs up or begins a handshake. */
function say(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let heard = Buffer.alloc(0)
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk])
      if (heard[0] === 22) socket.destroy()
    })
    socket.on('close', () => resolve(heard[0] === 21 ? `alert ${heard[6]}` : heard[0] === 22 ? 'handshake' : 'nothing'))
  })
}

// Two server names are found by the TLS library, and Bun does not pass its alert on.
const hellos = brokenHellos.filter(([what]) => process.versions['bun'] === undefined || what !== 'two server names')

describe('a handshake that begins wrong', () => {
  test.each(hellos)('with %s: gets the alert that OpenSSL gives, and the connection ends', async (_what, bytes) => {
    const expected = await say(openssl.port, bytes)
    expect(expected).toMatch(/^alert \d+$/)
    expect(await say(door.port, bytes)).toBe(expected)
  })

  test('and one that does not goes on', async () => {
    expect(await say(door.port, goodHello)).toBe('handshake')
  })
})

/** Passes everything on, and lets bytes be put in between. */
async function startRelay(
  port: number,
): Promise<{ port: number; inject: (bytes: Buffer, towards: 'server' | 'client') => void; close(): void }> {
  const pairs: { client: net.Socket; server: net.Socket }[] = []
  const relay = net.createServer((client) => {
    const server = net.connect(port, '127.0.0.1')
    pairs.push({ client, server })
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => undefined)
      one.on('close', () => other.destroy())
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  return {
    port: (relay.address() as AddressInfo).port,
    inject: (bytes, towards) => {
      for (const pair of pairs) pair[towards].write(bytes)
    },
    close: () => void relay.close(),
  }
}

/** A record that was encrypted with no key. */
const BAD_RECORD = Buffer.concat([Buffer.from('1703030040', 'hex'), Buffer.alloc(64, 0x55)])

describe('a record that does not decrypt (RFC 8446 §6.2, RFC 5246 §7.2.2)', () => {
  const cases = (['TLSv1.2', 'TLSv1.3'] as const).flatMap((version) =>
    (['http/1.1', 'h2'] as const).map((protocol) => [version, protocol] as const),
  )
  test.each(cases)('ends the connection of a visitor at once: %s, %s', async (version, protocol) => {
    const relay = await startRelay(door.port)
    const versions = { minVersion: version, maxVersion: version }
    const options = { ...door.tlsOptions(), port: relay.port, ...versions, ALPNProtocols: [protocol] }
    const visitor = tls.connect(options)
    let closed = false
    let alert = ''
    visitor.on('error', (error: NodeJS.ErrnoException) => (alert = error.code ?? ''))
    visitor.on('close', () => (closed = true))
    await new Promise((resolve) => visitor.once('secureConnect', resolve))
    visitor.resume()
    relay.inject(BAD_RECORD, 'server')
    await until(() => closed)
    expect(alert).toMatch(/_ALERT_BAD_RECORD_MAC$/)
    relay.close()
  })

  test('ends the request that waits for an upstream', async () => {
    const secure = tls.createServer({ cert: door.server.cert, key: door.server.key })
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
    const relay = await startRelay((secure.address() as AddressInfo).port)
    secure.on('secureConnection', (socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => relay.inject(BAD_RECORD, 'client'))
    })
    const gate = startGate()
    const port = await freePort()
    const trust = { by: 'fingerprint' as const, fingerprint: door.server.fingerprint }
    const upstreamPolicy = { tls: { trust, depth: null, serverName: null, identity: null } }
    const upstream = `https://127.0.0.1:${relay.port}`
    await gate.apply(policyOf(door.home, port, [siteOf({ server: door.server, upstream, upstreamPolicy })]))
    // The gate waits a minute for upstreams that are only slow: this would be 504.
    expect((await visit({ port, ca: door.home.cert, certificate: door.alice })).status).toBe(502)
    gate.close()
    relay.close()
    secure.close()
  })
})
