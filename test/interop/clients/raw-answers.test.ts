/**
 * @module-tag curl
 * @module-tag nginx
 * @module-tag haproxy
 * @module-tag caddy
 */
import fs from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runTool } from '../../support/external-tool.ts'
import { startForeignServer, type ForeignServer } from '../../support/foreign-server.ts'
import { freePort, policyOf, siteOf, startGate, type TestGate } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { RAW_ANSWERS, type RawAnswer } from '../../support/raw-answers.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-raw-answers-'))
const pem = path.join(folder, 'alice.pem')
const READERS = ['curl', 'nginx', 'haproxy', 'caddy', 'HTTP/1.1', 'HTTP/2'] as const
type Reader = (typeof READERS)[number]

let gate: TestGate
let door: number
let proxies: Readonly<Record<'nginx' | 'haproxy' | 'caddy', ForeignServer>>
const device = net.createServer((socket) => {
  let asked = ''
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    asked += chunk.toString('latin1')
    if (!asked.includes('\r\n\r\n')) return
    const number = Number(/^\S+ \/(\d+)/.exec(asked)?.[1])
    asked = ''
    const left = [...(RAW_ANSWERS[number]?.parts ?? [])]
    const next = (): void => {
      const part = left.shift()
      if (part === undefined) return void socket.end()
      socket.write(part, 'latin1')
      setImmediate(next)
    }
    next()
  })
})

function front(program: 'nginx' | 'haproxy' | 'caddy', to: string): Promise<ForeignServer> {
  const args = {
    nginx: (_port: number, at: string) => ['-p', at, '-c', `${at}/nginx.conf`],
    haproxy: () => ['-db', '-f', 'haproxy.cfg'],
    caddy: () => ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
  }
  return startForeignServer({
    program,
    from: program,
    args: args[program],
    files: (port, at) => ({
      'nginx.conf': `daemon off; master_process off; pid ${at}/nginx.pid; error_log stderr; events {}
http { access_log off; ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${at}/${one};`).join(' ')}
server { listen 127.0.0.1:${port}; location / { proxy_pass http://${to}; proxy_http_version 1.1; proxy_set_header Connection ""; } } }`,
      'haproxy.cfg': `defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend door
  bind 127.0.0.1:${port}
  default_backend device
backend device
  server device ${to}
`,
      Caddyfile: `{
  admin off
  auto_https off
  storage file_system ${at}
}
http://127.0.0.1:${port} {
  bind 127.0.0.1
  reverse_proxy ${to}
}
`,
    }),
  })
}

beforeAll(async () => {
  fs.writeFileSync(pem, alice.cert + alice.key, { mode: 0o600 })
  await new Promise<void>((resolve) => device.listen(0, '127.0.0.1', resolve))
  const to = `127.0.0.1:${(device.address() as AddressInfo).port}`
  gate = startGate()
  door = await freePort()
  await gate.apply(policyOf(home, door, [siteOf({ server, upstream: `http://${to}` })]))
  proxies = { nginx: await front('nginx', to), haproxy: await front('haproxy', to), caddy: await front('caddy', to) }
})
afterAll(async () => {
  gate.close()
  device.close()
  for (const one of Object.values(proxies)) await one.stop()
  fs.rmSync(folder, { recursive: true })
})

interface Seen {
  /** `page`, or the status and what was wrong. */
  readonly words: string
  readonly shown: boolean
}

/** Options of curl for a visit of the door. */
function overTls(version: string, number: number): string[] {
  const place = `https://camera.home:${door}/${number}`
  return [version, '--insecure', '--cert', pem, '--resolve', `camera.home:${door}:127.0.0.1`, place]
}

async function ask(reader: Reader, number: number): Promise<Seen> {
  const through = (port: number, ...more: string[]): string[] => [...more, `http://127.0.0.1:${port}/${number}`]
  const args = {
    curl: () => through((device.address() as AddressInfo).port),
    nginx: () => through(proxies.nginx.port),
    haproxy: () => through(proxies.haproxy.port),
    caddy: () => through(proxies.caddy.port),
    'HTTP/1.1': () => overTls('--http1.1', number),
    'HTTP/2': () => overTls('--http2', number),
  }[reader]()
  const { status, text } = await runTool('curl', ['-s', '-m', '8', '-w', '\n%{http_code}', ...args])
  const at = text.lastIndexOf('\n')
  const [body, code] = [text.slice(0, at), text.slice(at + 1).slice(0, 3)]
  const shown = status === 0 && /^(?:hello)+$/.test(body)
  // A page of the server's own has hundreds of characters.
  if (shown) return { shown, words: code === '200' ? 'page' : `page ${code}` }
  return { shown, words: status === 0 ? code : body.startsWith('hello') ? 'broken' : `cut ${code}` }
}

/** As one line of the table. */
async function tryAll({ name }: RawAnswer, number: number): Promise<Readonly<Record<Reader, Seen>>> {
  const seen = await Promise.all(READERS.map(async (reader) => [reader, await ask(reader, number)] as const))
  const columns = seen.map(([reader, { words }]) => `${reader} ${words}`.padEnd(reader.length + 10))
  process.stdout.write(`${name.padEnd(52)} ${columns.join(' ')}\n`)
  return Object.fromEntries(seen) as Record<Reader, Seen>
}

test('there are at least a hundred raw answers', () => {
  expect(RAW_ANSWERS.length).toBeGreaterThanOrEqual(100)
  expect(new Set(RAW_ANSWERS.map((one) => one.name)).size).toBe(RAW_ANSWERS.length)
})

test('whatever a device answers, visitors get HTTP as RFC 9112 writes it, with one end', async () => {
  for (const [number, { name }] of RAW_ANSWERS.entries()) {
    const { text } = await runTool('curl', ['-s', '-m', '8', '--raw', '-i', ...overTls('--http1.1', number)])
    const head = text.slice(0, text.lastIndexOf('\r\n\r\n', text.search(/\r\n\r\n(?!HTTP)/)))
    // Ended in the middle: there is nothing to be read.
    if (text === '') continue
    const [line = '', ...fields] = (head.split('\r\n\r\n').at(-1) ?? '').split('\r\n')
    expect.soft(line, name).toMatch(/^HTTP\/1\.1 [1-9]\d\d [\t\x20-\x7E\x80-\uFFFF]*$/)
    for (const one of fields) expect.soft(one, name).toMatch(/^[!#$%&'*+.^_`|~\dA-Za-z-]+: [\t\x20-\x7E\x80-\uFFFF]*$/)
    const ends = fields.filter((one) => /^(?:content-length|transfer-encoding):/i.test(one))
    expect.soft(ends, name).toHaveLength(1)
    expect.soft(ends[0], name).toMatch(/^(?:Content-Length: \d+|Transfer-Encoding: chunked)$/i)
  }
})

test.each(RAW_ANSWERS.map((one, number) => ({ ...one, number })))(
  '$name: what two of nginx, HAProxy and Caddy show, the door shows',
  async ({ number, ...answer }) => {
    const seen = await tryAll(answer, number)
    const shown = (['nginx', 'haproxy', 'caddy'] as const).map((reader) => seen[reader]).filter((one) => one.shown)
    const { 'HTTP/1.1': first, 'HTTP/2': second } = seen
    const wanted = shown.length >= 2 ? [shown[0]?.words, shown[0]?.words] : [first.words, second.words]
    expect([first.words, second.words]).toEqual(wanted)
    // Whatever it is, visitors of both protocols see the same.
    expect(second.shown).toBe(first.shown)
  },
)
