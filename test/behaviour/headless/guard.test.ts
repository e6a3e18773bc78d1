import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { serve, type Served } from '../../../electron/headless/serve.ts'
import type { Transport } from '../../../shared/transport.ts'
import { temporaryFolder } from '../../support/engine.ts'

const folder = temporaryFolder()
const transport: Transport = { call: async (method) => ({ ok: true, value: method }), subscribe: () => () => undefined }
let served: Served
let cookie: string

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

beforeAll(async () => {
  fs.writeFileSync(path.join(folder, 'index.html'), '<title>Vestibule</title>')
  fs.writeFileSync(path.join(folder, 'secret.key'), 'secret')
  served = await serve({ transport, interfaceFolder: folder, port: 0 })
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
  const entrance = new URL(served.entrance()).pathname
  const first = await get(entrance)
  expect(first.status).toBe(303)
  expect(first.headers.location).toBe('/')
  const [set = ''] = first.headers['set-cookie'] ?? []
  expect(set).toContain('HttpOnly')
  expect(set).toContain('SameSite=Strict')
  expect(set).not.toContain(entrance.split('/').at(-1) ?? '-')
  cookie = set.split(';', 1)[0] ?? ''
  expect((await get(entrance)).status).toBe(403)
  const page = await get('/', { cookie })
  expect(page.status).toBe(200)
  expect(page.body).toContain('Vestibule')
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

function open(headers: Record<string, string>, url = '/rpc'): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${served.port}${url}`, { headers })
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => undefined)
  })
}

test('the WebSocket is refused without cookie, without Origin and from another page', async () => {
  const origin = `http://127.0.0.1:${served.port}`
  expect(await open({ origin })).toBe(403)
  expect(await open({ cookie })).toBe(403)
  expect(await open({ cookie, origin: 'http://evil.example' })).toBe(403)
  expect(await open({ cookie, origin }, '/other')).toBe(403)
  const socket = await open({ cookie, origin })
  if (typeof socket === 'number') throw new Error('refused')
  socket.send(JSON.stringify({ id: 7, method: 'app.status', input: {} }))
  const answer = await new Promise<string>((resolve) =>
    socket.on('message', (data) => resolve((data as Buffer).toString())),
  )
  expect(JSON.parse(answer)).toEqual({ id: 7, envelope: { ok: true, value: 'app.status' } })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  socket.send('not json')
  // RFC 6455 §7.4.1: 1007, data that was not consistent with its type.
  expect(await closed).toBe(1007)
})
