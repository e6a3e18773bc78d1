import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import tls from 'node:tls'
import v8 from 'node:v8'
import vm from 'node:vm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDoor, type Door } from '../../support/door.ts'
import { until } from '../../support/gate.ts'
import { connectFrames, END_HEADERS, END_STREAM, FRAME, frame, headerBlock } from '../../support/h2-frames.ts'
import { seededRandom } from '../../support/random.ts'
import { needs } from '../../support/programs.ts'

let door: Door
let clock = 0
beforeAll(async () => {
  door = await openDoor({
    now: () => clock,
    handler(request, response) {
      if (request.url === '/upload') request.resume().on('end', () => response.end('all of it'))
      else response.end('upstream page')
    },
  })
  // After the certificates were made: for a clock that stands still before, they would not be valid yet.
  clock = Date.now()
})
beforeEach(() => door.upstream.requests.splice(0))
afterAll(() => door.close())

const GET: [string, string][] = [
  [':method', 'GET'],
  [':scheme', 'https'],
  [':authority', 'camera.home'],
  [':path', '/'],
]

/** The visit that a person makes meanwhile. From another address of this computer: floods are counted by address. */
const honest = async (): Promise<number> => (await door.visit({ localAddress: '127.0.0.9' })).status

async function connectMany(count: number, greet: (socket: net.Socket) => void): Promise<net.Socket[]> {
  return Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<net.Socket>((resolve) => {
          const socket = net.connect(door.port, '127.0.0.1')
          socket.on('error', () => undefined)
          socket.on('close', () => resolve(socket))
          socket.on('connect', () => {
            greet(socket)
            resolve(socket)
          })
        }),
    ),
  )
}

describe('slow, idle, flooding and garbage peers never starve a good visitor', () => {
  test('four hundred that say nothing, or half a ClientHello: most are not even listened to', async () => {
    const silent = await connectMany(200, () => undefined)
    const half = await connectMany(200, (socket) => socket.write(Buffer.from('16030102000100', 'hex')))
    expect(await honest()).toBe(200)
    // 64 handshakes of one address may go on at a time (gate/listener.ts).
    await until(() => [...silent, ...half].filter((socket) => !socket.closed && !socket.destroyed).length <= 64)
    for (const socket of [...silent, ...half]) socket.destroy()
    // Gone for the gate too: their own address is served again.
    await expect
      .poll(() =>
        door.visit().then(
          ({ status }) => status,
          () => 'refused',
        ),
      )
      .toBe(200)
  })

  test('one that sends a header letter by letter, and one that never ends its header', async () => {
    const slow = tls.connect({ ...door.tlsOptions(), ALPNProtocols: ['http/1.1'] })
    await new Promise((resolve) => slow.once('secureConnect', resolve))
    for (const letter of 'GET / HT') slow.write(letter)
    expect(await honest()).toBe(200)
    slow.destroy()
  })

  test('a body that stops coming is cut after a minute, and its upstream connection is free again', async () => {
    const stalled = tls.connect({ ...door.tlsOptions(), ALPNProtocols: ['http/1.1'] })
    stalled.on('error', () => undefined)
    await new Promise((resolve) => stalled.once('secureConnect', resolve))
    stalled.write('POST /upload HTTP/1.1\r\nHost: camera.home\r\nContent-Length: 100\r\n\r\nten bytes.')
    expect(await honest()).toBe(200)
    // The gate looks once a second; its clock says that a minute has passed.
    let closed = false
    stalled.on('close', () => (closed = true))
    await until(() => door.upstream.requests.some(({ url }) => url === '/upload'))
    const ticking = setInterval(() => (clock += 61_000), 1500)
    await until(() => closed)
    clearInterval(ticking)
    expect(await honest()).toBe(200)
  })

  const floods: [string, () => Buffer][] = [
    [
      'rapid reset',
      () =>
        Buffer.concat(
          Array.from({ length: 2000 }, (_, n) =>
            Buffer.concat([
              frame(FRAME.headers, END_HEADERS | END_STREAM, n * 2 + 1, headerBlock(GET)),
              frame(FRAME.reset, 0, n * 2 + 1, Buffer.from([0, 0, 0, 8])),
            ]),
          ),
        ),
    ],
    [
      'CONTINUATION without end',
      () =>
        Buffer.concat([
          frame(FRAME.headers, END_STREAM, 1, headerBlock(GET)),
          ...Array.from({ length: 20_000 }, (_, n) =>
            frame(FRAME.continuation, 0, 1, headerBlock([[`x-${n}`, 'a'.repeat(100)]])),
          ),
        ]),
    ],
    ['SETTINGS', () => Buffer.concat(Array.from({ length: 20_000 }, () => frame(FRAME.settings, 0, 0)))],
    ['PING', () => Buffer.concat(Array.from({ length: 20_000 }, () => frame(FRAME.ping, 0, 0, Buffer.alloc(8))))],
    [
      'WINDOW_UPDATE beyond all numbers',
      () => Buffer.concat(Array.from({ length: 100 }, () => frame(FRAME.window, 0, 0, Buffer.from('7fffffff', 'hex')))),
    ],
    [
      'empty DATA',
      () =>
        Buffer.concat([
          frame(FRAME.headers, END_HEADERS, 1, headerBlock([[':method', 'POST'], ...GET.slice(1)])),
          ...Array.from({ length: 20_000 }, () => frame(FRAME.data, 0, 1)),
        ]),
    ],
    ['a frame of a kind that does not exist', () => frame(0xee, 0xff, 0x7fffffff, Buffer.alloc(16_384))],
    ['a frame longer than allowed', () => frame(FRAME.data, 0, 1, Buffer.alloc(100_000))],
  ]
  test.each(floods)('HTTP/2 flood: %s', async (_what, flood) => {
    const bytes = flood()
    const attackers = await Promise.all(Array.from({ length: 4 }, () => connectFrames(door.tlsOptions())))
    for (const attacker of attackers) attacker.write(bytes)
    expect(await honest()).toBe(200)
    expect(await honest()).toBe(200)
    for (const attacker of attackers) attacker.destroy()
    expect(await honest()).toBe(200)
  })
})

