import type { IncomingMessage, ServerResponse } from 'node:http'
import tls, { type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDoor, type Door } from '../../support/door.ts'
import { until } from '../../support/gate.ts'

let door: Door
let clock = 0
let looks = 0
let brokenOff = 0
let held: IncomingMessage[] = []
/** Bytes of bodies that have come to the upstream, by path. */
const come = new Map<string, number>()
const big = Buffer.alloc(64 * 1_048_576)

beforeAll(async () => {
  door = await openDoor({
    now() {
      looks += 1
      return clock
    },
    handler(request: IncomingMessage, response: ServerResponse) {
      if (request.url === '/big') {
        response.on('close', () => (brokenOff += response.writableFinished ? 0 : 1))
        response.end(big)
      } else if (request.url === '/slow') {
        held.push(request)
        request.on('end', () => response.end('all of it'))
      } else {
        const path = request.url ?? ''
        request.on('data', (chunk: Buffer) => come.set(path, (come.get(path) ?? 0) + chunk.length))
        request.on('end', () => response.end('thanks'))
      }
    },
  })
  // After the certificates were made: for a clock that stands still before, they would not be valid yet.
  clock = Date.now()
})
beforeEach(() => {
  held = []
  door.upstream.requests.splice(0)
})
afterAll(() => door.close())

/** Lets the gate's clock go on by so many seconds, until the gate has looked at it. */
async function pass(seconds: number): Promise<void> {
  clock += seconds * 1000
  // The first look may have begun before; the gate looks while something is in flight.
  for (let round = 0; round < 2; round += 1) {
    const before = looks
    await until(() => looks > before)
  }
}

async function connect(): Promise<{ socket: TLSSocket; heard: () => string; closed: () => boolean }> {
  const socket = tls.connect({ ...door.tlsOptions(), ALPNProtocols: ['http/1.1'] })
  let heard = ''
  let closed = false
  socket.on('error', () => undefined)
  socket.on('close', () => (closed = true))
  socket.on('data', (chunk: Buffer) => (heard = (heard + chunk.toString('latin1')).slice(-1000)))
  await new Promise((resolve) => socket.once('secureConnect', resolve))
  return { socket, heard: () => heard, closed: () => closed }
}

test('a body that drips, a byte at a time, is cut; one that comes slowly is not', async () => {
  const head = (path: string) => `POST ${path} HTTP/1.1\r\nHost: camera.home\r\nContent-Length: 100000\r\n\r\n`
  const dripping = await connect()
  const slow = await connect()
  dripping.socket.write(`${head('/drips')}a`)
  slow.socket.write(`${head('/slow-line')}a`)
  await until(() => come.get('/drips') === 1 && come.get('/slow-line') === 1)
  for (let round = 1; round <= 3; round += 1) {
    dripping.socket.write('a')
    slow.socket.write(Buffer.alloc(6000))
    // On a busy computer bytes take longer than the clock of the gate, which the test moves.
    await until(() => come.get('/slow-line') === 1 + round * 6000)
    await pass(45)
  }
  await until(dripping.closed)
  expect(slow.closed()).toBe(false)
  slow.socket.write(Buffer.alloc(100_000 - 18_001))
  await until(() => slow.heard().includes('thanks'))
  slow.socket.destroy()
})

test('a visitor is not blamed for an upstream that reads slowly', async () => {
  const visitor = await connect()
  visitor.socket.write(`POST /slow HTTP/1.1\r\nHost: camera.home\r\nContent-Length: ${big.length}\r\n\r\n`)
  visitor.socket.write(big)
  await until(() => held.length === 1)
  let arrived = -1
  // Everything between here and there is full.
  while (arrived !== held[0]?.socket.bytesRead) {
    arrived = held[0]?.socket.bytesRead ?? 0
    await pass(1)
  }
  expect(arrived).toBeLessThan(big.length)
  for (let round = 0; round < 3; round += 1) await pass(70)
  expect(visitor.closed()).toBe(false)
  held[0]?.resume()
  await until(() => visitor.heard().includes('all of it'))
  visitor.socket.destroy()
})

test('an answer that nobody takes is cut after ten minutes; a film that is paused for five goes on', async () => {
  const ask = 'GET /big HTTP/1.1\r\nHost: camera.home\r\nConnection: close\r\n\r\n'
  const paused = await connect()
  const left = await connect()
  for (const { socket } of [paused, left]) {
    socket.pause()
    socket.write(ask)
  }
  await until(() => door.upstream.requests.length === 2)
  await pass(300)
  expect([paused.closed(), left.closed()]).toEqual([false, false])
  let taken = 0
  paused.socket.on('data', (chunk: Buffer) => (taken += chunk.length))
  paused.socket.resume()
  await until(paused.closed)
  expect(taken).toBeGreaterThan(big.length)
  expect(brokenOff).toBe(0)
  clock += 601_000
  await until(() => brokenOff === 1)
  left.socket.resume()
  await until(left.closed)
  expect(left.socket.bytesRead).toBeLessThan(big.length)
})
