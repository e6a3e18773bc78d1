import net from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDoor, type Door } from '../../support/door.ts'
import { until, upstreamOf } from '../../support/gate.ts'
import {
  connectFrames,
  END_HEADERS,
  END_STREAM,
  FRAME,
  frame,
  headerBlock,
  readFrames,
} from '../../support/h2-frames.ts'

/** Everything that reaches the upstream, as bytes: the one witness that counts. */
interface Witness {
  readonly url: string
  text(): string
  clear(): void
  close(): void
}

/** Answers every request that a simple reader of HTTP/1.1 would see. */
async function startWitness(): Promise<Witness> {
  let text = ''
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (/\r\n\r\n/.test(chunk.toString('latin1'))) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    text: () => text,
    clear: () => (text = ''),
    close: () => server.close(),
  }
}

let door: Door
let witness: Witness
beforeAll(async () => {
  door = await openDoor()
  witness = await startWitness()
  await door.apply({}, { upstream: upstreamOf(witness.url) })
})
beforeEach(() => witness.clear())
afterAll(async () => {
  await door.close()
  witness.close()
})

const requestLines = () => witness.text().match(/^[A-Z]+ \S+ HTTP\/1\.1\r$/gm) ?? []
const HOST = 'Host: camera.home\r\n'
const HIDDEN = 'GET /hidden HTTP/1.1\r\nHost: camera.home\r\n\r\n'

