import http2 from 'node:http2'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, policyOf, siteOf, startGate, until, upstreamOf, visit, type TestGate } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
const servers: net.Server[] = []
let gate: TestGate

beforeAll(() => {
  gate = startGate(undefined, 500)
})
afterAll(() => {
  gate.close()
  for (const one of servers) one.close()
})

/** An upstream that answers raw bytes as told. */
async function upstream(onRequest: (socket: net.Socket) => void): Promise<string> {
  const one = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => onRequest(socket))
  })
  servers.push(one)
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`
}

async function open(url: string): Promise<number> {
  const port = await freePort()
  await gate.apply(policyOf(home, port, [siteOf({ server, upstream: url })]))
  return port
}

const secret = 'SECRET-NAME-OF-THE-DEVICE'
const failures: [name: string, status: number, behave: ((socket: net.Socket) => void) | null][] = [
  ['is switched off', 502, null],
  ['speaks no HTTP', 502, (socket) => socket.end(`SSH-2.0-${secret}\r\n`)],
  ['hangs up without a word', 502, (socket) => socket.destroy()],
  ['resets the connection', 502, (socket) => socket.resetAndDestroy()],
  ['never answers', 504, () => undefined],
  [
    'answers with a broken header',
    502,
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody!'),
  ],
]

test.each(failures)(
  'an upstream that %s gives %i, a page that says what to check, and an activity line',
  async (_name, status, behave) => {
    const url = behave ? await upstream(behave) : `http://127.0.0.1:${await freePort()}`
    const port = await open(url)
    const before = gate.activity.length
    const answer = await visit({ port, ca: home.cert, certificate: alice })
    expect(answer.status).toBe(status)
    expect(answer.body).toMatch(/switched on|restart it/)
    expect(answer.body).not.toContain(secret)
    expect(answer.body).not.toContain(new URL(url).port)
    await until(() =>
      gate.activity.slice(before).some((line) => line.outcome === 'upstream-error' && line.status === status),
    )
  },
)

test('an answer that breaks off half-way cannot be taken for whole, over HTTP/1.1 and HTTP/2', async () => {
  const url = await upstream((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf')
    setImmediate(() => socket.destroy())
  })
  const port = await open(url)
  await expect(visit({ port, ca: home.cert, certificate: alice })).rejects.toThrow(/aborted|hang up|reset/i)
  const session = http2.connect(`https://127.0.0.1:${port}`, {
    ca: home.cert,
    servername: 'camera.home',
    cert: alice.cert,
    key: alice.key,
  })
  const stream = session.request({ ':path': '/', ':authority': 'camera.home' })
  stream.on('error', () => undefined)
  stream.resume()
  await new Promise((resolve) => stream.on('close', resolve))
  expect(stream.rstCode).not.toBe(http2.constants.NGHTTP2_NO_ERROR)
  session.destroy()
})

test('the first event of an endless stream arrives while the stream goes on, and its head before the first event', async () => {
  let sendEvent = (): void => undefined
  const url = await upstream((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n')
    sendEvent = () => void socket.write('9\r\ndata: 1\n\n\r\n')
  })
  const port = await open(url)
  const session = http2.connect(`https://127.0.0.1:${port}`, {
    ca: home.cert,
    servername: 'camera.home',
    cert: alice.cert,
    key: alice.key,
  })
  const stream = session.request({ ':path': '/', ':authority': 'camera.home' })
  const head = await new Promise<http2.IncomingHttpHeaders>((resolve) => stream.on('response', resolve))
  expect(head['content-type']).toBe('text/event-stream')
  sendEvent()
  const chunk = await new Promise<Buffer>((resolve) => stream.once('data', resolve))
  expect(chunk.toString()).toBe('data: 1\n\n')
  stream.on('error', () => undefined)
  session.destroy()
})

test('a redirect to the device’s own address is made to lead through the door', async () => {
  const url = await upstream((socket) => {
    const { port } = new URL(url)
    socket.end(`HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${port}/login?next=1\r\nContent-Length: 0\r\n\r\n`)
  })
  const port = await open(url)
  const answer = await visit({ port, ca: home.cert, certificate: alice })
  expect(answer.status).toBe(302)
  expect(answer.headers.location).toBe('/login?next=1')
})

test.each([
  // What an upstream says that takes the Host of the visitor for its own, and knows nothing of TLS before it.
  ['http://HOST/login?next=1', '', '/login?next=1'],
  ['http://camera.home:1/login', '', 'http://camera.home:1/login'],
  ['https://HOST/login', '', 'https://HOST/login'],
  ['http://other.home/', '', 'http://other.home/'],
  // Its base path is added again on the way there.
  ['http://UPSTREAM/base/login', '/base', '/login'],
  ['/base/login?a=b', '/base/', '/login?a=b'],
  ['/base', '/base', '/'],
  ['/basement', '/base', '/basement'],
  ['login', '/base', 'login'],
  // Made relative, two slashes would be another host.
  ['http://HOST//evil.example/x', '', 'https://HOST//evil.example/x'],
  ['/base//evil.example', '/base', 'https://HOST//evil.example'],
  ['//evil.example/base', '/base', '//evil.example/base'],
])('a redirect to %s of an upstream at “%s” leads to %s', async (location, base, expected) => {
  let host = ''
  const url = await upstream((socket) => {
    const written = location.replace('HOST', host).replace('UPSTREAM', new URL(url).host)
    socket.end(`HTTP/1.1 302 Found\r\nLocation: ${written}\r\nContent-Length: 0\r\n\r\n`)
  })
  const port = await open(url + base)
  host = `camera.home:${port}`
  const answer = await visit({ port, ca: home.cert, certificate: alice, host })
  expect(answer.headers.location).toBe(expected.replace('HOST', host))
})

