/** What strangers and hostile devices do to a door, each for as long as the thread lives. Loopback only. */
import net from 'node:net'
import tls from 'node:tls'
import { parentPort, workerData } from 'node:worker_threads'
import { connectFrames, FRAME, frame, headerBlock, type FrameConnection } from '../support/h2-frames.ts'

export interface AttackData {
  readonly name: AttackName
  readonly port: number
  readonly ca: string
  /** A device with a good certificate, and one without any authority. */
  readonly device: { readonly cert: string; readonly key: string }
}

const { name, port, ca, device } = workerData as AttackData
let done = 0

const target = { host: '127.0.0.1', port, servername: 'localhost', ca }
const quietly = <T extends net.Socket>(socket: T): T => socket.on('error', () => undefined)

function connect(options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
  return new Promise((resolve) => {
    const socket = quietly(tls.connect({ ...target, ...options }))
    socket.once('secureConnect', () => resolve(socket))
    socket.once('close', () => resolve(socket))
  })
}

/** Runs an attempt again and again, so many at a time. */
function repeat(atOnce: number, attempt: () => Promise<void>): void {
  const go = async (): Promise<void> => {
    for (;;) {
      await attempt().catch(() => undefined)
      done += 1
      // A door that shuts at once is not asked without a breath.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  for (let n = 0; n < atOnce; n += 1) void go()
}

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

/** Connections that an attack holds open at most. */
const MAX_HELD = 2000
const held: Promise<void>[] = []

async function ended(connection: FrameConnection): Promise<void> {
  while (!connection.closed()) await new Promise((resolve) => setTimeout(resolve, 500))
}

const attacks = {
  /** Row 41: pipelined requests of whose answers none is read. */
  pipelined: () =>
    repeat(8, async () => {
      const socket = await connect(device)
      socket.pause()
      const many = GET.repeat(200)
      const write = (): void => {
        while (!socket.destroyed && socket.write(many)) done += 200
      }
      socket.on('drain', write)
      write()
      await new Promise((resolve) => socket.once('close', resolve))
    }),
  /** Row 42: one request whose upstream answers 103 without end. */
  interim: () =>
    repeat(4, async () => {
      const socket = await connect(device)
      socket.pause()
      socket.write('GET /interim HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await new Promise((resolve) => socket.once('close', resolve))
    }),
  /** Row 43: HTTP/2 connections that stop in the middle of HEADERS. */
  halfHeaders: () =>
    repeat(8, async () => {
      if (held.length >= MAX_HELD) await held.shift()
      const connection = await connectFrames(target)
      const block = headerBlock(Array.from({ length: 100 }, () => ['x', 'y'.repeat(120)] as const))
      connection.write(frame(FRAME.headers, 0, 1, block))
      held.push(ended(connection))
    }),
  /** Row 44: idle connections of eight addresses. */
  idle: () => {
    for (let address = 2; address < 10; address += 1) {
      const localAddress = `127.0.0.${address}`
      repeat(8, async () => {
        for (let n = 0; n < 64; n += 1)
          await connect({ socket: quietly(net.connect({ host: '127.0.0.1', port, localAddress })) })
        await new Promise(() => undefined)
      })
    }
  },
  /** Row 45: a broken record behind the handshake. */
  brokenRecord: () =>
    repeat(16, async () => {
      const raw = quietly(net.connect(port, '127.0.0.1'))
      const socket = quietly(tls.connect({ ...target, socket: raw }))
      await new Promise((resolve) => socket.once('secureConnect', resolve).once('close', resolve))
      raw.write(Buffer.from('1703030010000000000000000000000000000000ff', 'hex'))
      await new Promise((resolve) => raw.once('close', resolve))
    }),
  /** Row 46: refused visitors who come again as soon as they are let go. */
  refused: () =>
    repeat(16, async () => {
      const socket = await connect()
      socket.resume()
      socket.end(GET)
      await new Promise((resolve) => socket.once('close', resolve))
    }),
  /** Row 57: handshakes that fail, each a line in the activity. */
  failing: () =>
    repeat(16, async () => {
      const socket = quietly(net.connect(port, '127.0.0.1'))
      socket.end(Buffer.from('16030100050100000100', 'hex'))
      socket.resume()
      await new Promise((resolve) => socket.once('close', resolve))
    }),
} as const

export type AttackName = keyof typeof attacks

attacks[name]()
parentPort?.on('message', () => parentPort?.postMessage(done))
