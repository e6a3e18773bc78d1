import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { UpstreamPolicy } from '../../../electron/gate/protocol.ts'
import { openDoor, type Door } from '../../support/door.ts'
import { until, upstreamOf } from '../../support/gate.ts'
import { accessRule } from '../../support/rules.ts'

/** A connection to the device, and what came over it. */
interface Line {
  readonly socket: net.Socket
  heard: string
}

let door: Door
let url: string
let lines: Line[] = []
let most = 0
/** What the device does when a head has come. */
let onHeard: (line: Line) => void
const device = net.createServer((socket) => {
  const line: Line = { socket, heard: '' }
  lines.push(line)
  most = Math.max(most, lines.filter((one) => !one.socket.destroyed).length)
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    line.heard += chunk.toString('latin1')
    if (line.heard.endsWith('\r\n\r\n')) onHeard(line)
  })
})
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

beforeAll(async () => {
  door = await openDoor()
  await new Promise<void>((resolve) => device.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(device.address() as AddressInfo).port}`
})
beforeEach(() => {
  lines = []
  most = 0
  onHeard = ({ socket }) => socket.write(OK)
})
afterEach(() => {
  for (const { socket } of lines) socket.destroy()
})
afterAll(async () => {
  await door.close()
  device.close()
})

function put(ways: Partial<UpstreamPolicy>, site: Parameters<Door['apply']>[1] = {}): ReturnType<Door['apply']> {
  return door.apply({}, { upstream: upstreamOf(url, ways), ...site })
}

const heads = (): string[] =>
  lines.flatMap(({ heard }) =>
    heard.split('\r\n\r\n').filter((one) => one !== '' && !/^user-agent: Vestibule/im.test(one)),
  )
const told = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'im').exec(heads()[0] ?? '')?.[1]

describe('connections', () => {
  test('are used again, unless each request is to have a new one that says so', async () => {
    await put({})
    // A connection goes on to another visitor after a moment only, so that the next one may be a new one.
    let visits = 0
    const connectionsSaved = async (): Promise<number> => {
      await door.visit({ path: '/a' })
      visits += 1
      return visits - lines.length
    }
    await expect.poll(connectionsSaved).toBeGreaterThan(0)
    expect(told('Connection')).toBe('keep-alive')
    lines = []
    await put({ connections: 'none' })
    for (const path of ['/a', '/b', '/c']) expect((await door.visit({ path })).body).toBe('ok')
    expect([heads().length, told('Connection')]).toEqual([3, 'close'])
  })

  const five = async (): Promise<string[]> => {
    onHeard = ({ socket }) => setTimeout(() => socket.write(OK), 20)
    const visits = await Promise.all(Array.from({ length: 5 }, () => door.visit()))
    return visits.map((one) => one.body)
  }
  test('are several for several visitors', async () => {
    await put({})
    expect(await five()).toEqual(Array.from({ length: 5 }, () => 'ok'))
    expect(most).toBeGreaterThan(1)
  })
  test('are one at a time where the owner says so', async () => {
    await put({ connections: 'one' })
    expect(await five()).toEqual(Array.from({ length: 5 }, () => 'ok'))
    expect(most).toBe(1)
  })
  test('one at a time, of which others wait for the end of an endless answer, are told as too slow in time', async () => {
    onHeard = ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: x\n\n')
    await put({ connections: 'one', firstByteTimeoutMs: 600 })
    const stream = tls.connect({ ...door.tlsOptions(), ALPNProtocols: ['http/1.1'] }, () =>
      stream.write('GET / HTTP/1.1\r\nHost: camera.home\r\n\r\n'),
    )
    await new Promise((resolve) => stream.once('data', resolve))
    expect((await door.visit()).status).toBe(504)
    expect(most).toBe(1)
    stream.destroy()
  })
})

describe('silence in the middle of an answer', () => {
  const begin = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhel'
  test('ends it after the idle time, so that it cannot look whole', async () => {
    onHeard = ({ socket }) => socket.write(begin)
    await put({ idleTimeoutMs: 100 })
    const heard = await door.raw('GET / HTTP/1.1\r\nHost: camera.home\r\n\r\n')
    expect(heard).toMatch(/hel$/)
    await until(() => lines.every(({ socket }) => socket.destroyed))
  })
  test('may last as long as it likes without one', async () => {
    onHeard = ({ socket }) => {
      socket.write(begin)
      setTimeout(() => socket.write('lo!'), 400)
    }
    await put({ idleTimeoutMs: null })
    expect((await door.visit()).body).toBe('hello!')
  })
})

describe('the Host that the device is asked for', () => {
  const visitors = { host: 'camera.home', origin: 'https://camera.home', referer: 'https://camera.home/a?b=c' }
  const all = (): (string | undefined)[] => [told('Host'), told('Origin'), told('Referer')]
  test('is the visitor’s', async () => {
    await put({})
    await door.visit({ headers: visitors })
    expect(all()).toEqual(['camera.home', visitors.origin, visitors.referer])
  })
  test.each(['localhost:5173', '192.168.1.1'])('is %s, and so are Origin and Referer of this door', async (host) => {
    await put({ host })
    await door.visit({ headers: visitors })
    expect(all()).toEqual([host, `http://${host}`, `http://${host}/a?b=c`])
    expect(told('X-Forwarded-Host')).toBe('camera.home')
  })
  test.each(['https://evil.example', 'https://camera.home:1', 'https://camera.home.evil.example', 'null'])(
    'leaves the Origin %s of another place as it is',
    async (origin) => {
      await put({ host: 'nas.lan' })
      await door.visit({ headers: { ...visitors, origin, referer: `${origin}/a` } })
      expect(all()).toEqual(['nas.lan', origin, `${origin}/a`])
    },
  )
  test('leads back: places and cookies of that name are the door’s', async () => {
    onHeard = ({ socket }) =>
      socket.write(
        'HTTP/1.1 302 Found\r\nLocation: https://nas.lan/login?a=b\r\nRefresh: 0; url=http://nas.lan/x\r\nLink: <http://nas.lan/y>; rel=z\r\nSet-Cookie: a=b; Domain=nas.lan; Path=/\r\nContent-Length: 0\r\n\r\n',
      )
    await put({ host: 'nas.lan' })
    const { headers } = await door.visit()
    expect(headers).toMatchObject({ location: '/login?a=b', refresh: '0; url=/x', link: '</y>; rel=z' })
    expect(headers['set-cookie']).toEqual(['a=b; Path=/'])
  })
  test('a base path is put before a path of Referer, and taken off what leads to the door by its own name', async () => {
    onHeard = ({ socket }) =>
      socket.write('HTTP/1.1 302 Found\r\nLocation: https://camera.home/base/in\r\nContent-Length: 0\r\n\r\n')
    await door.apply({}, { upstream: upstreamOf(`${url}/base`, { host: 'nas.lan' }) })
    const { headers } = await door.visit({ headers: visitors })
    expect(told('Referer')).toBe('http://nas.lan/base/a?b=c')
    expect(headers.location).toBe('/in')
  })
})