test('a cookie for a path below the base path comes back, and others are none of the gate’s business', async () => {
  const url = await upstream((socket) =>
    socket.end(
      'HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/base/sub; HttpOnly\r\nset-cookie: b=2; path=/base\r\n' +
        'SET-COOKIE: c=3; Path=/\r\nContent-Length: 0\r\n\r\n',
    ),
  )
  const cookies = async (base: string): Promise<string[] | undefined> =>
    (await visit({ port: await open(url + base), ca: home.cert, certificate: alice })).headers['set-cookie']
  const below = ['a=1; Path=/sub; HttpOnly', 'b=2; path=/', 'c=3; Path=/']
  expect(await cookies('/base')).toEqual(below)
  expect(await cookies('/base/')).toEqual(below)
  expect(await cookies('')).toEqual(['a=1; Path=/base/sub; HttpOnly', 'b=2; path=/base', 'c=3; Path=/'])
})

test('another way to the upstream, past the door, is not told to visitors', async () => {
  // As Caddy says it with every answer (RFC 7838, RFC 9114 §3.1.1).
  const url = await upstream((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nAlt-Svc: h3=":8443"; ma=2592000\r\nContent-Length: 0\r\n\r\n'),
  )
  const answer = await visit({ port: await open(url), ca: home.cert, certificate: alice })
  expect(answer.status).toBe(200)
  expect(answer.headers['alt-svc']).toBeUndefined()
})

test.each([
  ['/x/..file', 200],
  ['/a%2Fb;c/100%25', 200],
  ['/../admin', 400],
  ['/a/../../admin', 400],
  ['/%2e%2E/admin', 400],
  ['/a%2f..%2f..%2fadmin', 400],
  ['/..;/admin', 400],
  ['/a/..', 400],
])('%s never leaves the base path of an upstream, with no rule to read it by: %i', async (path, status) => {
  const asked: string[] = []
  const url = await upstream((socket) => {
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  servers
    .at(-1)
    ?.on('connection', (socket: net.Socket) => socket.on('data', (chunk: Buffer) => asked.push(chunk.toString())))
  const port = await open(`${url}/base`)
  expect((await visit({ port, ca: home.cert, certificate: alice, path })).status).toBe(status)
  expect(asked.map((one) => one.split(' ')[1])).toEqual(status === 200 ? [`/base${path}`] : [])
})

test('a policy that cannot be applied is refused whole, by name, and the old one stays in force', async () => {
  const port = await open(await upstream((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')))
  const one = siteOf({ server, upstream: 'http://127.0.0.1:1' })
  const broken = [
    policyOf(home, port, [one], { authorities: [] }),
    policyOf(home, port, [one], {
      authorities: [{ id: 'home', name: 'Home', fingerprint: home.fingerprint, pem: 'garbage' }],
    }),
    policyOf(home, port, [one], {
      authorities: [{ id: 'home', name: 'Home', fingerprint: alice.fingerprint, pem: alice.cert }],
    }),
    policyOf(home, port, [{ ...one, authorityIds: [] }]),
    policyOf(home, port, [{ ...one, certificate: { certPem: server.cert, keyPem: alice.key } }]),
    policyOf(home, port, [{ ...one, certificate: { certPem: '', keyPem: '' } }]),
    policyOf(home, port, [{ ...one, upstream: upstreamOf('file:///etc/passwd') }]),
    policyOf(home, port, [one, { ...one, id: 'other' }]),
  ]
  for (const policy of broken) {
    const answer = await gate.apply(policy)
    expect(answer.type).toBe('refused')
    expect(JSON.stringify(answer)).not.toContain('PRIVATE KEY')
    expect((await visit({ port, ca: home.cert, certificate: alice })).body).toBe('ok')
    expect((await visit({ port, ca: home.cert })).status).toBe(403)
  }
})

test('a new policy drops nobody else: a request in flight is finished', async () => {
  let finish: (() => void) | null = null
  const url = await upstream((socket) => {
    finish = () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate')
  })
  const port = await open(url)
  const waiting = visit({ port, ca: home.cert, certificate: alice })
  await until(() => finish !== null)
  const answer = await gate.apply(policyOf(home, port, [siteOf({ server, upstream: url, contact: 'Bob' })]))
  expect(answer.type).toBe('applied')
  ;(finish as (() => void) | null)?.()
  expect((await waiting).body).toBe('late')
})

test('a new server certificate drops nobody: a request in flight is finished, and the next visitor sees the new one', async () => {
  let finish: (() => void) | null = null
  const url = await upstream((socket) => {
    finish = () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate')
  })
  const port = await open(url)
  const renewed = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
  const waiting = visit({ port, ca: home.cert, certificate: alice })
  await until(() => finish !== null)
  const answer = await gate.apply(policyOf(home, port, [siteOf({ server: renewed, upstream: url })]))
  expect(answer.type).toBe('applied')
  const seen = await new Promise((resolve, reject) => {
    const socket = tls.connect({ host: '127.0.0.1', port, servername: 'camera.home', ca: home.cert }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', ''))
      socket.destroy()
    })
    socket.on('error', reject)
  })
  expect(seen).toBe(renewed.fingerprint)
  ;(finish as (() => void) | null)?.()
  expect((await waiting).body).toBe('late')
})
