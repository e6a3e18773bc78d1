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
import { RAW_ANSWERS } from '../../support/raw-answers.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-raw-answers-'))
const pem = path.join(folder, 'alice.pem')
const PROXIES = ['nginx', 'haproxy', 'caddy'] as const
type Proxy = (typeof PROXIES)[number]
const READERS = ['curl', ...PROXIES, 'HTTP/1.1', 'HTTP/2'] as const
type Reader = (typeof READERS)[number]

let gate: TestGate
let door: number
let proxies: Readonly<Record<Proxy, ForeignServer>>
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

function front(program: Proxy, to: string): Promise<ForeignServer> {
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

const base = (reader: Reader): string => {
  if (reader === 'curl') return `http://127.0.0.1:${(device.address() as AddressInfo).port}`
  return reader.startsWith('HTTP/')
    ? `https://camera.home:${door}`
    : `http://127.0.0.1:${proxies[reader as Proxy].port}`
}

interface Transfer {
  /** Of curl. */
  readonly status: number
  /** Of HTTP. */
  readonly code: string
  readonly text: string
}

/**
 * Fetches every answer, by its number. One curl for all of them: starting one takes longer than what it does. It goes on
 * after most errors; after the others another one does.
 */
async function fetchAll(reader: Reader, more: readonly string[] = []): Promise<readonly Transfer[]> {
  const place = fs.mkdtempSync(path.join(folder, 'fetched-'))
  const config = path.join(place, 'curl.conf')
  const ofDoor = ['insecure', `cert = "${pem}"`, `resolve = "camera.home:${door}:127.0.0.1"`]
  const options = [
    'silent',
    'max-time = 8',
    'write-out = "%{exitcode} %{http_code}\\n"',
    ...(reader.startsWith('HTTP/') ? [...ofDoor, reader === 'HTTP/2' ? 'http2' : 'http1.1'] : []),
    ...more,
  ]
  const transfers: Transfer[] = []
  while (transfers.length < RAW_ANSWERS.length) {
    const left = RAW_ANSWERS.map((_answer, at) => at).slice(transfers.length)
    const targets = left.map((at) => `url = "${base(reader)}/${at}"\noutput = "${place}/${at}"`)
    fs.writeFileSync(config, [...options, ...targets, ''].join('\n'))
    const { text } = await runTool('curl', ['-K', config])
    const told = [...text.matchAll(/^(\d+) (\d{3})$/gm)]
    if (told.length === 0) throw new Error(`curl says: ${text}`)
    for (const [, status, code = ''] of told) {
      const file = path.join(place, `${transfers.length}`)
      const content = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
      transfers.push({ status: Number(status), code, text: content })
    }
  }
  return transfers
}

function seenOf({ status, code, text }: Transfer): Seen {
  const shown = status === 0 && /^(?:hello)+$/.test(text)
  // A page of the server's own has hundreds of characters.
  if (shown) return { shown, words: code === '200' ? 'page' : `page ${code}` }
  return { shown, words: status === 0 ? code : text.startsWith('hello') ? 'broken' : `cut ${code}` }
}

const seen: Partial<Record<Reader, readonly Seen[]>> = {}
beforeAll(async () => {
  for (const reader of READERS) seen[reader] = (await fetchAll(reader)).map(seenOf)
  for (const [at, { name }] of RAW_ANSWERS.entries()) {
    const columns = READERS.map((reader) => `${reader} ${seen[reader]?.[at]?.words}`.padEnd(reader.length + 10))
    process.stdout.write(`${name.padEnd(52)} ${columns.join(' ')}\n`)
  }
}, 300_000)

test('there are at least a hundred raw answers', () => {
  expect(RAW_ANSWERS.length).toBeGreaterThanOrEqual(100)
  expect(new Set(RAW_ANSWERS.map((one) => one.name)).size).toBe(RAW_ANSWERS.length)
})

test('whatever a device answers, visitors get HTTP as RFC 9112 writes it, with one end', async () => {
  const fetched = await fetchAll('HTTP/1.1', ['raw', 'include'])
  for (const [number, { name }] of RAW_ANSWERS.entries()) {
    const text = fetched[number]?.text ?? ''
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
  // Nearly all of them have something to be read.
  expect(fetched.filter(({ text }) => text !== '').length).toBeGreaterThan(RAW_ANSWERS.length * 0.9)
})

test.each(RAW_ANSWERS.map((answer, number) => ({ ...answer, number })))(
  '$name: what two of nginx, HAProxy and Caddy show, the door shows',
  ({ number }) => {
    const shown = PROXIES.map((reader) => seen[reader]?.[number]).filter((one) => one?.shown)
    const [first, second] = [seen['HTTP/1.1']?.[number], seen['HTTP/2']?.[number]]
    expect([typeof first?.words, typeof second?.words]).toEqual(['string', 'string'])
    const wanted = shown.length >= 2 ? [shown[0]?.words, shown[0]?.words] : [first?.words, second?.words]
    expect([first?.words, second?.words]).toEqual(wanted)
    // Whatever it is, visitors of both protocols see the same.
    expect(second?.shown).toBe(first?.shown)
  },
)