describe('a change to another protocol', () => {
  const asked = (upgrade: string, method = 'POST', body = ''): string =>
    `${method} /attach HTTP/1.1\r\nHost: camera.home\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n${body === '' ? '' : `Content-Length: ${body.length}\r\n`}\r\n${body}`
  /** Writes, and then what is to go through; resolves with everything that came back, once that has come back too. */
  const through = (text: string, then: string): Promise<string> =>
    new Promise((resolve) => {
      let heard = ''
      const socket = tls.connect({ ...door.tlsOptions(), ALPNProtocols: ['http/1.1'] }, () => socket.write(text))
      socket.on('data', (chunk: Buffer) => {
        if (heard === '') socket.write(then)
        heard += chunk.toString('latin1')
        if (!heard.includes(' 101 ') || heard.endsWith(`echo ${then}`)) socket.destroy()
      })
      socket.on('close', () => resolve(heard))
      socket.on('error', () => undefined)
    })
  const agree =
    (protocol: string) =>
    (line: Line): void => {
      line.socket.removeAllListeners('data')
      line.socket.on('data', (chunk) => line.socket.write(`echo ${chunk.toString()}`))
      line.socket.write(`HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`)
    }
  test('goes through where the owner names it, byte for byte', async () => {
    onHeard = agree('tcp')
    await put({}, { upgrades: ['tcp'] })
    expect(await through(asked('tcp'), 'hello')).toMatch(/^HTTP\/1\.1 101 [\s\S]*upgrade: tcp[\s\S]*echo hello$/i)
    expect(told('Upgrade')).toBe('tcp')
  })
  test('goes through behind a body, as docker exec sends one', async () => {
    onHeard = ({ socket }) => void socket.once('data', () => undefined)
    device.once('connection', (socket) => {
      let heard = ''
      socket.on('data', function read(chunk: Buffer) {
        heard += chunk.toString()
        if (!heard.endsWith('{}')) return
        socket.off('data', read)
        socket.on('data', (more: Buffer) => socket.write(`echo ${more.toString()}`))
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
      })
    })
    await put({}, { upgrades: ['tcp'] })
    expect(await through(asked('tcp', 'POST', '{}'), 'hello')).toMatch(/^HTTP\/1\.1 101 [\s\S]*echo hello$/)
  })
  test.each([
    ['tcp', []],
    ['spdy/3.1', ['tcp']],
    ['h2c', ['tcp']],
  ] as const)('to %s is not asked for where the owner names %j', async (protocol, upgrades) => {
    await put({}, { upgrades })
    expect(await through(asked(protocol), 'hello')).toMatch(/^HTTP\/1\.1 200 /)
    expect([told('Upgrade'), told('Connection')]).toEqual([undefined, 'keep-alive'])
  })
  test('to something else than was asked for is no answer', async () => {
    onHeard = agree('h2c')
    await put({}, { upgrades: ['tcp'] })
    expect(await through(asked('tcp'), 'hello')).toMatch(/^HTTP\/1\.1 502 /)
  })
})

test('paths that servers read differently are forwarded as they came or refused, where there are rules', async () => {
  const rules = [accessRule('/public', 'none')]
  const paths = ['/a%2Fb', '/a;b', '/a%25b']
  const statuses = async (): Promise<number[]> =>
    Promise.all(paths.map(async (path) => (await door.visit({ path })).status))
  await put({}, { rules, encodedPaths: 'forward' })
  expect(await statuses()).toEqual([200, 200, 200])
  expect(
    heads()
      .map((one) => one.split(' ')[1] ?? '')
      .toSorted((one, other) => one.localeCompare(other)),
  ).toEqual(paths.toSorted((one, other) => one.localeCompare(other)))
  await put({}, { rules, encodedPaths: 'refuse' })
  expect(await statuses()).toEqual([400, 400, 400])
  expect((await door.visit({ path: '/a%20b' })).status).toBe(200)
  await put({}, { rules: [], encodedPaths: 'refuse' })
  expect(await statuses()).toEqual([200, 200, 200])
})
