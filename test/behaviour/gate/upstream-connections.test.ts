import http2 from 'node:http2'
import https from 'node:https'
import tls from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Issued } from '../../support/openssl-pki.ts'
import { openDoor, type Door } from '../../support/door.ts'
import { until, upstreamOf } from '../../support/gate.ts'
import {
  connectionLogin,
  response,
  startOddUpstream,
  type OddOptions,
  type OddUpstream,
} from '../../support/odd-upstreams.ts'

let door: Door
let bob: Issued
let upstream: OddUpstream | null = null
beforeAll(async () => {
  door = await openDoor()
  bob = door.home.leaf({ cn: 'Bob' })
})
afterEach(() => {
  upstream?.close()
  upstream = null
})
afterAll(() => door.close())

async function behind(options: OddOptions): Promise<OddUpstream> {
  upstream = await startOddUpstream(options)
  await door.apply({}, { upstream: upstreamOf(upstream.url) })
  return upstream
}

/** A visitor with a connection of its own. */
function visitor(who: Issued): {
  ask: (headers?: Record<string, string>, method?: string, body?: string) => Promise<string>
  close: () => void
} {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
  return {
    async ask(headers = {}, method = 'GET', body) {
      const answer = await door.visit({
        agent,
        certificate: who,
        headers,
        method,
        ...(body === undefined ? {} : { body }),
      })
      return `${answer.status} ${answer.body}`
    },
    close: () => agent.destroy(),
  }
}

const login = (scheme: string, name: string): Record<string, string> => ({
  authorization: `${scheme} ${Buffer.from(name).toString('base64')}`,
})

describe('an upstream connection that is logged in', () => {
  test.each(['NTLM', 'Negotiate', 'Kerberos', 'Wonderful'])('belongs to one visitor: %s', async (scheme) => {
    await behind({ answer: connectionLogin(scheme) })
    const [alice, other] = [visitor(door.alice), visitor(bob)]
    expect(await alice.ask()).toBe('401 who?')
    expect(await alice.ask(login(scheme, 'alice'))).toBe('200 hello alice')
    for (let round = 0; round < 5; round += 1) {
      // Bob, who never logged in; and Alice, whose login works.
      expect(await other.ask()).toBe('401 who?')
      expect(await alice.ask()).toBe('200 hello alice')
    }
    // Another connection of the same device is another visitor.
    const again = visitor(door.alice)
    expect(await again.ask()).toBe('401 who?')
    for (const one of [alice, other, again]) one.close()
  })

  test('is that of both steps of a login', async () => {
    const odd = await behind({ answer: connectionLogin('NTLM') })
    const [alice, other] = [visitor(door.alice), visitor(bob)]
    await Promise.all([alice.ask(), other.ask()])
    await alice.ask(login('NTLM', 'one'))
    await other.ask(login('NTLM', 'other'))
    await alice.ask(login('NTLM', 'two'))
    const lines = odd.requests.filter(({ head }) => /^authorization:/im.test(head)).map(({ connection }) => connection)
    expect(lines[2]).toBe(lines[0])
    expect(lines[1]).not.toBe(lines[0])
    alice.close()
    other.close()
  })

  test('ends with its visitor', async () => {
    const odd = await behind({ answer: connectionLogin('NTLM') })
    const alice = visitor(door.alice)
    await alice.ask(login('NTLM', 'alice'))
    expect(odd.open()).toBeGreaterThan(0)
    alice.close()
    await until(() => odd.open() === 0)
  })

  test('serves its visitor over HTTP/2, and nobody else', async () => {
    await behind({ answer: connectionLogin('NTLM') })
    const session = door.h2()
    const ask = (headers: Record<string, string> = {}): Promise<string> => {
      const stream = session.request({ ':path': '/', ':authority': 'camera.home', ...headers })
      let text = ''
      stream.on('response', (fields) => (text = `${String(fields[http2.constants.HTTP2_HEADER_STATUS])} ${text}`))
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
      return new Promise((resolve) => stream.on('close', () => resolve(text)))
    }
    expect(await ask(login('NTLM', 'alice'))).toBe('200 hello alice')
    expect(await ask()).toBe('200 hello alice')
    const other = visitor(bob)
    expect(await other.ask()).toBe('401 who?')
    other.close()
    session.destroy()
  })

  test('carries the WebSocket of its visitor', async () => {
    await behind({ answer: connectionLogin('NTLM') })
    const ask =
      'GET /ws HTTP/1.1\r\nHost: camera.home\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
    const authorization = login('NTLM', 'alice')['authorization']
    const first = `GET / HTTP/1.1\r\nHost: camera.home\r\nAuthorization: ${authorization}\r\n\r\n`
    let heard = ''
    const socket = tls.connect({ ...door.tlsOptions(), ALPNProtocols: ['http/1.1'] }, () => socket.write(first))
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      if (heard.endsWith('hello alice')) socket.write(ask)
    })
    await until(() => /101 Switching Protocols[^]*\r\n\r\n./.test(heard))
    expect(heard).toMatch(/alice$/)
    socket.destroy()
  })

  test('is no other where the credentials are of one message', async () => {
    const odd = await behind({ answer: ({ socket }) => socket.write(response('page')) })
    const [alice, other] = [visitor(door.alice), visitor(bob)]
    for (const one of [alice, other, alice, other]) {
      await one.ask({ authorization: 'Basic YTpi' })
      // It goes on to somebody else when nothing has come behind the response.
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    expect(odd.connections()).toBe(1)
    alice.close()
    other.close()
  })
})

