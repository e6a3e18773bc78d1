import { createHmac, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { serveInterface, type Served } from '../../../electron/headless/interface/server.ts'
import { localSocketPath } from '../../../electron/rpc/instance.ts'
import { connectLocalSocket, serveLocalSocket } from '../../../electron/rpc/local-socket.ts'
import type { Transport } from '../../../shared/transport.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { closeCode, nextMessage, openInterface } from '../../support/interface-page.ts'
import { needs } from '../../support/programs.ts'

const transport: Transport = { call: async (method) => ({ ok: true, value: method }), subscribe: () => () => undefined }
const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

/** JSON, but no call; and no JSON. */
const noCalls = [
  'null',
  '5',
  '[]',
  '"text"',
  '{}',
  '{"id":1}',
  '{"id":1,"method":5}',
  '{"method":"app.status"}',
  'text',
]

describe('the local socket', () => {
  let stop: () => Promise<void>
  beforeAll(async () => {
    stop = await serveLocalSocket(folder, transport)
  })
  afterAll(() => stop())

  const announced = () =>
    JSON.parse(fs.readFileSync(path.join(folder, 'vestibule.instance'), 'utf8')) as { place: string; key: string }

  /** A raw connection that has proven itself, as electron/rpc/handshake.ts describes it. */
  async function proven(): Promise<net.Socket> {
    const { place, key } = announced()
    const socket = net.connect(place)
    const client = randomBytes(32).toString('base64url')
    socket.write(`${JSON.stringify({ nonce: client })}\n`)
    const line = await new Promise((resolve) => socket.once('data', resolve))
    const server = JSON.parse(String(line)) as { nonce: string; proof: string }
    const hmac = (side: string): string =>
      createHmac('sha256', Buffer.from(key, 'base64url'))
        .update(`${side} ${client} ${server.nonce}`)
        .digest('base64url')
    expect(server.proof).toBe(hmac('server'))
    socket.write(`${JSON.stringify({ proof: hmac('client') })}\n`)
    return socket
  }

  test.each(noCalls)('%s ends that connection and no other', async (line) => {
    const other = await connectLocalSocket(folder)
    const socket = await proven()
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(`${line}\n`)
    await closed
    expect(await other?.call('app.status', {})).toEqual({ ok: true, value: 'app.status' })
    other?.close()
  })

  test.each([
    ...noCalls,
    '{"id":1,"method":"app.status","input":{}}',
    '{"nonce":"short"}',
    `{"nonce":"${'a'.repeat(43)}"}\n{"proof":"${'a'.repeat(43)}"}`,
    `{"nonce":"${'a'.repeat(43)}"}\n{"id":1,"method":"app.status","input":{}}`,
    'x'.repeat(300),
  ])('who cannot read the data folder is told nothing and asked nothing: %s', async (line) => {
    const socket = net.connect(announced().place)
    let heard = ''
    socket.on('data', (data) => (heard += String(data)))
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(`${line}\n`)
    await closed
    expect(heard).not.toContain('app.status')
    expect(heard).not.toContain('event')
  })

  test('whoever listens there without having read the data folder gets no call', async () => {
    const other = path.join(folder, 'squatted')
    fs.mkdirSync(other)
    const place = localSocketPath(other)
    const lines: string[] = []
    const squatter = net.createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (data) => {
        lines.push(String(data))
        socket.write(`${JSON.stringify({ nonce: 'a'.repeat(43), proof: 'b'.repeat(43) })}\n`)
      })
    })
    await new Promise<void>((resolve) => squatter.listen(place, resolve))
    fs.writeFileSync(path.join(other, 'vestibule.instance'), JSON.stringify({ place, key: 'k'.repeat(43) }))
    expect(await connectLocalSocket(other)).toBeNull()
    expect(lines).toEqual([expect.stringMatching(/^\{"nonce":"[\w-]{43}"\}\n$/)])
    await new Promise((resolve) => squatter.close(resolve))
  })

  test.each(['', '{', 'null', '{"place":5}', '{"place":"/x","key":"short"}'])(
    'an announcement that is damaged is no instance: %s',
    async (text) => {
      const damaged = path.join(folder, 'damaged')
      fs.mkdirSync(damaged, { recursive: true })
      fs.writeFileSync(path.join(damaged, 'vestibule.instance'), text)
      expect(await connectLocalSocket(damaged)).toBeNull()
    },
  )

  test('the announcement is its owner’s alone, and gone with the instance', async () => {
    const other = path.join(folder, 'announced')
    fs.mkdirSync(other)
    const stopOther = await serveLocalSocket(other, transport)
    const file = path.join(other, 'vestibule.instance')
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    await stopOther()
    expect(fs.existsSync(file)).toBe(false)
  })

  test('only its owner may open it', () => {
    expect(fs.statSync(localSocketPath(folder)).mode & 0o777).toBe(0o600)
  })

  test('a call on a connection that is gone fails, it does not wait', async () => {
    const client = await connectLocalSocket(folder)
    client?.close()
    await client?.closed
    expect(await client?.call('app.status', {})).toMatchObject({ ok: false, error: { code: 'app/not-connected' } })
  })

  test('what a killed instance left behind is no instance, and is in nobody’s way', async () => {
    const left = path.join(folder, 'killed')
    fs.mkdirSync(left)
    const place = localSocketPath(left)
    // Closing removes the file; a second name keeps it, as SIGKILL does.
    const dead = net.createServer().listen(`${place}.1`)
    await new Promise((resolve) => dead.once('listening', resolve))
    fs.linkSync(`${place}.1`, place)
    await new Promise((resolve) => dead.close(resolve))
    fs.writeFileSync(path.join(left, 'vestibule.instance'), JSON.stringify({ place, key: 'k'.repeat(43) }))
    expect(await connectLocalSocket(left)).toBeNull()
    const stopNext = await serveLocalSocket(left, transport)
    const client = await connectLocalSocket(left)
    expect(client).not.toBeNull()
    client?.close()
    await stopNext()
  })
})

