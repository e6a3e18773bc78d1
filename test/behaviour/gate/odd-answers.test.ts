import http2 from 'node:http2'
import net, { type AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freePort, policyOf, siteOf, startGate, visit, type TestGate } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
let gate: TestGate
let port: number
/** What the device answers to each request, write by write. */
let writes: readonly string[] = []
let connections = 0
/** The device keeps its connections, as it would for another request. */
let keepsOpen = false
/** What the device was asked. */
let asked = ''
const device = net.createServer((socket) => {
  connections += 1
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    asked += chunk.toString('latin1')
    if (!asked.endsWith('\r\n\r\n')) return
    const left = [...writes]
    const next = (): void => {
      const one = left.shift()
      if (one === undefined) return keepsOpen ? undefined : void socket.end()
      socket.write(one, 'latin1')
      setImmediate(next)
    }
    next()
  })
})
let upstreamUrl: string

beforeAll(async () => {
  gate = startGate()
  port = await freePort()
  await new Promise<void>((resolve) => device.listen(0, '127.0.0.1', resolve))
  upstreamUrl = `http://127.0.0.1:${(device.address() as AddressInfo).port}`
  await gate.apply(policyOf(home, port, [siteOf({ server, upstream: upstreamUrl })]))
})
afterAll(() => {
  gate.close()
  device.close()
})

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly trailers: Readonly<Record<string, unknown>>
}

async function overHttp2(): Promise<Answer> {
  const session = http2.connect(`https://127.0.0.1:${port}`, {
    ca: home.cert,
    servername: 'camera.home',
    cert: alice.cert,
    key: alice.key,
  })
  session.on('error', () => undefined)
  const stream = session.request({ ':path': '/', ':authority': `camera.home:${port}` })
  let headers: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader = {}
  let trailers: http2.IncomingHttpHeaders = {}
  let body = ''
  stream.on('response', (head) => (headers = head))
  stream.on('trailers', (fields: http2.IncomingHttpHeaders) => (trailers = fields))
  stream.on('data', (chunk: Buffer) => (body += chunk.toString()))
  stream.on('error', () => undefined)
  await new Promise((resolve) => stream.on('close', resolve))
  session.destroy()
  return { status: headers[':status'] ?? 0, body, headers, trailers }
}

async function overHttp1(): Promise<Answer> {
  return { ...(await visit({ port, ca: home.cert, certificate: alice })), trailers: {} }
}

/** Both ways of a visitor, for one answer of the device. */
async function answers(...parts: readonly string[]): Promise<Answer[]> {
  writes = parts
  asked = ''
  const first = await overHttp1()
  asked = ''
  return [first, await overHttp2()]
}

const OK = 'HTTP/1.1 200 OK\r\n'

describe('what small devices answer is shown as curl, nginx and HAProxy show it:', () => {
  test.each([
    [
      'a length beside an encoding',
      `${OK}Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    ],
    ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
    ['the same length twice', `${OK}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`],
    ['the same length twice in one line', `${OK}Content-Length: 5, 5\r\n\r\nhello`],
    ['blanks in front of a colon', `${OK}Content-Length : 5\r\nContent-Type\t: text/plain\r\n\r\nhello`],
    ['sizes padded with blanks', `${OK}Transfer-Encoding: chunked\r\n\r\n5   \r\nhello\r\n0   \r\n\r\n`],
    ['sizes that end with a line feed', `${OK}Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n`],
  ])('%s', async (_what, text) => {
    for (const answer of await answers(text)) {
      expect([answer.status, answer.body]).toEqual([200, 'hello'])
      expect(answer.headers['content-length'] ?? '5').toBe('5')
    }
  })

  describe('nothing else comes over a connection whose answer another reader may see end elsewhere:', () => {
    afterEach(() => (keepsOpen = false))
    /** Connections that two visitors took. */
    const asked = async (text: string): Promise<number> => {
      keepsOpen = true
      const before = connections
      expect((await answers(text)).map((one) => one.status)).toEqual([200, 200])
      return connections - before
    }
    const chunked = `${OK}Transfer-Encoding: chunked\r\n\r\n`
    test.each([
      `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
      `${OK}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`,
      `${OK}Content-Length: 5, 5\r\n\r\nhello`,
      `${OK}Content-Length : 5\r\n\r\nhello`,
      `${OK}Content-Length: 000000000000000000005\r\n\r\nhello`,
      `${OK}Transfer-Encoding: identity, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
      `HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
      `HTTP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nhello`,
      `${OK}X-A: b\nContent-Length: 5\r\n\r\nhello`,
      `${OK}X-A: b\r\n Content-Length: 6\r\nContent-Length: 5\r\n\r\nhello`,
      `${OK}X(A): b\r\nContent-Length: 5\r\n\r\nhello`,
      `${chunked}5 \r\nhello\r\n0\r\n\r\n`,
      `${chunked}5\nhello\r\n0\r\n\r\n`,
      `${chunked}5;"\r\nhello\r\n0\r\n\r\n`,
      `${chunked}5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n`,
    ])('%j', async (text) => {
      expect(await asked(text)).toBeGreaterThanOrEqual(2)
    })
    test('an answer as it should be is followed by another', async () => {
      // A connection goes on to another visitor after a moment only, and the gate itself looks at the device now and then.
      for (const text of [`${OK}Content-Length: 5\r\n\r\nhello`, `${chunked}5\r\nhello\r\n0\r\n\r\n`]) {
        await expect.poll(() => asked(text), { timeout: 10_000 }).toBeLessThanOrEqual(1)
      }
    })
  })
})