describe('a request that two readers could read differently', () => {
  const refused: [string, string][] = [
    [
      'Content-Length beside chunked',
      `POST / HTTP/1.1\r\n${HOST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'chunked beside Content-Length',
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'two different Content-Lengths',
      `POST / HTTP/1.1\r\n${HOST}Content-Length: 0\r\nContent-Length: 44\r\n\r\n${HIDDEN}`,
    ],
    ['a list of Content-Lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: 0, 44\r\n\r\n${HIDDEN}`],
    ['a signed Content-Length', `POST / HTTP/1.1\r\n${HOST}Content-Length: +2\r\n\r\nhi`],
    ['a hexadecimal Content-Length', `POST / HTTP/1.1\r\n${HOST}Content-Length: 0x2\r\n\r\nhi`],
    [
      'chunked that is not last',
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'chunked twice',
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['an unknown encoding', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
    [
      'a vertical tab before chunked',
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
    ],
    ['a space before the colon', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
    ['a chunk size with a sign', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n+2\r\nhi\r\n0\r\n\r\n`],
    [
      'a chunk size beyond all numbers',
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhi\r\n0\r\n\r\n`,
    ],
    [
      'a chunk that ends without CRLF',
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n2\r\nhiX0\r\n\r\n${HIDDEN}`,
    ],
    ['a bare LF as line end', `GET / HTTP/1.1\nHost: camera.home\nConnection: close\n\n`],
    ['a bare CR in a value', `GET / HTTP/1.1\r\n${HOST}X-A: a\rX-B: b\r\n\r\n`],
    ['a folded line', `GET / HTTP/1.1\r\n${HOST}X-A: a\r\n b\r\n\r\n`],
    ['NUL in a value', `GET / HTTP/1.1\r\n${HOST}X-A: a\0b\r\n\r\n`],
    ['NUL in a name', `GET / HTTP/1.1\r\n${HOST}X\0A: a\r\n\r\n`],
    ['a line without a colon', `GET / HTTP/1.1\r\n${HOST}nonsense\r\n\r\n`],
    ['two Hosts', `GET / HTTP/1.1\r\n${HOST}Host: router.home\r\n\r\n`],
    ['user information in the authority', `GET http://camera.home@evil.example/ HTTP/1.1\r\n${HOST}\r\n`],
    ['an absolute target of another host', `GET http://router.home/ HTTP/1.1\r\n${HOST}\r\n`],
    ['spaces in the target', `GET /a b HTTP/1.1\r\n${HOST}\r\n`],
    ['a fragment in the target', `GET /a#b HTTP/1.1\r\n${HOST}\r\n`],
    ['HTTP/0.9', `GET /\r\n\r\n`],
    ['HTTP/2.0 in words', `GET / HTTP/2.0\r\n${HOST}\r\n`],
    ['CONNECT', `CONNECT camera.home:443 HTTP/1.1\r\n${HOST}\r\n`],
    ['TRACE', `TRACE / HTTP/1.1\r\n${HOST}\r\n`],
    ['more headers than anybody sends', `GET / HTTP/1.1\r\n${HOST}${'a: b\r\n'.repeat(300)}\r\n`],
    ['a header larger than 32 KiB', `GET / HTTP/1.1\r\n${HOST}X-A: ${'a'.repeat(40_000)}\r\n\r\n`],
  ]
  test.each(refused)('%s is refused, and nothing hidden in it is ever a request of its own', async (_what, text) => {
    const answer = await door.raw(
      text.includes('Connection: close') ? text : text.replace(HOST, `${HOST}Connection: close\r\n`),
    )
    expect(answer.slice(0, 12)).toMatch(/^$|^HTTP\/1\.1 4\d\d/)
    expect(requestLines().filter((line) => line.includes('/hidden'))).toEqual([])
    // What was already on its way when the trick showed is at most the one honest request around it.
    expect(requestLines().length).toBeLessThanOrEqual(1)
  })

  test('two requests in one packet are two requests, in order', async () => {
    await door.raw(`GET /one HTTP/1.1\r\n${HOST}\r\nGET /two HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`)
    expect(requestLines().map((line) => line.split(' ')[1])).toEqual(['/one', '/two'])
  })
})

describe('what HTTP says about special requests and answers', () => {
  test('Expect: 100-continue is answered before the body is sent, but only to who may enter', async () => {
    const head = `POST / HTTP/1.1\r\n${HOST}Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`
    expect(await door.raw(head + 'hi')).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
    const stranger = await door.raw(head + 'hi', { cert: undefined, key: undefined })
    expect(stranger).toMatch(/^HTTP\/1\.1 403 /)
    expect(stranger).not.toContain('100 Continue')
    expect(witness.text().toLowerCase()).not.toContain('expect:')
  })

  test('HEAD, 204 and 304 have no body, also over HTTP/2', async () => {
    const own = await openDoor({
      handler: (request, response) => {
        const status = Number(request.url?.slice(1)) || 200
        response.writeHead(status, { etag: '"x"' })
        response.end(status === 200 ? 'body' : undefined)
      },
    })
    for (const [method, path] of [
      ['HEAD', '/200'],
      ['GET', '/204'],
      ['GET', '/304'],
    ]) {
      const one = await own.visit({ method: method ?? '', path: path ?? '' })
      expect([one.status, one.body, one.headers.etag]).toEqual([Number(path?.slice(1)), '', '"x"'])
      const session = own.h2()
      const stream = session.request({ ':method': method, ':path': path, ':authority': 'camera.home' })
      let body = ''
      let status = 0
      stream.on('response', (headers) => (status = Number(headers[':status'])))
      stream.on('data', (chunk: Buffer) => (body += chunk.toString()))
      await new Promise((resolve) => stream.on('close', resolve))
      session.destroy()
      expect([status, body]).toEqual([Number(path?.slice(1)), ''])
    }
    await own.close()
  })

  test('early hints do not confuse the answer', async () => {
    const own = await openDoor({
      handler: (_request, response) => {
        response.writeEarlyHints({ link: '</a.css>; rel=preload' })
        response.end('after the hints')
      },
    })
    expect((await own.visit()).body).toBe('after the hints')
    await own.close()
  })

  test('OPTIONS * goes to no path that a rule guards', async () => {
    const answer = await door.raw(`OPTIONS * HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /)
    expect(requestLines().every((line) => /^OPTIONS (?:\*|\/) /.test(line))).toBe(true)
  })
})

describe('HTTP/2 to HTTP/1.1: nothing means something else below', () => {
  const good: [string, string][] = [
    [':method', 'GET'],
    [':scheme', 'https'],
    [':authority', 'camera.home'],
    [':path', '/'],
  ]
  const without = (name: string): [string, string][] => good.filter(([one]) => one !== name)
  const tricks: [string, [string, string][]][] = [
    ['CR and LF in a value', [...good, ['x-a', 'b\r\nGET /hidden HTTP/1.1']]],
    ['CR and LF in a name', [...good, ['x-a: b\r\nx-injected', 'yes']]],
    ['CR and LF in the path', [...without(':path'), [':path', '/ HTTP/1.1\r\nHost: camera.home\r\n\r\nGET /hidden']]],
    ['CR and LF in the method', [...without(':method'), [':method', 'GET /hidden HTTP/1.1\r\n\r\nGET']]],
    ['a space in the method', [...without(':method'), [':method', 'GET /hidden']]],
    ['a space in the path', [...without(':path'), [':path', '/hidden HTTP/1.1']]],
    ['a path without a slash', [...without(':path'), [':path', 'hidden']]],
    ['an empty path', [...without(':path'), [':path', '']]],
    ['upper case in a name', [...good, ['X-Injected', 'yes']]],
    ['Transfer-Encoding', [...good, ['transfer-encoding', 'chunked']]],
    ['Connection', [...good, ['connection', 'x-real-ip']]],
    ['Upgrade', [...good, ['upgrade', 'h2c']]],
    ['another Host than the authority', [...good, ['host', 'router.home']]],
    ['two authorities', [...good, [':authority', 'router.home']]],
    ['user information in the authority', [...without(':authority'), [':authority', 'a@camera.home']]],
    ['a pseudo-header after the others', [...good, ['x-a', 'b'], [':path', '/hidden']]],
    ['an unknown pseudo-header', [...good, [':hidden', 'yes']]],
    ['no method', without(':method')],
    ['NUL in a value', [...good, ['x-injected', 'a\0b']]],
    ['a content-length that is not true', [...good, ['content-length', '44']]],
  ]
  test.each(tricks)('%s never gets through', async (_what, fields) => {
    const visitor = await connectFrames(door.tlsOptions())
    visitor.write(frame(FRAME.headers, END_HEADERS | END_STREAM, 1, headerBlock(fields)))
    // An answer of any kind: HEADERS or RST_STREAM of stream 1, or GOAWAY. The frames are looked through for it.
    await until(() => visitor.closed() || answered(visitor.received()))
    visitor.destroy()
    expect(requestLines().filter((line) => line.includes('hidden'))).toEqual([])
    expect(witness.text()).not.toMatch(/^(?:x-injected|transfer-encoding: chunked|upgrade|host: router)/im)
    expect(requestLines().length).toBeLessThanOrEqual(1)
    expect((await door.visit()).status).toBe(200)
  })
})

function answered(bytes: Buffer): boolean {
  return readFrames(bytes).some(
    ({ type, stream }) => type === FRAME.goaway || (stream === 1 && (type === FRAME.headers || type === FRAME.reset)),
  )
}