describe('where the path of the data folder is too long for a socket', () => {
  // sockaddr_un has room for 104 bytes on macOS, 108 on Linux (unix(7)).
  const deep = path.join(folder, 'd'.repeat(120))
  beforeAll(() => fs.mkdirSync(deep))

  test('the instance is reached in the temporary folder', async () => {
    const stop = await serveLocalSocket(deep, transport)
    const client = await connectLocalSocket(deep)
    expect(await client?.call('app.status', {})).toEqual({ ok: true, value: 'app.status' })
    client?.close()
    await stop()
    expect(await connectLocalSocket(deep)).toBeNull()
  })

  // Only root can make a file that belongs to somebody else.
  test('a socket of another user there is not talked to', needs('root'), async () => {
    const place = localSocketPath(deep)
    fs.writeFileSync(path.join(deep, 'vestibule.instance'), JSON.stringify({ place, key: 'k'.repeat(43) }))
    let knocks = 0
    const stranger = net.createServer(() => (knocks += 1)).listen(place)
    await new Promise((resolve) => stranger.once('listening', resolve))
    fs.lchownSync(place, 65_534, 65_534)
    expect(await connectLocalSocket(deep)).toBeNull()
    expect(knocks).toBe(0)
    await new Promise((resolve) => stranger.close(resolve))
  })
})

describe('the WebSocket', () => {
  let served: Served
  beforeAll(async () => {
    served = await serveInterface({ transportFor: () => transport, interfaceFolder: folder, port: 0 })
  })
  afterAll(() => served.close())

  const open = async (): Promise<WebSocket> => (await openInterface(served)).socket

  test.each(noCalls)('%s ends that connection and no other', async (frame) => {
    const socket = await open()
    const other = await open()
    const closed = closeCode(socket)
    socket.send(frame)
    // RFC 6455 §7.4.1: 1007, data that was not consistent with its type.
    expect(await closed).toBe(1007)
    const answer = nextMessage(other)
    other.send('{"id":1,"method":"app.status","input":{}}')
    expect(await answer).toEqual({ id: 1, envelope: { ok: true, value: 'app.status' } })
    other.terminate()
  })

  test('a message larger than any file that is imported ends the connection', async () => {
    const socket = await open()
    const closed = closeCode(socket)
    socket.on('error', () => undefined)
    socket.send(Buffer.alloc(33 * 1_048_576, 0x20).toString('latin1'))
    // RFC 6455 §7.4.1: 1009, too big; or the socket is gone before that could be read.
    expect([1009, 1006]).toContain(await closed)
  })
})
