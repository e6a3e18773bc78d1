import net, { type AddressInfo, type Socket } from 'node:net'
import tls from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { diagnoseServer } from '../../../electron/engine/diagnosis/server/index.ts'
import type { ServerDiagnosis } from '../../../shared/contract/diagnosis.ts'
import { isOpenSsl } from '../../../electron/engine/tls-library.ts'
import { freePort } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { said } from '../../support/said.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { needs } from '../../support/programs.ts'

const authority = opensslAuthority('Home')
const server = authority.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** A server that does with each connection what it is told. @returns its port */
async function listen(make: () => net.Server): Promise<number> {
  const sockets = new Set<Socket>()
  const one = make()
  one.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  one.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    for (const socket of sockets) socket.destroy()
    one.close()
  })
  return (one.address() as AddressInfo).port
}

async function ask(port: number, signal?: AbortSignal): Promise<Texts<ServerDiagnosis>> {
  const found = await diagnoseServer({
    host: '127.0.0.1',
    port,
    servername: 'camera.home',
    credentials: null,
    trust: [authority.cert],
    now: Date.now,
    limits: { total: 700, silence: 200 },
    signal,
  })
  return said(found)
}

test.each([
  ['http', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['ssh', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['smtp', '220 mail.home ESMTP Postfix\r\n'],
  ['ftp', '220 (vsFTPd 3.0.3)\r\n'],
  ['imap', '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready.\r\n'],
  ['pop3', '+OK ready\r\n'],
  ['mysql', '\u004a\u0000\u0000\u0000\u000a8.0.36\u0000'],
  ['other', 'what do you want?\n'],
])('%s is called by its name', async (speaks, banner) => {
  const port = await listen(() => net.createServer((socket) => socket.write(banner, 'latin1')))
  const found = await ask(port)
  expect(found).toMatchObject({
    speaks,
    clientCertificate: null,
    handshake: [{ outcome: 'failed' }, { outcome: 'failed' }],
  })
  expect(found.fix).not.toBeNull()
})

test('a port that says nothing ends at its limit', async () => {
  const found = await ask(await listen(() => net.createServer()))
  expect(found.speaks).toBe('silent')
  expect(found.durationMs).toBeLessThan(5000)
})

test('a port that closes or resets at once', async () => {
  const closing = await ask(await listen(() => net.createServer((socket) => socket.end())))
  expect(closing.speaks).toBe('closes')
  const resetting = await ask(await listen(() => net.createServer((socket) => socket.resetAndDestroy())))
  expect(resetting.speaks).toBe('resets')
  expect(resetting.explanation).not.toBe(closing.explanation)
})

test('a port at which nobody listens, and a name that does not exist, are errors with a reason', async () => {
  await expect(ask(await freePort())).rejects.toMatchObject({ code: 'diagnosis/unreachable' })
  const nowhere = diagnoseServer({
    host: 'does-not-exist.invalid',
    port: 443,
    credentials: null,
    trust: [],
    now: Date.now,
    limits: { total: 3000, silence: 200 },
  })
  await expect(nowhere).rejects.toMatchObject({ code: 'diagnosis/unreachable' })
})

test('a hanging server is left at once when the diagnosis is cancelled', async () => {
  const abort = new AbortController()
  const port = await listen(() =>
    net.createServer(() => {
      abort.abort()
    }),
  )
  const found = diagnoseServer({
    host: '127.0.0.1',
    port,
    credentials: null,
    trust: [],
    now: Date.now,
    limits: { total: 60_000, silence: 60_000 },
    signal: abort.signal,
  })
  await expect(found).rejects.toMatchObject({ code: 'app/cancelled' })
})

/** A TLS record of the handshake type, full of nothing that ends. */
const endless = Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0]), Buffer.alloc(0x4000, 1)])

test('a handshake without an end is cut off', async () => {
  const port = await listen(() =>
    net.createServer((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(endless));
      }
      socket.on('drain', more)
      more()
    }),
  )
  const found = await ask(port)
  expect(found.handshake.every((one) => one.outcome === 'failed')).toBe(true)
  expect(found.explanation).toMatch(/never stops sending|is broken/)
})

test('a handshake of small messages without an end is cut off and named', async () => {
  // Records of the right form that ask for more and more: TLS itself has nothing against them.
  const empty = Buffer.from([22, 3, 3, 0, 1, 11])
  const port = await listen(() =>
    net.createServer((socket) => {
      const certificate = Buffer.concat([Buffer.from([22, 3, 3, 0, 4, 11, 0xff, 0xff, 0xff]), Buffer.alloc(0)])
      socket.write(certificate)
      const more = (): void => {
        while (!socket.destroyed && socket.write(empty));
      }
      socket.on('drain', more)
      more()
    }),
  )
  const found = await ask(port)
  expect(found.clientCertificate).toBeNull()
  expect(found.handshake.every((one) => one.outcome === 'failed')).toBe(true)
})

