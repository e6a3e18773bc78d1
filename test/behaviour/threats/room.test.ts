import net from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Occupancy, RANK } from '../../../shared/access/occupancy.ts'
import { createListener, type Listener } from '../../../electron/gate/tls/listener.ts'
import { compilePolicy } from '../../../electron/gate/tls/compile.ts'
import { createRedirector, type Redirector } from '../../../electron/gate/visit/redirect.ts'
import { freePort, policyOf, siteOf, until } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

/** Places are taken by those who want nothing; the next visitor comes in all the same. */

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
let listener: Listener
let port: number
const greeted: number[] = []

beforeAll(async () => {
  port = await freePort()
  listener = createListener({
    address: '127.0.0.1',
    port,
    occupancy: new Occupancy({ max: 8, maxPerLine: 6, maxGreetingPerLine: 4 }),
    onGreeted({ socket, occupant }) {
      greeted.push(socket.remotePort ?? 0)
      const since = performance.now()
      if (!occupant) throw new Error('nobody knows whose place this is')
      occupant.rank = RANK.stranger
      occupant.idleSince = () => since
    },
    challenges: { take: () => false },
    onFailed: () => undefined,
    onKnock: () => undefined,
  })
  const policy = compilePolicy({
    version: 1,
    ...policyOf(home, port, [siteOf({ server, upstream: 'http://localhost' })]),
  })
  const [compiled] = policy.listeners
  if (compiled) listener.use(compiled)
  await listener.open()
})
afterAll(() => listener.close())

interface Caller {
  readonly socket: net.Socket
  readonly gone: () => boolean
}

function watch(socket: net.Socket): Caller {
  let gone = false
  socket.on('error', () => undefined)
  socket.on('close', () => (gone = true))
  return { socket, gone: () => gone }
}

/** The whole of 127/8 is this computer on Linux: another address of it is another visitor. */
async function shakeHands(localAddress: string): Promise<Caller> {
  const where = { host: '127.0.0.1', port, localAddress }
  const socket = tls.connect({ ...where, servername: 'camera.home', ca: home.cert })
  const caller = watch(socket)
  const before = greeted.length
  await new Promise((resolve) => {
    socket.once('secureConnect', resolve)
    socket.once('close', resolve)
  })
  await until(() => greeted.length > before || caller.gone())
  return caller
}

async function connect(localAddress: string): Promise<Caller> {
  const caller = watch(net.connect({ host: '127.0.0.1', port, localAddress }))
  await new Promise((resolve) => caller.socket.once('connect', resolve))
  return caller
}

test.runIf(process.platform === 'linux')('the longest idle makes room, and not who came just now', async () => {
  const callers: Caller[] = []
  for (let at = 0; at < 8; at += 1) callers.push(await shakeHands(`127.0.0.${2 + (at % 4)}`))
  const next = await shakeHands('127.0.0.9')
  await until(() => callers[0]?.gone() === true)
  expect(callers.map((one) => one.gone())).toEqual([true, ...Array.from({ length: 7 }, () => false)])
  expect(next.gone()).toBe(false)
  for (const one of [...callers, next]) one.socket.destroy()
  await until(() => [...callers, next].every((one) => one.gone()))
})

test.runIf(process.platform === 'linux')('silent connections make room before those that have said hello', async () => {
  const talking = await shakeHands('127.0.0.2')
  const silent: Caller[] = []
  for (let at = 0; at < 7; at += 1) silent.push(await connect(`127.0.0.${3 + (at % 4)}`))
  const next = await shakeHands('127.0.0.9')
  await until(() => silent[0]?.gone() === true)
  expect([talking, next].map((one) => one.gone())).toEqual([false, false])
  for (const one of [talking, ...silent, next]) one.socket.destroy()
  await until(() => [talking, ...silent, next].every((one) => one.gone()))
})

test('a redirector that slow readers of a list have filled answers the next visitor', async () => {
  const plain = await freePort()
  const redirector: Redirector = createRedirector({ address: '127.0.0.1', port: plain, ipv6Only: false })
  const der = Buffer.alloc(8 * 1_048_576).toString('base64')
  const lists = [{ path: '/home.crl', der }]
  const sites = [{ hosts: ['camera.home'], port, redirectChallenges: false, lists }]
  redirector.use({ address: '127.0.0.1', port: plain, sites }, [])
  await redirector.open()
  const ask = (path: string): Caller & { heard: () => string } => {
    const socket = net.connect({ host: '127.0.0.1', port: plain }, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: camera.home\r\n\r\n`),
    )
    let heard = ''
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
    return { ...watch(socket), heard: () => heard }
  }
  const before = process.memoryUsage().rss
  const slow = Array.from({ length: 140 }, () => {
    const caller = ask('/home.crl')
    caller.socket.pause()
    return caller
  })
  await until(() => slow.every(({ socket }) => socket.readyState === 'open' || socket.destroyed))
  const next = ask('/page')
  await until(next.gone)
  expect(next.heard()).toMatch(/^HTTP\/1\.1 308 /)
  // One list, however many read it; the rest of the growth is what the kernel has not taken.
  expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1_048_576)
  for (const { socket } of slow) socket.destroy()
  redirector.close()
})
