import { duplexPair } from 'node:stream'
import type tls from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Http2Connection } from '../../../electron/gate/http/http2/connection.ts'
import { openDoor, type Door } from '../../support/door.ts'
import { until } from '../../support/gate.ts'
import {
  connectFrames,
  END_STREAM,
  FRAME,
  frame,
  headerBlock,
  readFrames,
  uint32,
  type FrameConnection,
} from '../../support/h2-frames.ts'
import { codeOf, firstOf, GET, headersOf, request, withField } from '../../support/h2-requests.ts'
import { accessRule } from '../../support/rules.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor({
    handler(request, response) {
      if (request.url === '/large') response.end(Buffer.alloc(50_000, 120))
      else if (request.url === '/wait') setTimeout(() => response.end('waited'), 300)
      else request.on('data', () => undefined).on('end', () => response.end('upstream page'))
    },
  })
})
beforeEach(() => door.upstream.requests.splice(0))
afterAll(() => door.close())

describe('answers that nobody reads', () => {
  /** SETTINGS_INITIAL_WINDOW_SIZE 0: nothing may be sent. */
  const NO_WINDOW = Buffer.from('000400000000', 'hex')

  test('are fetched for a part of the requests, and for the others as they are read', async () => {
    const visitor = await connectFrames(door.tlsOptions(), NO_WINDOW)
    const ids = Array.from({ length: 100 }, (_none, at) => at * 2 + 1)
    visitor.write(...ids.map((id) => request(id, withField(':path', '/large'))))
    await until(() => door.upstream.requests.length >= 32)
    expect((await door.visit({ path: '/' })).status).toBe(200)
    expect(door.upstream.requests.filter(({ url }) => url === '/large')).toHaveLength(32)
    visitor.write(
      frame(FRAME.window, 0, 0, uint32(0x7fff0000)),
      ...ids.map((id) => frame(FRAME.window, 0, id, uint32(100_000))),
    )
    const ends = (): number =>
      readFrames(visitor.received()).filter(({ type, flags }) => type === FRAME.data && (flags & END_STREAM) !== 0)
        .length
    await until(() => ends() === ids.length || visitor.closed())
    expect(ends()).toBe(ids.length)
    expect(door.upstream.requests.filter(({ url }) => url === '/large')).toHaveLength(ids.length)
    visitor.destroy()
  })
})

describe('a refusal', () => {
  const rules = [accessRule('/wait', 'none'), accessRule('/blocked', 'blocked')]
  const stranger = (): tls.ConnectionOptions => {
    const { cert: _cert, key: _key, ...rest } = door.tlsOptions()
    return rest
  }
  const goaways = (visitor: FrameConnection): number =>
    readFrames(visitor.received()).filter(({ type }) => type === FRAME.goaway).length

  test('whose cure is another handshake lets go of the connection, and what is under way is answered', async () => {
    await door.apply({}, { rules })
    const visitor = await connectFrames(stranger())
    visitor.write(request(1, withField(':path', '/wait')), request(3, GET))
    expect(codeOf(await firstOf(visitor, 0, FRAME.goaway))).toBe(0)
    await until(() => visitor.closed())
    const bodies = readFrames(visitor.received()).filter(({ type, stream }) => type === FRAME.data && stream === 1)
    expect(Buffer.concat(bodies.map(({ payload }) => payload)).toString()).toBe('waited')
    await headersOf(visitor, 3)
  })

  test('for another reason does not', async () => {
    await door.apply({}, { rules })
    const visitor = await connectFrames(stranger())
    visitor.write(request(1, withField(':path', '/blocked')))
    await headersOf(visitor, 1)
    visitor.write(request(3, withField(':path', '/wait')))
    await headersOf(visitor, 3)
    expect(goaways(visitor)).toBe(0)
    visitor.destroy()
    await door.apply()
  })

  test('over HTTP/1.1 says so, and closes', async () => {
    await door.apply({}, { rules })
    const { cert: _cert, key: _key, ...rest } = door.tlsOptions()
    const heard = await door.raw('GET / HTTP/1.1\r\nHost: camera.home\r\n\r\n', {
      ...rest,
      cert: undefined,
      key: undefined,
    })
    expect(heard).toMatch(/^HTTP\/1\.1 403 .*\r\nConnection: close\r\n/s)
    await door.apply()
  })
})

describe('every wait has an end', () => {
  /** A connection without a gate, whose clock the test moves. */
  function connection(isBusy = false): {
    near: ReturnType<typeof duplexPair>[0]
    one: Http2Connection
    ended: () => boolean
  } {
    const [near, far] = duplexPair()
    near.on('error', () => undefined)
    let ended = false
    const one = new Http2Connection(far, {
      onVisit: (visit) => {
        visit.begin({ status: 200, reason: '', headers: [], body: { kind: 'length', bytes: 100_000 } })
        visit.write(Buffer.alloc(100_000))
        visit.end()
      },
      onClose: () => (ended = true),
      isBusy: () => isBusy,
      isStranger: true,
    })
    return { near, one, ended: () => ended }
  }
  const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  const begun = Buffer.concat([PREFACE, frame(FRAME.settings, 0, 0)])
  const SECOND = 1000

  const waits: [what: string, seconds: number, bytes: Buffer][] = [
    ['nothing at all', 30, Buffer.alloc(0)],
    ['half a preface', 30, PREFACE.subarray(0, 10)],
    ['a preface without SETTINGS', 30, PREFACE],
    ['half a HEADERS frame', 30, Buffer.concat([begun, request(1, GET).subarray(0, 20)])],
    ['HEADERS without their end', 30, Buffer.concat([begun, frame(FRAME.headers, END_STREAM, 1, headerBlock(GET))])],
    ['half the header of a frame', 30, Buffer.concat([begun, Buffer.from([0, 0])])],
    ['an answer that is not taken', 60, Buffer.concat([begun, request(1, GET)])],
    ['no request', 160, begun],
  ]
  test.each(waits)('%s: after %i seconds', async (_what, seconds, bytes) => {
    const { near, one, ended } = connection()
    const start = performance.now()
    if (bytes.length > 0) near.write(bytes)
    await new Promise((resolve) => setImmediate(resolve))
    one.sweep(start + 1)
    one.sweep(start + (seconds - 15) * SECOND)
    await new Promise((resolve) => setImmediate(resolve))
    expect(ended()).toBe(false)
    // First GOAWAY, where there is something to be polite about; then the hard end.
    for (const later of [1, 11]) one.sweep(start + (seconds + later) * SECOND)
    await until(ended)
  })

  test('but a request whose pace is watched may take as long as it likes', async () => {
    const { near, one, ended } = connection(true)
    near.write(Buffer.concat([begun, request(1, GET)]))
    await new Promise((resolve) => setImmediate(resolve))
    one.sweep(performance.now() + 3600 * SECOND)
    await new Promise((resolve) => setImmediate(resolve))
    expect(ended()).toBe(false)
    near.destroy()
  })
})
