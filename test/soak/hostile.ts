import { randomBytes, randomInt } from 'node:crypto'
import net from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import tls from 'node:tls'
import { opensslAuthority, selfSigned, type Issued } from '../support/openssl-pki.ts'
import { END_HEADERS, END_STREAM, frame, FRAME, headerBlock } from '../support/h2-frames.ts'
import type { Visitors } from './honest.ts'
import { STABLE, type House } from './house.ts'
import type { Tally } from './tally.ts'

/** Milliseconds: slow ones give up then, if they have not been sent away. */
const ENDURANCE = 8000
/** Milliseconds between two drops of a slow one. */
const DRIP = 150

/** What one of them does with one connection. Resolves when it is over. */
type Attempt = (at: Place) => Promise<void>

/** Where they come from: addresses of their own, so that what one does is not held against the honest. */
interface Place {
  /** A bare connection. */
  tcp(): Promise<net.Socket>
  /** After the handshake. */
  tls(options?: tls.ConnectionOptions): Promise<tls.TLSSocket>
  /** False when it is time to go. */
  going(): boolean
}

const ended = (socket: net.Socket): Promise<void> =>
  socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once('close', () => resolve()))

/** Sends drop by drop for as long as it is let. */
async function drip(socket: net.Socket, at: Place, drop: () => Buffer | string): Promise<void> {
  const until = Date.now() + ENDURANCE
  while (at.going() && !socket.destroyed && socket.writable && Date.now() < until) {
    socket.write(drop())
    await wait(DRIP)
  }
  socket.destroy()
}

const bytes = (most: number): Buffer => randomBytes(1 + randomInt(most))
const HEAD = `GET / HTTP/1.1\r\nHost: ${STABLE}\r\n`

/** Requests that mean two things. */
const AMBIGUOUS = [
  `POST / HTTP/1.1\r\nHost: ${STABLE}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: ${STABLE}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
  `GET / HTTP/1.1\r\nHost: ${STABLE}\r\nX: a\n b\r\n\r\n`,
  `GET http://other/ HTTP/1.1\r\nHost: ${STABLE}\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: other.home\r\n\r\n`,
  `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: ${STABLE}\r\n\r\n`,
  `${HEAD}${Array.from({ length: 400 }, (_, n) => `X-${n}: y\r\n`).join('')}\r\n`,
]

