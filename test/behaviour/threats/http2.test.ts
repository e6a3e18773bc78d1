import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDoor, type Door } from '../../support/door.ts'
import { until } from '../../support/gate.ts'
import { connectFrames, FRAME, frame, headerBlock, uint32 } from '../../support/h2-frames.ts'
import {
  codeOf,
  data,
  firstOf,
  GET,
  headersOf,
  POST,
  request,
  withField,
  withoutField,
  type Fields,
} from '../../support/h2-requests.ts'

/** Error codes of RFC 9113 §7. */
const PROTOCOL_ERROR = 1
const FLOW_CONTROL_ERROR = 3
const STREAM_CLOSED = 5
const FRAME_SIZE_ERROR = 6
const COMPRESSION_ERROR = 9
const ENHANCE_YOUR_CALM = 11

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

describe('a malformed request ends its stream and not the connection (RFC 9113 §8.1.1)', () => {
  const malformed: [what: string, fields: Fields][] = [
    ['CR and LF in a value', [...GET, ['x-a', 'a\r\nb']]],
    ['CR in a value', [...GET, ['x-a', 'a\rb']]],
    ['LF in a value', [...GET, ['x-a', 'a\nb']]],
    ['NUL in a value', [...GET, ['x-a', 'a\0b']]],
    ['a blank before a value', [...GET, ['x-a', ' a']]],
    ['a tab behind a value', [...GET, ['x-a', 'a\t']]],
    ['CR and LF in a name', [...GET, ['x-a\r\nb', 'a']]],
    ['a blank in a name', [...GET, ['x a', 'a']]],
    ['a colon in a name', [...GET, ['x:a', 'a']]],
    ['NUL in a name', [...GET, ['x\0a', 'a']]],
    ['an empty name', [...GET, ['', 'a']]],
    ['a capital letter in a name', [...GET, ['X-A', 'a']]],
    ['Connection', [...GET, ['connection', 'close']]],
    ['Proxy-Connection', [...GET, ['proxy-connection', 'keep-alive']]],
    ['Keep-Alive', [...GET, ['keep-alive', 'timeout=5']]],
    ['Transfer-Encoding', [...GET, ['transfer-encoding', 'chunked']]],
    ['Upgrade', [...GET, ['upgrade', 'h2c']]],
    ['TE that is not trailers', [...GET, ['te', 'gzip']]],
    ['no method', withoutField(':method')],
    ['no scheme', withoutField(':scheme')],
    ['no path', withoutField(':path')],
    ['an empty path', withField(':path', '')],
    ['a path without a slash', withField(':path', 'page')],
    ['an absolute path', withField(':path', 'https://camera.home/')],
    ['two methods', [[':method', 'GET'], ...GET]],
    ['two paths', [[':path', '/'], ...GET]],
    ['two authorities', [[':authority', 'camera.home'], ...GET]],
    ['an unknown pseudo-header field', [[':hidden', 'a'], ...GET]],
    ['one of a response', [[':status', '200'], ...GET]],
    ['a pseudo-header field behind others', [...withoutField(':path'), ['x-a', 'a'], [':path', '/']]],
    ['CONNECT with a path', withField(':method', 'CONNECT')],
    ['two lengths', [...POST, ['content-length', '0'], ['content-length', '0']]],
    ['a length that is no number', [...POST, ['content-length', '+5']]],
    ['a length without a body', [...POST, ['content-length', '5']]],
  ]
  test.each(malformed)('%s', async (_what, fields) => {
    const visitor = await connectFrames(door.tlsOptions())
    visitor.write(request(1, fields), request(3, GET))
    expect(codeOf(await firstOf(visitor, 1, FRAME.headers, FRAME.reset))).toBe(PROTOCOL_ERROR)
    await headersOf(visitor, 3)
    expect(door.upstream.requests).toHaveLength(1)
    visitor.destroy()
  })

  const wellFormed: [what: string, fields: Fields][] = [
    ['nothing else', GET],
    ['a blank within a value', [...GET, ['x-a', 'a b']]],
    ['an empty value', [...GET, ['x-a', '']]],
    ['TE: trailers', [...GET, ['te', 'trailers']]],
    ['Host beside the authority', [...GET, ['host', 'camera.home']]],
    ['Host instead of the authority (§8.3.1)', [...withoutField(':authority'), ['host', 'camera.home']]],
    ['a length of none', [...POST, ['content-length', '0']]],
  ]
  test.each(wellFormed)('but not one with %s', async (_what, fields) => {
    const visitor = await connectFrames(door.tlsOptions())
    visitor.write(request(1, fields))
    await headersOf(visitor, 1)
    expect(door.upstream.requests).toHaveLength(1)
    visitor.destroy()
  })

  const bodies: [what: string, code: number | null, frames: Buffer[]][] = [
    ['as long as it says', null, [request(1, [...POST, ['content-length', '5']], false), data(1, 'hello', true)]],
    [
      'shorter than it says',
      PROTOCOL_ERROR,
      [request(1, [...POST, ['content-length', '5']], false), data(1, 'hell', true)],
    ],
    [
      'longer than it says',
      PROTOCOL_ERROR,
      [request(1, [...POST, ['content-length', '5']], false), data(1, 'hello, world', true)],
    ],
    [
      'longer than none',
      PROTOCOL_ERROR,
      [request(1, [...POST, ['content-length', '0']], false), data(1, 'hello', true)],
    ],
    [
      'with trailers',
      null,
      [request(1, POST, false), data(1, 'hello'), frame(FRAME.headers, 5, 1, headerBlock([['x-sum', 'a']]))],
    ],
    [
      'with trailers that do not end it',
      PROTOCOL_ERROR,
      [request(1, POST, false), data(1, 'hello'), frame(FRAME.headers, 4, 1, headerBlock([['x-sum', 'a']]))],
    ],
    [
      'with a pseudo-header field in its trailers',
      PROTOCOL_ERROR,
      [request(1, POST, false), data(1, 'hello'), frame(FRAME.headers, 5, 1, headerBlock([[':path', '/']]))],
    ],
  ]
  test.each(bodies)('a body %s', async (_what, code, frames) => {
    const visitor = await connectFrames(door.tlsOptions())
    visitor.write(...frames)
    const answer = await firstOf(visitor, 1, FRAME.headers, FRAME.reset)
    expect(answer.type === FRAME.reset ? codeOf(answer) : null).toBe(code)
    visitor.write(request(3, GET))
    await headersOf(visitor, 3)
    visitor.destroy()
  })
})

