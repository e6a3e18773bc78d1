import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveInterface, type Served } from '../../../electron/headless/interface/server.ts'
import type { Caller } from '../../../shared/contract/method.ts'
import { SESSION_OVER } from '../../../shared/session-protocol.ts'
import { temporaryFolder } from '../../support/engine.ts'
import {
  closeCode,
  connectPageSocket,
  enterInterface,
  nextMessage,
  openInterface,
  showProof,
} from '../../support/interface-page.ts'

const folder = temporaryFolder()
let served: Served
let cookie: string
let now = Date.now()
const over: string[] = []

interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

function get(url: string, headers: http.OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port: served.port, path: url, method, headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    request.on('error', reject)
    request.end()
  })
}

const entrance = (): string => new URL(served.entrance()).pathname

beforeAll(async () => {
  fs.writeFileSync(path.join(folder, 'index.html'), '<title>Vestibule</title>')
  fs.writeFileSync(path.join(folder, 'secret.key'), 'secret')
  served = await serveInterface({
    // Answers who called.
    transportFor: (caller: Caller) => ({
      call: async () => ({ ok: true, value: caller }),
      subscribe: () => () => undefined,
    }),
    interfaceFolder: folder,
    port: 0,
    now: () => now,
    onEntranceOver: () => void over.push('over'),
  })
})
afterAll(async () => {
  await served.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('the interface is refused without the token, and by a wrong one', async () => {
  expect((await get('/')).status).toBe(403)
  expect((await get('/enter/wrong')).status).toBe(403)
})

test('the token lets one browser in, once, and leaves the address bar', async () => {
  const address = entrance()
  const before = over.length
  const first = await get(address)
  expect(first.status).toBe(303)
  expect(first.headers.location).toMatch(/^\/\?enter=[\w-]{43}$/)
  expect(over.length).toBe(before + 1)
  const [set = ''] = first.headers['set-cookie'] ?? []
  expect(set).toContain('HttpOnly')
  expect(set).toContain('SameSite=Lax')
  expect(set).not.toContain(address.split('/').at(-1) ?? '-')
  cookie = set.split(';', 1)[0] ?? ''
  expect((await get(address)).status).toBe(403)
  const page = await get('/', { cookie })
  expect(page.status).toBe(200)
  expect(page.body).toContain('Vestibule')
})

describe('what does not open the address does not use it up', () => {
  test.each<[string, http.OutgoingHttpHeaders, string?]>([
    ['HEAD (RFC 9110 §9.2.1)', {}, 'HEAD'],
    ['a prefetch', { 'sec-purpose': 'prefetch' }],
    ['a prerendering', { 'sec-purpose': 'prefetch;prerender' }],
    ['a prefetch of older browsers', { purpose: 'prefetch' }],
    ['a prefetch of Firefox', { 'x-moz': 'prefetch' }],
    ['a preview of Safari', { 'x-purpose': 'preview' }],
    ['a link preview', { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }],
    ['a link preview of macOS', { 'user-agent': 'facebookexternalhit/1.1 Facebot Twitterbot/1.0' }],
    ['a picture of a page', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a frame', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  ])('%s', async (_what, headers, method) => {
    const address = entrance()
    const looked = await get(address, headers, method)
    expect(looked.status).not.toBe(303)
    expect(looked.headers['set-cookie']).toBeUndefined()
    expect(looked.headers['cache-control']).toBe('no-store')
    // The same address, as a browser opens it.
    const opened = await get(address, {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    })
    expect(opened.status).toBe(303)
  })
})

test('framing, sniffing, caching and inline scripts are forbidden', async () => {
  const { headers } = await get('/', { cookie })
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['content-security-policy']).toContain("script-src 'self';")
  expect(headers['x-frame-options']).toBe('DENY')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['cache-control']).toBe('no-store')
})

test.each(['evil.example', `evil.example:80`, '127.0.0.1', 'localhost'])(
  'Host %s is refused (DNS rebinding)',
  async (host) => {
    expect((await get('/', { cookie, host })).status).toBe(403)
  },
)

test('a foreign Origin is refused, also with the cookie', async () => {
  expect((await get('/', { cookie, origin: 'https://evil.example' })).status).toBe(403)
  expect((await get('/', { cookie, origin: 'null' })).status).toBe(403)
  // Another port of the same address is another origin (RFC 6454 §4).
  expect((await get('/', { cookie, origin: 'http://127.0.0.1:1' })).status).toBe(403)
})

test('a page of another site or port may link here, and load nothing', async () => {
  for (const site of ['cross-site', 'same-site']) {
    const headers = { cookie, 'sec-fetch-site': site }
    expect((await get('/', { ...headers, 'sec-fetch-mode': 'no-cors' })).status).toBe(403)
    expect((await get('/', { ...headers, 'sec-fetch-mode': 'navigate' })).status).toBe(200)
  }
})

test.each(['/../secret.key', '/%2e%2e/secret.key', '/..%2fsecret.key', '/secret.key', '/%'])(
  '%s is not found',
  async (url) => {
    const answer = await get(url, { cookie })
    expect(answer.status).toBe(404)
    expect(answer.body).not.toContain('secret')
  },
)

test('other methods are refused', async () => {
  expect((await get('/', { cookie }, 'POST')).status).toBe(405)
})

describe('the WebSocket', () => {
  const upgrade = (headers: http.OutgoingHttpHeaders, url = '/rpc'): Promise<number> =>
    new Promise((resolve) => {
      const request = http.request({
        host: '127.0.0.1',
        port: served.port,
        path: url,
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': Buffer.alloc(16).toString('base64'),
          ...headers,
        },
      })
      request.on('response', (response) => resolve(response.statusCode ?? 0))
      request.on('upgrade', (response, socket) => {
        socket.destroy()
        resolve(response.statusCode ?? 0)
      })
      request.end()
    })

  test('is refused without cookie, without Origin and from another page', async () => {
    const origin = `http://127.0.0.1:${served.port}`
    expect(await upgrade({ origin })).toBe(403)
    expect(await upgrade({ cookie })).toBe(403)
    expect(await upgrade({ cookie, origin: 'http://evil.example' })).toBe(403)
    expect(await upgrade({ cookie, origin }, '/other')).toBe(403)
    expect(await upgrade({ cookie, origin })).toBe(101)
  })

  test('is a stranger’s until the page shows what browsers do not send by themselves', async () => {
    const { cookie: own, claim } = await enterInterface(served.entrance())
    const stranger = await connectPageSocket(served.port, own)
    stranger.send(JSON.stringify({ id: 7, method: 'device.list', input: {} }))
    expect(await nextMessage(stranger)).toEqual({ id: 7, envelope: { ok: true, value: { via: 'page' } } })

    const page = await connectPageSocket(served.port, own)
    const token = (await showProof(page, { claim })) ?? ''
    page.send(JSON.stringify({ id: 8, method: 'device.list', input: {} }))
    const session = served.sessions.list()[0]?.id
    expect(await nextMessage(page)).toEqual({ id: 8, envelope: { ok: true, value: { via: 'browser', session } } })

    const again = await connectPageSocket(served.port, own)
    expect(await showProof(again, { token })).toBeUndefined()
    for (const socket of [stranger, page, again]) socket.terminate()
  })

  test('takes nothing long from a stranger', async () => {
    const { cookie: own } = await enterInterface(served.entrance())
    const stranger = await connectPageSocket(served.port, own)
    const code = closeCode(stranger)
    stranger.send(JSON.stringify({ id: 1, method: 'app.status', input: 'x'.repeat(5000) }))
    // RFC 6455 §7.4.1: 1009, too big.
    expect(await code).toBe(1009)
  })

  test('a claim works once, for its own session and for a minute; a token for its own session', async () => {
    const shown = async (own: string, proof: { claim: string } | { token: string }): Promise<number> => {
      const socket = await connectPageSocket(served.port, own)
      const code = closeCode(socket)
      socket.send(JSON.stringify(proof))
      return Promise.race([code, nextMessage(socket).then(() => 0)])
    }
    const [first, second] = [await enterInterface(served.entrance()), await enterInterface(served.entrance())]
    expect(await shown(first.cookie, { claim: second.claim })).toBe(SESSION_OVER)
    expect(await shown(first.cookie, { claim: first.claim })).toBe(0)
    expect(await shown(first.cookie, { claim: first.claim })).toBe(SESSION_OVER)
    const page = await openInterface(served)
    expect(await shown(page.cookie, { token: page.token })).toBe(0)
    expect(await shown(first.cookie, { token: page.token })).toBe(SESSION_OVER)
    expect(await shown(page.cookie, { token: 'guessed' })).toBe(SESSION_OVER)
    const late = await enterInterface(served.entrance())
    now += 61_000
    expect(await shown(late.cookie, { claim: late.claim })).toBe(SESSION_OVER)
    page.socket.terminate()
  })
})