function attempts(house: House): Readonly<Record<string, Attempt>> {
  const stranger = opensslAuthority('Stranger').leaf({ cn: 'Alice' })
  const expired = house.home.leaf({ cn: 'Old', from: '20200101000000Z', to: '20210101000000Z' })
  const own = selfSigned('Alice')
  const showing = ({ cert, key }: Issued): tls.ConnectionOptions => ({ cert, key })
  const alice = showing(house.alice)
  /** Asks, reads whatever comes for a moment, and leaves. */
  const ask = async (socket: net.Socket, text: string | Buffer): Promise<void> => {
    socket.resume()
    socket.write(text)
    await Promise.race([ended(socket), wait(300)])
    socket.destroy()
  }
  return {
    async 'slow handshake'(at) {
      const socket = await at.tcp()
      await drip(socket, at, () => Buffer.from([22, 3, 1, 2, 0, 1]).subarray(0, 1 + randomInt(6)))
    },
    async 'slow head'(at) {
      const socket = await at.tls(alice)
      socket.write(HEAD)
      await drip(socket, at, () => 'x')
    },
    async 'slow body'(at) {
      const socket = await at.tls(alice)
      socket.resume()
      socket.write(`POST /upload HTTP/1.1\r\nHost: ${STABLE}\r\nContent-Length: 1000000\r\n\r\n`)
      await drip(socket, at, () => bytes(50))
    },
    async 'reads nothing'(at) {
      const socket = await at.tls(alice)
      socket.write(`GET /download HTTP/1.1\r\nHost: ${STABLE}\r\n\r\n`)
      const until = Date.now() + ENDURANCE / 4
      while (at.going() && !socket.destroyed && Date.now() < until) await wait(DRIP)
      socket.destroy()
    },
    async 'reset in the handshake'(at) {
      const socket = await at.tcp()
      const hello = tls.connect({ socket, servername: STABLE })
      hello.on('error', () => undefined)
      await wait(randomInt(6))
      // Only the connection below: Node can crash where TLS is ended too.
      socket.resetAndDestroy()
    },
    async 'reset in a download'(at) {
      const socket = await at.tcp()
      const visitor = tls.connect({ socket, servername: STABLE, ca: house.trust, ...alice })
      visitor.on('error', () => undefined)
      visitor.write(`GET /download HTTP/1.1\r\nHost: ${STABLE}\r\n\r\n`)
      await wait(20 + randomInt(60))
      socket.resetAndDestroy()
    },
    async 'garbage instead of TLS'(at) {
      await ask(await at.tcp(), bytes(4000))
    },
    async 'garbage instead of HTTP'(at) {
      await ask(await at.tls(alice), bytes(4000))
    },
    async 'ambiguous request'(at) {
      await ask(await at.tls(alice), AMBIGUOUS[randomInt(AMBIGUOUS.length)] ?? '')
    },
    async 'plain HTTP'(at) {
      await ask(await at.tcp(), `${HEAD}\r\n`)
    },
    async 'connect and leave'(at) {
      for (let count = 0; count < 20 && at.going(); count += 1) (await at.tcp()).destroy()
    },
    async 'shake hands and leave'(at) {
      ;(await at.tls(alice)).destroy()
    },
    async stranger(at) {
      const shown = [stranger, expired, own][randomInt(3)] ?? own
      await ask(await at.tls(showing(shown)), `${HEAD}\r\n`)
    },
    async 'rapid reset'(at) {
      const socket = await at.tls({ ...alice, ALPNProtocols: ['h2'] })
      const head = headerBlock([
        [':method', 'GET'],
        [':scheme', 'https'],
        [':authority', STABLE],
        [':path', '/'],
      ])
      const flood = Array.from({ length: 200 }, (_, n) => [
        frame(FRAME.headers, END_HEADERS | END_STREAM, 2 * n + 1, head),
        frame(FRAME.reset, 0, 2 * n + 1, Buffer.from([0, 0, 0, 8])),
      ])
      const begin = [Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(FRAME.settings, 0, 0)]
      await ask(socket, Buffer.concat([...begin, ...flood.flat()]))
    },
    async 'frames that make no sense'(at) {
      const socket = await at.tls({ ...alice, ALPNProtocols: ['h2'] })
      const begin = [Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(FRAME.settings, 0, 0)]
      const junk = Array.from({ length: 20 }, () => frame(randomInt(12), randomInt(256), randomInt(9), bytes(60)))
      await ask(socket, Buffer.concat([...begin, ...junk]))
    },
  }
}

/** Each kind from an address of its own, again and again. Nothing that they meet is a failure. */
export function startHostile(house: House, tally: Tally): Visitors {
  const state = { stopped: false }
  const sockets = new Set<net.Socket>()
  const keep = <T extends net.Socket>(socket: T): T => {
    socket.on('error', () => undefined)
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    return socket
  }
  const placeOf = (localAddress: string): Place => {
    const tcp = (): Promise<net.Socket> =>
      new Promise((resolve, reject) => {
        const socket = keep(net.connect({ host: '127.0.0.1', port: house.port, localAddress }))
        socket.once('connect', () => resolve(socket))
        socket.once('close', () => reject(new Error('not let in')))
      })
    return {
      tcp,
      going: () => !state.stopped,
      async tls(options = {}) {
        const socket = await tcp()
        const secure = keep(
          tls.connect({ socket, servername: STABLE, ca: house.trust, ALPNProtocols: ['http/1.1'], ...options }),
        )
        await new Promise<void>((resolve, reject) => {
          secure.once('secureConnect', () => resolve())
          secure.once('close', () => reject(new Error('sent away')))
        })
        return secure
      },
    }
  }
  const run = async (what: string, attempt: Attempt, at: Place): Promise<void> => {
    while (!state.stopped) {
      await attempt(at).catch(() => undefined)
      tally.attempted(what)
      await wait(10 + randomInt(90))
    }
  }
  const running = Object.entries(attempts(house)).map(([what, attempt], at) =>
    run(what, attempt, placeOf(`127.0.0.${at + 10}`)),
  )
  return {
    async stop() {
      state.stopped = true
      for (const socket of sockets) socket.destroy()
      await Promise.all(running)
    },
  }
}
