import http from 'node:http'
import type { Socket } from 'node:net'
import { duplexPair, type Duplex } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { readTarget } from '../../../shared/access/path.ts'
import { Forwarding } from '../../../electron/gate/upstream/forward.ts'
import { Http1Connection } from '../../../electron/gate/http/http1-connection.ts'
import { UpstreamPool } from '../../../electron/gate/upstream/pool.ts'
import { seededRandom } from '../../support/random.ts'

/** A request as a reader of HTTP understands it. */
interface Read {
  readonly method: string
  readonly target: string
  body: string
  whole: boolean
}

/** Node's own reader (llhttp), in its strict form, as the second reader. */
function nodeReader(): { connect: () => Duplex; reads: Read[]; errors: string[]; close(): void } {
  const reads: Read[] = []
  const errors: string[] = []
  const server = http.createServer({ insecureHTTPParser: false, maxHeaderSize: 65_536 }, (request, response) => {
    const read: Read = { method: request.method ?? '', target: request.url ?? '', body: '', whole: false }
    reads.push(read)
    request.on('data', (chunk: Buffer) => (read.body += chunk.toString('latin1')))
    request.on('error', () => undefined)
    request.on('end', () => {
      read.whole = true
      response.end('seen')
    })
  })
  server.on('checkContinue', (request: http.IncomingMessage, response: http.ServerResponse) =>
    server.emit('request', request, response),
  )
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    errors.push(error.code ?? '')
    socket.destroy()
  })
  return {
    reads,
    errors,
    connect() {
      const [near, far] = duplexPair()
      near.on('error', () => undefined)
      far.on('error', () => undefined)
      server.emit('connection', far)
      return near
    },
    close: () => server.closeAllConnections(),
  }
}

/** Our reader and writer in front of Node's. */
function throughGate(connect: () => Duplex): { visitor: Duplex; targets: string[]; end: () => void } {
  const [visitor, socket] = duplexPair()
  const targets: string[] = []
  const forwarded: Forwarding[] = []
  const pool = new UpstreamPool(
    (done) => {
      process.nextTick(() => done(null, connect() as Socket))
      return () => undefined
    },
    { connections: 'keep', answerTimeoutMs: 60_000, idleTimeoutMs: null },
  )
  const connection = new Http1Connection(socket, {
    onClose: () => undefined,
    onVisit(visit) {
      // As the gate does with a target that is no path; and the second reader knows no other methods.
      if (!readTarget(visit.target, false) || !http.METHODS.includes(visit.method)) {
        visit.refuse(400)
        return
      }
      targets.push(visit.target)
      const headers = ['Host', 'camera.home']
      const forwarding = new Forwarding({
        sender: pool,
        owner: { onClosed: () => undefined },
        upstream: new URL('http://camera.home'),
        host: 'camera.home',
        askedHost: 'camera.home',
        upgrade: null,
        visit,
        path: visit.target,
        headers,
        own: '',
        onwardTrailers: (trailers) => trailers,
        onSwitched: null,
        onEnd: (end) => {
          if (end.kind === 'no-answer') visit.cut()
        },
      })
      forwarded.push(forwarding)
    },
  })
  visitor.on('error', () => undefined)
  visitor.resume()
  return {
    visitor,
    targets,
    end: () => {
      for (const one of forwarded) one.cut()
      connection.destroy()
    },
  }
}

/** Everything in memory happens within some turns of the loop. */
async function settled(watch: () => string): Promise<void> {
  let last = ''
  for (let calm = 0; calm < 12; calm += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    const now = watch()
    if (now !== last) calm = 0
    last = now
  }
}

