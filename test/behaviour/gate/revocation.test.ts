import http2 from 'node:http2'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDoor, type Door } from '../../support/door.ts'
import { revoked, until } from '../../support/gate.ts'
import { opensslAuthority, type Issued } from '../../support/openssl-pki.ts'
import { acceptWebSockets } from '../../support/websocket.ts'

let door: Door
let bob: Issued
let now: () => number
const revokeAlice = () => door.apply({ revoked: revoked(door.home, door.alice) })

beforeAll(async () => {
  door = await openDoor({
    now: () => now(),
    handler(request, response) {
      // A download and an event stream that never end.
      if (request.url === '/endless') {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: 1\n\n')
      } else response.end('upstream page')
    },
  })
  bob = door.home.leaf({ cn: 'Bob' })
  acceptWebSockets(door.upstream.server, (socket) => void socket.pipe(socket))
})
beforeEach(async () => {
  now = Date.now
  await door.apply()
})
afterAll(() => door.close())

test('a revoked certificate gets the revoked page on the connection it already has (HTTP/1.1)', async () => {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
  const ask = () => door.visit({ agent })
  const connection = () => [agent.sockets, agent.freeSockets].flatMap((one) => Object.values(one)).flat()[0]
  expect((await ask()).status).toBe(200)
  const before = connection()
  expect((await revokeAlice()).type).toBe('applied')
  const answer = await ask()
  expect(answer.status).toBe(403)
  expect(answer.headers['x-vestibule-verify']).toBe('23 X509_V_ERR_CERT_REVOKED')
  expect(before).toBeDefined()
  expect(connection()).toBe(before)
  agent.destroy()
})

test('a revoked certificate gets the page on later HTTP/2 streams, and its running stream is cut', async () => {
  const session = door.h2()
  const open = (path: string) => session.request({ ':path': path, ':authority': `camera.home:${door.port}` })
  const endless = open('/endless')
  const ended = new Promise<number | undefined>((resolve) => {
    endless.on('error', () => undefined)
    endless.on('close', () => resolve(endless.rstCode))
  })
  await new Promise((resolve) => endless.once('data', resolve))
  await revokeAlice()
  expect(await ended).not.toBe(http2.constants.NGHTTP2_NO_ERROR)
  const later = open('/')
  const status = await new Promise<number>((resolve) =>
    later.on('response', (headers) => resolve(Number(headers[':status']))),
  )
  expect(status).toBe(403)
  session.destroy()
})

test('a running download of a revoked certificate is cut, another visitor’s goes on', async () => {
  const follow = (certificate: { cert: string; key: string }) => {
    const state = { chunks: 0, closed: false }
    const request = https.request(
      {
        ...door.tlsOptions(),
        path: '/endless',
        agent: false,
        headers: { host: `camera.home:${door.port}` },
        cert: certificate.cert,
        key: certificate.key,
      },
      (response) => {
        response.on('data', () => (state.chunks += 1))
        response.on('error', () => undefined)
        response.on('close', () => (state.closed = true))
      },
    )
    request.on('error', () => undefined)
    request.end()
    return { state, request }
  }
  const one = follow(door.alice)
  const other = follow(bob)
  await until(() => one.state.chunks > 0 && other.state.chunks > 0)
  await revokeAlice()
  await until(() => one.state.closed)
  expect(other.state.closed).toBe(false)
  other.request.destroy()
})

test('a WebSocket carries every byte unchanged and ends at revocation', async () => {
  const socket = tls.connect({ ...door.tlsOptions(), ALPNProtocols: ['http/1.1'] })
  let received = Buffer.alloc(0)
  let closed = false
  socket.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])))
  socket.on('error', () => undefined)
  socket.on('close', () => (closed = true))
  socket.write(
    `GET /ws HTTP/1.1\r\nHost: camera.home:${door.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  )
  await until(() => received.includes('\r\n\r\n'))
  expect(received.toString('latin1')).toContain('101 Switching Protocols')
  // The accept value that RFC 6455 §1.3 gives for this key.
  expect(received.toString('latin1')).toContain('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  const before = received.length
  const bytes = Buffer.from(Array.from({ length: 65_536 }, (_, index) => index % 256))
  socket.write(bytes)
  await until(() => received.length === before + bytes.length)
  expect(received.subarray(before).equals(bytes)).toBe(true)
  await revokeAlice()
  await until(() => closed)
})

test('a certificate stops working the second it ends, also on an open connection', async () => {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
  const ask = () => door.visit({ agent })
  expect((await ask()).status).toBe(200)
  const later = Date.now() + 31 * 86_400_000
  now = () => later
  const answer = await ask()
  expect(answer.headers['x-vestibule-page']).toBe('expired')
  expect(answer.status).toBe(403)
  agent.destroy()
})

test('the second it ends, a running download, an HTTP/2 stream and a WebSocket are cut, another visitor’s go on', async () => {
  const { end, text } = inSeconds(2)
  const short = door.home.leaf({ cn: 'Short', to: text })
  const open = (shown: Issued): { ended: number[]; begun: () => boolean; leave(): void } => {
    const ended: number[] = []
    const heard = new Set<string>()
    const options = { ...door.tlsOptions(), cert: shown.cert, key: shown.key }
    const lines = (path: string, more: string): tls.TLSSocket => {
      const socket = tls.connect({ ...options, ALPNProtocols: ['http/1.1'] })
      socket.write(`GET ${path} HTTP/1.1\r\nHost: camera.home:${door.port}\r\n${more}\r\n`)
      socket.on('data', () => heard.add(path))
      socket.on('error', () => undefined)
      socket.on('close', () => ended.push(Date.now()))
      return socket
    }
    const sockets = [
      lines('/endless', ''),
      lines(
        '/ws',
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
      ),
    ]
    const session = http2.connect(`https://127.0.0.1:${door.port}`, { ...options, ALPNProtocols: ['h2'] })
    session.on('error', () => undefined)
    const stream = session.request({ ':path': '/endless', ':authority': `camera.home:${door.port}` })
    stream.on('data', () => heard.add('h2'))
    stream.on('error', () => undefined)
    stream.on('close', () => ended.push(Date.now()))
    return {
      ended,
      begun: () => heard.size === 3,
      leave() {
        session.destroy()
        for (const socket of sockets) socket.destroy()
      },
    }
  }
  const [one, other] = [open(short), open(bob)]
  await until(() => one.begun() && other.begun())
  await until(() => one.ended.length === 3)
  // RFC 5280 §4.1.2.5: valid through that second.
  for (const at of one.ended) expect(at).toBeGreaterThanOrEqual(end + 1000)
  expect(other.ended).toEqual([])
  other.leave()
  one.leave()
})