describe('what is wrong with the connection ends it (RFC 9113 §5.4.1)', () => {
  const wrong: [what: string, code: number, frames: () => Buffer[]][] = [
    ['SETTINGS of no whole setting', FRAME_SIZE_ERROR, () => [frame(FRAME.settings, 0, 0, Buffer.alloc(5))]],
    ['SETTINGS on a stream', PROTOCOL_ERROR, () => [frame(FRAME.settings, 0, 1)]],
    ['an acknowledgement that says something', FRAME_SIZE_ERROR, () => [frame(FRAME.settings, 1, 0, Buffer.alloc(6))]],
    ['ENABLE_PUSH 2', PROTOCOL_ERROR, () => [frame(FRAME.settings, 0, 0, Buffer.from('000200000002', 'hex'))]],
    ['a window of 2^31', FLOW_CONTROL_ERROR, () => [frame(FRAME.settings, 0, 0, Buffer.from('000480000000', 'hex'))]],
    ['frames of 1 KiB', PROTOCOL_ERROR, () => [frame(FRAME.settings, 0, 0, Buffer.from('000500000400', 'hex'))]],
    ['a frame that is too long', FRAME_SIZE_ERROR, () => [frame(FRAME.data, 0, 1, Buffer.alloc(16_385))]],
    ['PING of seven octets', FRAME_SIZE_ERROR, () => [frame(FRAME.ping, 0, 0, Buffer.alloc(7))]],
    ['PING on a stream', PROTOCOL_ERROR, () => [frame(FRAME.ping, 0, 1, Buffer.alloc(8))]],
    ['PUSH_PROMISE', PROTOCOL_ERROR, () => [frame(FRAME.push, 4, 1, Buffer.alloc(4))]],
    ['CONTINUATION of nothing', PROTOCOL_ERROR, () => [frame(FRAME.continuation, 4, 1, headerBlock(GET))]],
    [
      'another frame within a header block',
      PROTOCOL_ERROR,
      () => [frame(FRAME.headers, 1, 1, headerBlock(GET)), frame(FRAME.ping, 0, 0, Buffer.alloc(8))],
    ],
    ['an even stream', PROTOCOL_ERROR, () => [request(2, GET)]],
    ['stream 0', PROTOCOL_ERROR, () => [request(0, GET)]],
    ['DATA on a stream that was never begun', PROTOCOL_ERROR, () => [data(1, 'hello')]],
    ['RST_STREAM on one', PROTOCOL_ERROR, () => [frame(FRAME.reset, 0, 1, uint32(8))]],
    ['WINDOW_UPDATE on one', PROTOCOL_ERROR, () => [frame(FRAME.window, 0, 1, uint32(1))]],
    ['WINDOW_UPDATE by nothing', PROTOCOL_ERROR, () => [frame(FRAME.window, 0, 0, uint32(0))]],
    ['WINDOW_UPDATE of three octets', FRAME_SIZE_ERROR, () => [frame(FRAME.window, 0, 0, Buffer.alloc(3))]],
    ['a window beyond 2^31', FLOW_CONTROL_ERROR, () => [frame(FRAME.window, 0, 0, uint32(0x7fffffff))]],
    [
      'padding longer than the frame',
      PROTOCOL_ERROR,
      () => [request(1, POST, false), frame(0, 8, 1, Buffer.from([9]))],
    ],
    [
      'a header block that cannot be decoded',
      COMPRESSION_ERROR,
      () => [frame(FRAME.headers, 5, 1, Buffer.from([0x80]))],
    ],
    [
      'a header block without end (CVE-2024-27316)',
      ENHANCE_YOUR_CALM,
      () => [
        frame(FRAME.headers, 1, 1, headerBlock(GET)),
        ...Array.from({ length: 600 }, () => frame(FRAME.continuation, 0, 1, headerBlock([['x-a', 'a'.repeat(120)]]))),
      ],
    ],
    ['a stream that is begun again', STREAM_CLOSED, () => [request(3, GET), request(1, GET)]],
    [
      'a flood of SETTINGS (CVE-2019-9515)',
      ENHANCE_YOUR_CALM,
      () => Array.from({ length: 5000 }, () => frame(FRAME.settings, 0, 0)),
    ],
    [
      'a flood of PING (CVE-2019-9512)',
      ENHANCE_YOUR_CALM,
      () => Array.from({ length: 5000 }, () => frame(FRAME.ping, 0, 0, Buffer.alloc(8))),
    ],
    [
      'a flood of empty DATA (CVE-2019-9518)',
      ENHANCE_YOUR_CALM,
      () => [request(1, POST, false), ...Array.from({ length: 5000 }, () => data(1, ''))],
    ],
    [
      'window updates that nothing asked for',
      ENHANCE_YOUR_CALM,
      () => [request(1, POST, false), ...Array.from({ length: 5000 }, () => frame(FRAME.window, 0, 1, uint32(1)))],
    ],
    [
      'requests that are given up at once (CVE-2023-44487)',
      ENHANCE_YOUR_CALM,
      () =>
        Array.from({ length: 1000 }, (_none, at) => [
          request(at * 2 + 1, GET),
          frame(FRAME.reset, 0, at * 2 + 1, uint32(8)),
        ]).flat(),
    ],
    [
      'requests that this side has to give up (CVE-2025-8671)',
      ENHANCE_YOUR_CALM,
      () =>
        Array.from({ length: 1000 }, (_none, at) => [
          request(at * 2 + 1, GET),
          frame(FRAME.window, 0, at * 2 + 1, uint32(0)),
        ]).flat(),
    ],
  ]
  test.each(wrong)('%s', async (_what, code, frames) => {
    const visitor = await connectFrames(door.tlsOptions())
    visitor.write(...frames())
    expect(codeOf(await firstOf(visitor, 0, FRAME.goaway))).toBe(code)
    await until(() => visitor.closed())
    expect((await door.visit()).status).toBe(200)
  })

  const streamErrors: [what: string, code: number, frames: Buffer[]][] = [
    ['WINDOW_UPDATE of a stream by nothing', PROTOCOL_ERROR, [frame(FRAME.window, 0, 1, uint32(0))]],
    ['a window of a stream beyond 2^31', FLOW_CONTROL_ERROR, [frame(FRAME.window, 0, 1, uint32(0x7fffffff))]],
    ['DATA behind its end', STREAM_CLOSED, [data(1, 'hello', true), data(1, 'more')]],
    ['HEADERS behind its end', STREAM_CLOSED, [data(1, 'hello', true), request(1, GET)]],
    ['PRIORITY of four octets', FRAME_SIZE_ERROR, [frame(FRAME.priority, 0, 1, Buffer.alloc(4))]],
  ]
  test.each(streamErrors)('%s ends the stream alone', async (_what, code, frames) => {
    const visitor = await connectFrames(door.tlsOptions())
    visitor.write(
      request(
        1,
        withField(':path', '/wait').map((one) => (one[0] === ':method' ? [':method', 'POST'] : one)),
        false,
      ),
      ...frames,
    )
    expect(codeOf(await firstOf(visitor, 1, FRAME.reset))).toBe(code)
    visitor.write(request(3, GET))
    await headersOf(visitor, 3)
    visitor.destroy()
  })
})