const HOST = 'Host: camera.home\r\n'
const seeds = [
  `GET /one HTTP/1.1\r\n${HOST}\r\nGET /two HTTP/1.1\r\n${HOST}\r\n`,
  `POST /one HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhelloGET /two HTTP/1.1\r\n${HOST}\r\n`,
  `POST /one HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\nGET /two HTTP/1.1\r\n${HOST}\r\n`,
  `PUT /one HTTP/1.1\r\n${HOST}Content-Length: 44\r\n\r\nGET /hidden HTTP/1.1\r\nHost: camera.home\r\n\r\n\r\nGET /two HTTP/1.1\r\n${HOST}\r\n`,
  `HEAD /one HTTP/1.1\r\n${HOST}Connection: keep-alive\r\nExpect: 100-continue\r\n\r\nGET /two HTTP/1.0\r\n\r\n`,
]
const pieces = [
  '\r', '\n', '\r\n', '\r\n\r\n', '\0', ' ', '\t', ':', ';', ',', '0', '5', 'a', '\x0b', '\x7f', '\xa0', '"', '\\',
  'Content-Length: 0\r\n', 'Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: identity\r\n',
  '0\r\n\r\n', '5\r\nhello\r\n', 'chunked', 'Connection: close\r\n', 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n', ' HTTP/1.1',
] // prettier-ignore

const { pick, seed } = seededRandom()
function altered(): string {
  let text = seeds[pick(seeds.length)] ?? ''
  for (let count = 1 + pick(3); count > 0; count -= 1) {
    // A line among lines as often as a sign somewhere.
    const starts = [...text.matchAll(/\n/g)].map((one) => one.index + 1)
    const at = pick(2) === 0 ? pick(text.length) : (starts[pick(starts.length)] ?? 0)
    const piece = pieces[pick(pieces.length)] ?? ''
    const end = at + [0, 0, 1, 2, piece.length, pick(20)][pick(6)]!
    text = text.slice(0, at) + (pick(4) === 0 ? '' : piece) + text.slice(end)
  }
  return text
}

/** What Node says of a connection that ends in the middle of a request. */
const CUT = new Set(['ECONNRESET', 'HPE_INVALID_EOF_STATE'])

const opened: { close(): void }[] = []
afterAll(() => opened.forEach((one) => one.close()))

test('what is passed on is read by the upstream as the gate has read it, whatever a visitor sends', async () => {
  let passed = 0
  for (let round = 0; round < 3000; round += 1) {
    const text = altered()
    const behind = nodeReader()
    const alone = nodeReader()
    opened.push(behind, alone)
    const { visitor, targets, end } = throughGate(behind.connect)
    const direct = alone.connect()
    direct.resume()
    // In two pieces, so that no line can count on coming whole.
    const cut = pick(text.length)
    for (const stream of [visitor, direct]) {
      stream.write(Buffer.from(text.slice(0, cut), 'latin1'))
      stream.write(Buffer.from(text.slice(cut), 'latin1'))
    }
    await settled(() => JSON.stringify([targets, behind.reads, alone.reads, alone.errors]))
    const where = `seed ${seed}, round ${round}: ${JSON.stringify(text)}`
    // Never a request that the gate has not judged. One whose body turns out to be none is cut on the way.
    const seen = behind.reads.map((one) => one.target)
    expect(seen, where).toEqual(targets.slice(0, seen.length))
    expect(
      behind.errors.filter((code) => !CUT.has(code)),
      where,
    ).toEqual([])
    // And the gate has not seen a request where a reader of its own kind sees something else. That one hangs up at once
    // when later bytes are wrong, in the middle of an earlier body too.
    const whole = behind.reads.filter((one) => one.whole)
    for (const [index, one] of whole.entries()) {
      const other = alone.reads[index]
      // llhttp refuses a tab behind a value, which RFC 9110 §5.5 allows.
      if (!other && alone.errors.length > 0 && text.includes('\t')) break
      expect([other?.method, other?.target], where).toEqual([one.method, one.target])
      const body = other?.whole ? one.body : one.body.slice(0, other?.body.length)
      expect(other?.body, where).toBe(body)
    }
    passed += whole.length
    end()
    direct.destroy()
    for (const one of opened.splice(0)) one.close()
  }
  // Most alterations leave something that can be passed on: the test has looked at something.
  expect(passed).toBeGreaterThan(1000)
})
