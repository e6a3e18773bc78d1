import net from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Occupancy } from '../../../shared/access/occupancy.ts'
import { createListener, type Listener } from '../../../electron/gate/tls/listener.ts'
import { freePort, until } from '../../support/gate.ts'

/** Whoever begins no handshake holds one of the places that an address has. */

let port: number
let listener: Listener
const knocks: string[] = []

beforeAll(async () => {
  port = await freePort()
  listener = createListener({
    address: '127.0.0.1',
    port,
    occupancy: new Occupancy({ max: 100, maxPerLine: 100, maxGreetingPerLine: 100 }),
    onGreeted: () => undefined,
    challenges: { take: () => false },
    onFailed: () => undefined,
    onKnock: ({ kind }) => knocks.push(kind),
  })
  await listener.open()
})
afterAll(() => listener.close())

async function connect(): Promise<{ socket: net.Socket; heard: () => string; gone: () => boolean }> {
  // Its own side stays open whatever the other does, as that of a hostile visitor would.
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  let heard = ''
  let gone = false
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()))
  for (const event of ['end', 'error', 'close']) socket.on(event, () => (gone = true))
  await new Promise((resolve) => socket.once('connect', resolve))
  return { socket, heard: () => heard, gone: () => gone }
}

const SECOND = 1000

test('who says nothing is sent away after ten seconds, and not before', async () => {
  const early = await connect()
  early.socket.write(Buffer.from([22, 3, 1]))
  listener.sweep(performance.now() + 9 * SECOND)
  const late = await connect()
  listener.sweep(performance.now() + 9 * SECOND)
  // It is still listened to: what it says now is answered.
  late.socket.write('GET / HTTP/1.1\r\n\r\n')
  await until(() => late.heard().includes('This port speaks HTTPS'))
  expect(early.gone()).toBe(false)
  listener.sweep(performance.now() + 10 * SECOND)
  await until(early.gone)
  expect(knocks.toSorted()).toEqual(['plain-http', 'silent'])
})

test('who was refused and does not leave is not waited for any longer', async () => {
  const visitor = await connect()
  visitor.socket.write('GET / HTTP/1.1\r\n\r\n')
  await until(() => visitor.heard().includes('https://'))
  let reset = false
  visitor.socket.on('error', () => (reset = true))
  listener.sweep(performance.now() + 10 * SECOND)
  // The kernel answers for a socket that is closed on both sides: with a reset.
  await until(() => {
    if (!reset && !visitor.socket.destroyed) visitor.socket.write('still here')
    return reset
  })
  expect(reset).toBe(true)
})