describe('a session', () => {
  test('is listed with its browser and its tabs, and ends when it is told to, tabs and all', async () => {
    served.sessions.endAll()
    const page = await openInterface(served)
    const [one] = served.sessions.list()
    expect(one).toMatchObject({ open: 1, browser: expect.any(String), current: false })
    const code = closeCode(page.socket)
    expect(served.sessions.end(one?.id ?? '')).toBe(true)
    expect(await code).toBe(SESSION_OVER)
    expect(served.sessions.list()).toEqual([])
    expect((await get('/', { cookie: page.cookie })).status).toBe(403)
    await expect(connectPageSocket(served.port, page.cookie)).rejects.toThrow('403')
  })

  test('of the same browser goes on when that opens another address', async () => {
    served.sessions.endAll()
    const page = await openInterface(served)
    const answer = await get(entrance(), { cookie: page.cookie })
    expect(answer.status).toBe(303)
    expect(served.sessions.list()).toHaveLength(1)
    const socket = await connectPageSocket(served.port, page.cookie)
    expect(await showProof(socket, { token: page.token })).toBeUndefined()
    for (const each of [socket, page.socket]) each.terminate()
  })

  test('ends after twelve hours without a tab, not while one is open, and after thirty days in any case', async () => {
    served.sessions.endAll()
    const page = await openInterface(served)
    now += 13 * 3_600_000
    expect((await get('/', { cookie: page.cookie })).status).toBe(200)
    page.socket.close()
    await closeCode(page.socket)
    await expect.poll(() => served.sessions.list()[0]?.open).toBe(0)
    now += 11 * 3_600_000
    expect((await get('/', { cookie: page.cookie })).status).toBe(200)
    now += 12 * 3_600_000
    expect((await get('/', { cookie: page.cookie })).status).toBe(403)

    const kept = await openInterface(served)
    now += 31 * 86_400_000
    const code = closeCode(kept.socket)
    expect((await get('/', { cookie: kept.cookie })).status).toBe(403)
    expect(await code).toBe(SESSION_OVER)
  })

  test('the one that was used longest ago makes room for a new one', async () => {
    served.sessions.endAll()
    const first = await enterInterface(served.entrance())
    for (let n = 0; n < 32; n += 1) {
      now += 1000
      await enterInterface(served.entrance())
    }
    expect(served.sessions.list()).toHaveLength(32)
    expect((await get('/', { cookie: first.cookie })).status).toBe(403)
  })
})

test('where the port is taken another one is used, and told', async () => {
  const other = await serveInterface({
    transportFor: () => ({ call: async () => ({ ok: true, value: null }), subscribe: () => () => undefined }),
    interfaceFolder: folder,
    port: served.port,
  })
  expect(other.port).not.toBe(served.port)
  expect(other.portProblem).toMatchObject({ code: 'app/port-unavailable', values: { port: String(served.port) } })
  await other.close()
})