test('malformed records and random bytes are survived', async () => {
  for (const bytes of [
    Buffer.from([22, 3, 3, 0xff, 0xff, 2, 0xff, 0xff, 0xff]),
    Buffer.from([22, 3, 3, 0, 4, 2, 0, 0, 0]),
    Buffer.from([22, 3, 3, 0, 8, 11, 0, 0, 4, 0xff, 0xff, 0xff, 0xff]),
    Buffer.from([21, 3, 3, 0, 2, 2, 200]),
    Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 167 + 13) % 256)),
  ]) {
    const found = await ask(await listen(() => net.createServer((socket) => socket.end(bytes))))
    expect(found.clientCertificate).toBeNull()
    expect(found.server.chain).toEqual([])
    expect(found.fix).not.toBeNull()
  }
})

test('one byte at a time ends at the limit', async () => {
  const port = await listen(() =>
    net.createServer((socket) => {
      socket.write(Buffer.from([22, 3, 3, 0x40, 0]))
      const timer = setInterval(() => socket.write('x'), 50)
      socket.on('close', () => clearInterval(timer))
    }),
  )
  const found = await ask(port)
  expect(found.durationMs).toBeLessThan(5000)
  expect(found.explanation).toContain('does not finish it within the time limit')
})

test('gigabyte headers are read no further than they say anything', async () => {
  let sent = 0
  const port = await listen(() =>
    tls.createServer({ cert: server.cert, key: server.key }, (socket) => {
      socket.on('error', () => undefined)
      const piece = Buffer.alloc(65_536, 'x')
      const more = (): void => {
        while (!socket.destroyed && sent < 1_073_741_824 && socket.write(piece)) sent += piece.length
      }
      socket.write('HTTP/1.1 200 OK\r\nX-Long: ')
      socket.on('drain', more)
      more()
    }),
  )
  const found = await ask(port)
  expect(found).toMatchObject({ clientCertificate: 'disabled', http: { status: 200 } })
  expect(found.server.problems.map(({ code }) => code)).toContain('server/endless-answer')
  expect(sent).toBeLessThan(64 * 1_048_576)
})

test('a chain of a thousand certificates is cut to what anybody needs', async () => {
  const port = await listen(() =>
    tls.createServer({ cert: server.cert + authority.cert.repeat(1000), key: server.key }),
  )
  const found = await ask(port)
  expect(found.server.chain.length).toBeLessThanOrEqual(32)
  // OpenSSL, and with it curl, nginx and many others, takes at most 100 KiB of them.
  expect(found.explanation).toContain('message larger than programs take')
})

test('a chain of fifty certificates is read, and named as too long', async () => {
  const port = await listen(() => tls.createServer({ cert: server.cert + authority.cert.repeat(50), key: server.key }))
  const found = await ask(port)
  expect(found.server.chain).toHaveLength(32)
  expect(found.server.problems.map(({ code }) => code)).toContain('server/long-chain')
})

test('a server that still takes TLS 1.1 is told', async () => {
  // OpenSSL's security level forbids it besides; BoringSSL has none.
  const ciphers = isOpenSsl() ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}
  const options = { cert: server.cert, key: server.key, minVersion: 'TLSv1', ...ciphers } as const
  const old = await ask(await listen(() => tls.createServer(options)))
  expect(old.server.problems.map(({ code }) => code)).toEqual(['server/old-tls'])
  const current = await ask(await listen(() => tls.createServer({ cert: server.cert, key: server.key })))
  expect(current.server.problems).toEqual([])
})

test('the memory that hostile servers cost is bounded', async () => {
  const port = await listen(() =>
    net.createServer((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(endless));
      }
      socket.on('drain', more)
      more()
    }),
  )
  const before = process.memoryUsage().arrayBuffers
  for (let round = 0; round < 10; round += 1) await ask(port)
  // Each meeting keeps at most 256 KiB; what ten have left over is not even that much each.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1_048_576)
})

test('an IPv6 address, and a name that is asked for while another place is called', needs('ipv6'), async () => {
  const sockets: Socket[] = []
  const one = tls.createServer({ cert: server.cert, key: server.key }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    const { servername } = socket as { servername?: string | false }
    socket.end(`HTTP/1.1 200 OK\r\nServer: asked for ${String(servername)}\r\nContent-Length: 0\r\n\r\n`)
  })
  await new Promise<void>((resolve) => one.listen(0, '::1', resolve))
  open.push(() => {
    for (const socket of sockets) socket.destroy()
    one.close()
  })
  const { port } = one.address() as AddressInfo
  const common = { host: '::1', port, credentials: null, trust: [authority.cert], now: Date.now }
  const named = await diagnoseServer({ ...common, servername: 'camera.home' })
  expect(named).toMatchObject({ host: '::1', clientCertificate: 'disabled', http: { server: 'asked for camera.home' } })
  expect(named.server.problems).toEqual([])
  // An address is no server name (RFC 6066 §3): none is sent, and the certificate does not fit it.
  const bare = await diagnoseServer(common)
  expect(bare).toMatchObject({ servername: null, http: { server: 'asked for false' } })
  expect(bare.server.problems.map(({ code }) => code)).toEqual(['server/wrong-host'])
})