describe('an answer that breaks before its first byte is a page,', () => {
  test.each([
    ['a size that is none', [`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`]],
    [
      'a size that is none, later than its head',
      [`${OK}Transfer-Encoding: chunked\r\n\r\n`, 'zz\r\nhello\r\n0\r\n\r\n'],
    ],
    ['an end in front of all content', [`${OK}Content-Length: 5\r\n\r\n`]],
    ['two lengths', [`${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`]],
  ])('for %s', async (_what, parts) => {
    for (const answer of await answers(...parts)) {
      expect([answer.status, answer.headers['x-vestibule-page']]).toEqual([502, 'upstream-error'])
    }
  })
})

describe('fields behind the content', () => {
  const text = `${OK}Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: abc\r\n`
  test('are passed on over HTTP/2, and over HTTP/1.1 as they came', async () => {
    const [, second] = await answers(`${text}\r\n`)
    expect(second).toMatchObject({ body: 'hello', trailers: { 'x-sum': 'abc' } })
    const https = await import('node:https')
    const trailers = await new Promise<NodeJS.Dict<string>>((resolve, reject) => {
      asked = ''
      https
        .get(
          { port, ca: home.cert, ...alice, servername: 'camera.home', headers: { host: 'camera.home' }, agent: false },
          (response) => response.resume().on('end', () => resolve(response.trailers)),
        )
        .on('error', reject)
    })
    expect(trailers).toEqual({ 'x-sum': 'abc' })
  })

  test('lead nowhere, set no cookie, and say nothing of the connection', async () => {
    const [, second] = await answers(`${text}Set-Cookie: a=b\r\nLocation: http://evil.example/\r\nAlt-Svc: h3\r\n\r\n`)
    expect(Object.keys(second?.trailers ?? {})).toEqual(['x-sum'])
  })
})

describe('what names a place of the device names the same place at the door:', () => {
  test.each([
    ['Refresh', '0; url=UPSTREAM/login', '0; url=/login'],
    ['Refresh', '5;URL="UPSTREAM/a b"', '5;URL=/a%20b'],
    ['refresh', "3, url = 'UPSTREAM/x'", '3, url = /x'],
    ['Refresh', '5', '5'],
    ['Refresh', '0; url=http://other.example/', '0; url=http://other.example/'],
    ['Content-Location', 'UPSTREAM/x', '/x'],
    [
      'Link',
      '<UPSTREAM/a.css>; rel=preload, <https://other.example/>; rel=x',
      '</a.css>; rel=preload, <https://other.example/>; rel=x',
    ],
  ])('%s: %s', async (name, value, expected) => {
    const written = value.replace('UPSTREAM', upstreamUrl)
    for (const answer of await answers(`${OK}${name}: ${written}\r\nContent-Length: 0\r\n\r\n`)) {
      expect(answer.headers[name.toLowerCase()]).toBe(expected)
    }
  })
})