/** A whole second so long from now, for a person and as `openssl ca -enddate` takes it. */
function inSeconds(seconds: number): { end: number; text: string } {
  const end = (Math.floor(Date.now() / 1000) + seconds) * 1000
  return { end, text: new Date(end).toISOString().replace(/[-:T]|\.\d+/g, '') }
}

test('a session is never resumed, whatever the visitor offers', async () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const knock = (session?: Buffer) =>
      new Promise<{ reused: boolean; session: Buffer | undefined }>((resolve, reject) => {
        let latest: Buffer | undefined
        let reused = false
        const socket = tls.connect({
          ...door.tlsOptions(),
          minVersion: version,
          maxVersion: version,
          ALPNProtocols: ['http/1.1'],
          ...(session ? { session } : {}),
        })
        socket.on('session', (given: Buffer) => (latest = given))
        socket.on('secureConnect', () => (reused = socket.isSessionReused()))
        socket.on('secureConnect', () => (latest ??= socket.getSession()))
        socket.on('error', reject)
        socket.on('secureConnect', () =>
          socket.write(`GET / HTTP/1.1\r\nHost: camera.home:${door.port}\r\nConnection: close\r\n\r\n`),
        )
        socket.on('data', () => undefined)
        socket.on('close', () => resolve({ reused, session: latest }))
      })
    const first = await knock()
    const second = await knock(first.session)
    expect(second.reused).toBe(false)
  }
})

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a handshake that began before its authority was taken from the site lets nobody in (%s)',
  async (version) => {
    // Holds back what a visitor says after the first words, as long as he likes.
    let release = (): void => undefined
    const relay = net.createServer((client) => {
      const onward = net.connect(door.port, '127.0.0.1')
      const held: Buffer[] = []
      let first = true
      let holding = true
      for (const one of [client, onward]) one.on('error', () => undefined)
      client.on('data', (chunk: Buffer) => {
        if (first || !holding) onward.write(chunk)
        else held.push(chunk)
        first = false
      })
      client.on('close', () => onward.destroy())
      onward.on('data', (chunk: Buffer) => client.write(chunk))
      onward.on('close', () => client.destroy())
      release = () => {
        holding = false
        for (const chunk of held) onward.write(chunk)
      }
    })
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
    const { port } = relay.address() as AddressInfo
    const knock = async (change: () => Promise<unknown>): Promise<string> => {
      const socket = tls.connect({
        ...door.tlsOptions(),
        port,
        minVersion: version,
        maxVersion: version,
        ALPNProtocols: ['http/1.1'],
      })
      let answer = ''
      let flights = 0
      socket.on('error', () => undefined)
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
      socket.on('keylog', () => (flights += 1))
      socket.write(`GET / HTTP/1.1\r\nHost: camera.home:${door.port}\r\nConnection: close\r\n\r\n`)
      const closed = new Promise((resolve) => socket.on('close', resolve))
      // Keys are there once the server has answered: its side of the handshake has begun.
      await until(() => flights > 0)
      await change()
      release()
      await closed
      return answer
    }
    expect(await knock(async () => undefined)).toMatch(/^HTTP\/1\.1 200 /)
    const other = opensslAuthority('Another CA')
    const answer = await knock(() =>
      door.apply(
        { authorities: [{ id: 'other', name: 'Other', fingerprint: other.fingerprint, pem: other.cert }] },
        { authorityIds: ['other'] },
      ),
    )
    expect(answer).not.toMatch(/ 200 /)
    relay.close()
  },
)