describe('a device that closes without saying so', () => {
  // Milliseconds after its answer, and after how many answers.
  test.each([
    [0, 1],
    [4, 1],
    [15, 1],
    [4, 3],
    [0, 7],
  ])('%i ms after %i answers loses no request that cannot be sent twice', async (delay, answers) => {
    const counts = new Map<number, number>()
    await behind({
      answer({ socket, number }) {
        socket.write(response('OK'))
        counts.set(number, (counts.get(number) ?? 0) + 1)
        if ((counts.get(number) ?? 0) >= answers) setTimeout(() => socket.destroy(), delay)
      },
    })
    const alice = visitor(door.alice)
    const seen = new Set<string>()
    for (let round = 0; round < 60; round += 1) {
      seen.add(await (round % 3 === 0 ? alice.ask() : alice.ask({}, 'POST', 'a=1')))
      await new Promise((resolve) => setTimeout(resolve, round % 6))
    }
    expect([...seen]).toEqual(['200 OK'])
    alice.close()
  })

  test('and one that keeps its connections gets such requests on them, once it has shown that', async () => {
    const odd = await behind({ answer: ({ socket }) => socket.write(response('OK')) })
    const alice = visitor(door.alice)
    // Not before: each has a connection of its own.
    for (let round = 0; round < 5; round += 1) expect(await alice.ask({}, 'POST', 'a=1')).toBe('200 OK')
    expect(odd.connections()).toBe(5)
    for (let round = 0; round < 5; round += 1) await alice.ask()
    // It was the gate that ended them.
    await until(() => odd.open() === 0)
    const before = odd.connections()
    await alice.ask()
    for (let round = 0; round < 3; round += 1) expect(await alice.ask({}, 'POST', 'a=1')).toBe('200 OK')
    expect(odd.connections() - before).toBe(1)
    alice.close()
  })
})