describe('malformed certificates, signatures and records', () => {
  test('never let anyone in, nor end the gate', async () => {
    const { pick, seed } = seededRandom()
    const original = new X509Certificate(door.alice.cert).raw
    let presented = 0
    for (let round = 0; round < 300; round += 1) {
      const der = Buffer.from(original)
      for (let changes = 0; changes <= pick(3); changes += 1) der[pick(der.length)] = pick(256)
      if (der.equals(original)) continue
      const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
      const outcome = await door.visit({ path: '/mutated', certificate: { cert, key: door.alice.key } }).then(
        ({ status }) => status,
        () => 'refused' as const,
      )
      if (outcome !== 'refused') presented += 1
      expect([403, 'refused'], `seed ${seed}, round ${round}: ${der.toString('hex')}`).toContain(outcome)
    }
    // Some of them are well-formed enough to be sent: else nothing was tested.
    expect(presented).toBeGreaterThan(0)
    expect(door.upstream.requests.filter(({ url }) => url === '/mutated')).toEqual([])
    expect(await honest()).toBe(200)
  })

  test('bytes that turn to garbage in the middle of the handshake or after it', async () => {
    const { pick } = seededRandom()
    for (let round = 0; round < 60; round += 1) {
      await new Promise<void>((resolve) => {
        let passed = 0
        const limit = pick(3000)
        const relay = net.createServer((client) => {
          const onward = net.connect(door.port, '127.0.0.1')
          const end = (): void => {
            client.destroy()
            onward.destroy()
            relay.close(() => resolve())
          }
          for (const side of [client, onward]) side.on('error', end).on('close', end)
          client.on('data', (chunk: Buffer) => {
            const copy = Buffer.from(chunk)
            if (passed + copy.length > limit) copy[pick(copy.length)] = pick(256)
            passed += copy.length
            onward.write(copy)
          })
          onward.pipe(client)
        })
        relay.listen(0, '127.0.0.1', () => {
          const { port } = relay.address() as net.AddressInfo
          const socket = tls.connect({ ...door.tlsOptions(), port, ALPNProtocols: ['http/1.1'] })
          socket.on('error', () => undefined)
          socket.on('secureConnect', () =>
            socket.write('GET / HTTP/1.1\r\nHost: camera.home\r\nConnection: close\r\n\r\n'),
          )
          socket.on('data', () => undefined)
          // A record that claims to be longer than it is would be waited for until the gate’s own limit.
          setTimeout(() => socket.destroy(), 300)
        })
      })
    }
    expect(await honest()).toBe(200)
  })
})

// Only Linux lists the descriptors of a process in a folder.
test(
  'after ten thousand connections that came and went, descriptors and heap are back at the start',
  needs('linux'),
  async () => {
    v8.setFlagsFromString('--expose-gc')
    const collect = vm.runInNewContext('gc') as () => void
    const descriptors = () => fs.readdirSync('/proc/self/fd').length
    const churn = async (rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        const sockets = await connectMany(50, (socket) =>
          socket.end(round % 2 === 0 ? '\x16\x03\x01' : 'GET / HTTP/1.1\r\n'),
        )
        for (const socket of sockets) socket.destroy()
        if (round % 10 === 0 && (await honest()) !== 200) throw new Error('a good visitor was starved')
      }
    }
    await churn(20)
    collect()
    const before = { files: descriptors(), heap: process.memoryUsage().heapUsed }
    await churn(200)
    await until(() => descriptors() <= before.files + 16)
    collect()
    // What the engine of JavaScript compiled and cached meanwhile is a few megabytes; ten thousand lost connections are more.
    expect(process.memoryUsage().heapUsed - before.heap).toBeLessThan(16 * 1_048_576)
  },
)
