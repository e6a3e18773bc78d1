// @module-tag chromium
// @module-tag firefox
// @module-tag nss
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { visitorBrowser, type Identity } from '../../support/browser.ts'
import { openDoor, type Door } from '../../support/door.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { startFirefox } from '../../support/firefox.ts'
import { revoked } from '../../support/gate.ts'
import { opensslPfx } from '../../support/pfx.ts'

const HOST = 'camera.home'
const folder = temporaryFolder()
const ca = path.join(folder, 'ca.crt')
let door: Door
let alice: Identity
let sockets: WebSocketServer
let count = 0

beforeAll(async () => {
  door = await openDoor({
    handler(request, response) {
      if (request.url === '/digest') {
        const hash = createHash('sha256')
        request.on('data', (chunk: Buffer) => hash.update(chunk))
        request.on('end', () => response.end(hash.digest('hex')))
        return
      }
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end(`<title>Camera</title><p>${String(request.headers['x-ssl-client-cn'])} at ${request.url ?? ''}</p>`)
    },
  })
  sockets = new WebSocketServer({ server: door.upstream.server })
  sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })))
  fs.writeFileSync(ca, door.home.cert)
  alice = opensslPfx(folder, 'alice', door.alice)
})
afterAll(async () => {
  await door.close()
  sockets.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** A browser that shows a page at a time. */
interface Visitor {
  open(url: string): Promise<void>
  /** @param expression JavaScript; promises are waited for */
  evaluate<T>(expression: string): Promise<T>
  close(): Promise<void>
}

type Start = (options: { identity: Identity | null; http2: boolean }) => Promise<Visitor>

const home = (): string => {
  const place = path.join(folder, `home${count++}`)
  fs.mkdirSync(place)
  return place
}

const chromium: Start = async ({ identity, http2 }) => {
  const context = await visitorBrowser({
    home: home(),
    ca,
    origin: `https://${HOST}:${door.port}`,
    identity,
    args: [`--host-resolver-rules=MAP ${HOST} 127.0.0.1`, ...(http2 ? [] : ['--disable-http2'])],
  })
  const page = await context.newPage()
  return {
    open: async (url) => void (await page.goto(url)),
    evaluate: (expression) => page.evaluate(expression),
    close: () => context.close(),
  }
}

const firefox: Start = ({ identity, http2 }) =>
  startFirefox({ home: home(), ca, identity, host: HOST, settings: { 'network.http.http2.enabled': http2 } })

/** What the page's own connection spoke, and what it was answered (W3C Navigation Timing). */
const NAVIGATION = `(({ nextHopProtocol, responseStatus }) => [nextHopProtocol, responseStatus])(performance.getEntriesByType('navigation')[0])`
const TEXT = 'document.body.innerText'

describe.each([
  ['Chromium', chromium],
  ['Firefox', firefox],
] as const)('a real %s', (_name, start) => {
  let visitor: Visitor
  const open = (at = '/'): Promise<void> => visitor.open(`https://${HOST}:${door.port}${at}`)
  beforeEach(() => door.apply())
  afterEach(() => visitor.close())

  test.each([
    ['HTTP/2', true, 'h2'],
    ['HTTP/1.1', false, 'http/1.1'],
  ] as const)('enters over %s with its certificate, loads and uploads', async (_protocol, http2, spoken) => {
    visitor = await start({ identity: alice, http2 })
    await open('/garden')
    expect(await visitor.evaluate(TEXT)).toBe('Alice at /garden')
    expect(await visitor.evaluate(NAVIGATION)).toEqual([spoken, 200])
    const statuses = await visitor.evaluate<number[]>(
      `Promise.all(Array.from({ length: 60 }, async (_, n) => { const r = await fetch('/part' + n); await r.text(); return r.status }))`,
    )
    expect(statuses).toEqual(Array.from({ length: 60 }, () => 200))
    const upload = `(async () => {
      const body = new Uint8Array(3_000_000).map((_, at) => at % 251)
      const own = await crypto.subtle.digest('SHA-256', body)
      const theirs = await (await fetch('/digest', { method: 'POST', body })).text()
      return [theirs, [...new Uint8Array(own)].map((byte) => byte.toString(16).padStart(2, '0')).join('')]
    })()`
    const [theirs, own] = await visitor.evaluate<[string, string]>(upload)
    expect(theirs).toBe(own)
    expect(door.gate.activity.filter((line) => line.outcome === 'allowed').at(-1)?.subject).toBe('CN=Alice')
  })

  test('speaks through a WebSocket, which ends when its certificate is revoked, and so does everything else', async () => {
    visitor = await start({ identity: alice, http2: true })
    await open()
    const echo = `new Promise((resolve, reject) => {
      globalThis.socket = new WebSocket('wss://${HOST}:${door.port}/live')
      socket.binaryType = 'arraybuffer'
      globalThis.ended = new Promise((done) => socket.addEventListener('close', () => done('closed')))
      const heard = []
      socket.onopen = () => { socket.send('grüß Gott'); socket.send(new Uint8Array(200_000).fill(7)) }
      socket.onerror = () => reject(new Error('the WebSocket failed'))
      socket.onmessage = ({ data }) => {
        heard.push(typeof data === 'string' ? data : [data.byteLength, new Uint8Array(data).every((byte) => byte === 7)])
        if (heard.length === 2) resolve(heard)
      }
    })`
    expect(await visitor.evaluate(echo)).toEqual(['grüß Gott', [200_000, true]])
    await door.apply({ revoked: revoked(door.home, door.alice) })
    expect(await visitor.evaluate('ended')).toBe('closed')
    await open()
    expect(await visitor.evaluate(NAVIGATION)).toEqual([expect.any(String), 403])
    expect(await visitor.evaluate(TEXT)).toContain('X509_V_ERR_CERT_REVOKED')
  })

  test('without a certificate sees the page that says why', async () => {
    visitor = await start({ identity: null, http2: true })
    await open()
    expect(await visitor.evaluate(NAVIGATION)).toEqual(['h2', 403])
    expect(await visitor.evaluate(TEXT)).toMatch(/certificate/i)
    expect(await visitor.evaluate(TEXT)).not.toContain('Alice')
  })
})