describe('a device with few places', () => {
  const page: OddOptions['answer'] = ({ socket }) => void setTimeout(() => socket.write(response('page')), 5)

  const rows = (['wait', 'close', 'refuse'] as const).flatMap((beyond) =>
    [1, 2].map((places) => [places, beyond] as const),
  )
  test.each(rows)('%i, where others %s, answers many visitors one after the other', async (places, beyond) => {
    const odd = await behind({ answer: page, places, beyond })
    const visitors = Array.from({ length: 5 }, () => visitor(door.alice))
    // Handshakes first: what follows is about the device alone.
    await Promise.all(visitors.map((one) => one.ask()))
    for (let round = 0; round < 3; round += 1) {
      const begun = performance.now()
      expect(await Promise.all(visitors.map((one) => one.ask()))).toEqual(visitors.map(() => '200 page'))
      // Idle connections end after four seconds: no visitor has waited for that.
      expect(performance.now() - begun).toBeLessThan(3000)
    }
    expect(odd.open()).toBeLessThanOrEqual(places)
    for (const one of visitors) one.close()
  })

  test('takes a request that cannot be repeated while an idle connection is open', async () => {
    await behind({ answer: page, places: 1, beyond: 'wait' })
    const [alice, other] = [visitor(door.alice), visitor(bob)]
    await alice.ask()
    const begun = performance.now()
    expect(await other.ask({}, 'POST', 'a=1')).toBe('200 page')
    expect(performance.now() - begun).toBeLessThan(3000)
    alice.close()
    other.close()
  })

  test('lets go of a login that is not used when another visitor waits', async () => {
    await behind({ answer: connectionLogin('NTLM'), places: 1, beyond: 'wait' })
    const [alice, other] = [visitor(door.alice), visitor(bob)]
    expect(await alice.ask(login('NTLM', 'alice'))).toBe('200 hello alice')
    expect(await other.ask()).toBe('401 who?')
    alice.close()
    other.close()
  })

  test('one with many places is not taken for one of those', async () => {
    const odd = await behind({ answer: ({ socket }) => void setTimeout(() => socket.write(response('page')), 60) })
    const visitors = Array.from({ length: 6 }, () => visitor(door.alice))
    for (let round = 0; round < 4; round += 1) await Promise.all(visitors.map((one) => one.ask()))
    const before = odd.connections()
    for (let round = 0; round < 4; round += 1) await Promise.all(visitors.map((one) => one.ask()))
    expect(odd.connections()).toBe(before)
    for (const one of visitors) one.close()
  })
})

describe('bytes that belong to no response', () => {
  const bodies: [what: string, method: string, text: string, later: string][] = [
    ['of HEAD', 'HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n', 'a body after all!!'],
    ['of HEAD, in chunks', 'HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '5\r\nhello\r\n0\r\n\r\n'],
    ['of 304', 'GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', 'hello'],
    ['of 204', 'GET', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', 'hello'],
    ['behind the length', 'GET', response('page'), response('forged')],
  ]
  test.each(bodies)('%s never reach the next visitor', async (_what, method, text, later) => {
    const odd = await behind({
      answer({ socket }, head) {
        if (!head.includes('/odd')) return void socket.write(response('good'))
        socket.write(text)
        // In a packet of its own, when the next request may be there already.
        setTimeout(() => socket.write(later), 2)
      },
    })
    const [alice, other] = [visitor(door.alice), visitor(bob)]
    for (let round = 0; round < 10; round += 1) {
      await door.visit({ path: '/odd', method })
      expect(await other.ask()).toBe('200 good')
    }
    const first = odd.requests.findIndex(({ line }) => line.includes('/odd'))
    expect(odd.requests[first + 1]?.connection).not.toBe(odd.requests[first]?.connection)
    alice.close()
    other.close()
  })
})

describe('interim responses (RFC 9110 §15.2)', () => {
  const flood = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n'

  test.each([
    ['without end', flood.repeat(200)],
    ['of great size', `HTTP/1.1 103 Early Hints\r\nLink: </${'a'.repeat(40_000)}>\r\n\r\n`.repeat(2)],
  ])('%s are no answer', async (_what, text) => {
    await behind({ answer: ({ socket }) => void socket.write(text + response('page')) })
    expect(await door.raw('GET / HTTP/1.1\r\nHost: camera.home\r\nConnection: close\r\n\r\n')).toMatch(
      /HTTP\/1\.1 502 /,
    )
  })

  test('some are passed on', async () => {
    await behind({ answer: ({ socket }) => void socket.write(flood.repeat(50) + response('page')) })
    expect(await door.raw('GET / HTTP/1.1\r\nHost: camera.home\r\nConnection: close\r\n\r\n')).toMatch(/page$/)
  })
})
