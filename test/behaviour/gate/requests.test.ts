import net from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDoor, type Door } from '../../support/door.ts'
import { siteOf, until, visit } from '../../support/gate.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor({
    device: 'Мария "CN=root" 🚪',
    handler(request, response) {
      if (request.url === '/echo') request.pipe(response)
      else
        response.writeHead(200, { 'x-vestibule-page': 'forged', 'x-vestibule-verify': '0 forged' }).end('upstream page')
    },
  })
  const { server, upstream, port } = door
  const sites = [
    siteOf({ server, upstream: upstream.url }),
    siteOf({ server, upstream: upstream.url, id: 'router', name: 'Router', hosts: ['router.home'] }),
  ]
  await door.apply({ listeners: [{ address: '127.0.0.1', port, sites }] })
})
beforeEach(() => door.upstream.requests.splice(0))
afterAll(() => door.close())

describe('identity headers', () => {
  const forged = [
    'X-SSL-Client-CN',
    'x-ssl-client-cn',
    'X_SSL_CLIENT_CN',
    'X-Ssl_Client-Dn',
    'X-SSL-Client-Verify',
    'X-SSL-Error',
    'X-Real-IP',
    'X_Real_IP',
    'X-Forwarded-For',
    'X-FORWARDED-PROTO',
    'x_forwarded_host',
    'Forwarded',
    'Client-Cert',
    'client_cert',
    'Client-Cert-Chain',
    'Remote-User',
    'remote_user',
    // lighttpd tells CGI programs of all of these as HTTP_X_SSL_CLIENT_CN and HTTP_REMOTE_USER.
    'X.SSL.Client.CN',
    'x!ssl~client^cn',
    'Remote.User',
  ]

  test.each(forged)(
    '%s from a visitor never arrives over HTTP/1.1, also repeated or named by Connection',
    async (name) => {
      await door.raw(
        `GET / HTTP/1.1\r\nHost: camera.home:${door.port}\r\n${name}: forged\r\n${name}: forged\r\nConnection: close, ${name}\r\n\r\n`,
      )
      expect(door.upstream.requests).toHaveLength(1)
      expect(JSON.stringify(door.upstream.requests[0]?.rawHeaders)).not.toContain('forged')
    },
  )

  test('from a visitor never arrive over HTTP/2', async () => {
    const session = door.h2()
    const headers = Object.fromEntries(forged.map((name) => [name.toLowerCase(), 'forged']))
    const stream = session.request({ ':path': '/', ':authority': `camera.home:${door.port}`, ...headers })
    stream.resume()
    await new Promise((resolve) => stream.on('close', resolve))
    session.destroy()
    expect(door.upstream.requests).toHaveLength(1)
    expect(JSON.stringify(door.upstream.requests[0]?.rawHeaders)).not.toContain('forged')
  })

  test('say who came, and a name in any script cannot end a header', async () => {
    const answer = await door.visit()
    expect(answer.status).toBe(200)
    const headers = door.upstream.requests[0]?.headers ?? {}
    expect(headers['x-ssl-client-verify']).toBe('SUCCESS')
    expect(headers['x-ssl-error']).toBe('0')
    expect(headers['x-ssl-client-serial']).toBe(door.alice.serial)
    expect(headers['x-ssl-client-fingerprint']).toBe(door.alice.fingerprint)
    expect(decodeURIComponent(String(headers['x-ssl-client-cn']))).toBe('Мария "CN=root" 🚪')
    expect(headers['x-real-ip']).toBe('127.0.0.1')
    expect(headers['x-forwarded-proto']).toBe('https')
    // RFC 9440 §2: a structured-field byte sequence of the DER.
    const der = Buffer.from(door.alice.cert.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('base64')
    expect(headers['client-cert']).toBe(`:${der}:`)
  })

  test('of the gate’s own pages are not believed from the upstream', async () => {
    const answer = await door.visit()
    expect(answer.headers['x-vestibule-page']).toBeUndefined()
    expect(answer.headers['x-vestibule-verify']).toBeUndefined()
  })
})

describe('a name that does not fit', () => {
  test.each(['router.home', 'other.example', '127.0.0.1', 'camera.home.evil'])(
    'Host %s on a connection for camera.home is 421',
    async (host) => {
      const answer = await door.visit({ host })
      expect(answer.status).toBe(421)
      expect(door.upstream.requests).toHaveLength(0)
    },
  )

  test('is 421 on each HTTP/2 stream', async () => {
    const session = door.h2()
    const status = (authority: string) =>
      new Promise<number>((resolve) => {
        const stream = session.request({ ':path': '/', ':authority': authority })
        stream.on('response', (headers) => resolve(Number(headers[':status'])))
        stream.resume()
      })
    expect(await status(`camera.home:${door.port}`)).toBe(200)
    expect(await status(`router.home:${door.port}`)).toBe(421)
    expect(await status('camera.home')).toBe(200)
    session.destroy()
  })

  test.each(['CAMERA.HOME', 'Camera.Home', 'camera.home.'])(
    'but %s is the same name: the same site asks for a certificate',
    async (servername) => {
      const answer = await door.visit({ servername, host: servername, certificate: undefined })
      expect(answer.status).toBe(403)
      expect(answer.headers['x-vestibule-page']).toBe('no-certificate')
    },
  )

  test.each(['unknown.home', ''])('server name “%s” reaches no site', async (servername) => {
    await expect(door.visit({ servername, host: 'camera.home' })).rejects.toThrow(/disconnected|alert|reset/i)
    expect(door.upstream.requests).toHaveLength(0)
  })

  test('a ClientHello in many packets is read like any other', async () => {
    const relay = net.createServer((client) => {
      const onward = net.connect(door.port, '127.0.0.1')
      onward.setNoDelay(true)
      onward.on('error', () => undefined)
      client.on('error', () => undefined)
      client.on('data', (chunk: Buffer) => {
        for (let at = 0; at < chunk.length; at += 7) onward.write(chunk.subarray(at, at + 7))
      })
      onward.pipe(client)
    })
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
    const through = (relay.address() as net.AddressInfo).port
    const answer = await visit({ port: through, ca: door.home.cert, host: 'camera.home' })
    expect(answer.headers['x-vestibule-page']).toBe('no-certificate')
    relay.close()
  })
})

describe('requests that mean two things', () => {
  const get = (lines: string) => `${lines}\r\n\r\n`
  test.each([
    [
      'Content-Length and Transfer-Encoding',
      get(`POST / HTTP/1.1\r\nHost: camera.home\r\nContent-Length: 4\r\nTransfer-Encoding: chunked`),
    ],
    ['two Content-Lengths', get('POST / HTTP/1.1\r\nHost: camera.home\r\nContent-Length: 4\r\nContent-Length: 5')],
    ['an unknown Transfer-Encoding', get('POST / HTTP/1.1\r\nHost: camera.home\r\nTransfer-Encoding: xchunked')],
    ['a folded header', get('GET / HTTP/1.1\r\nHost: camera.home\r\nX-A: 1\r\n folded: 2\r\nX:')],
    ['a space before the colon', get('GET / HTTP/1.1\r\nHost: camera.home\r\nX-A : 1')],
    ['two Hosts', get('GET / HTTP/1.1\r\nHost: camera.home\r\nHost: camera.home')],
    ['no Host', get('GET / HTTP/1.1\r\nX: 1')],
    ['NUL in a header', get('GET / HTTP/1.1\r\nHost: camera.home\r\nX-A: a\0b')],
    ['an absolute target of another host', get('GET http://router.home/ HTTP/1.1\r\nHost: camera.home')],
    ['CONNECT', get('CONNECT camera.home:443 HTTP/1.1\r\nHost: camera.home')],
    ['a backslash in the path', get('GET /a\\..\\b HTTP/1.1\r\nHost: camera.home')],
  ])('%s is refused and never reaches the upstream', async (_name, text) => {
    const answer = await door.raw(text.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(door.upstream.requests).toHaveLength(0)
  })

  test('a body that belongs to one request is never read as the next', async () => {
    const hidden = 'GET /hidden HTTP/1.1\r\nHost: camera.home\r\n\r\n'
    await door.raw(
      `POST /echo HTTP/1.1\r\nHost: camera.home\r\nContent-Length: ${hidden.length}\r\nConnection: close\r\n\r\n${hidden}`,
    )
    expect(door.upstream.requests.map((request) => request.url)).toEqual(['/echo'])
  })
})

test('a large upload comes back unchanged, over HTTP/1.1 and HTTP/2', async () => {
  const body = Buffer.alloc(8 * 1_048_576, 'vestibule')
  const one = await door.visit({ path: '/echo', method: 'POST', body })
  expect(Buffer.from(one.body).equals(body)).toBe(true)
  const session = door.h2()
  const stream = session.request({ ':path': '/echo', ':method': 'POST', ':authority': 'camera.home' })
  let size = 0
  stream.on('data', (chunk: Buffer) => (size += chunk.length))
  stream.end(body)
  await new Promise((resolve) => stream.on('end', resolve))
  expect(size).toBe(body.length)
  session.destroy()
})

test('plain HTTP on the TLS port is told to use https', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = net.connect(door.port, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: camera.home\r\n\r\n'),
    )
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    socket.on('close', () => resolve(text))
  })
  expect(answer).toContain('400 Bad Request')
  expect(answer).toContain('https://')
})

test('garbage, an endless ClientHello and a silent peer leave a good visitor unharmed', async () => {
  const peers = ['\x16\x03\x01\x40\x00', '\x00\x01\x02\x03', '\x16\x03\x01\x00\x05\x01\xff\xff\xff\x00', ''].map(
    (text) => {
      const socket = net.connect(door.port, '127.0.0.1', () => socket.write(Buffer.from(text, 'latin1')))
      socket.on('error', () => undefined)
      return socket
    },
  )
  const answer = await door.visit()
  expect(answer.status).toBe(200)
  for (const peer of peers) peer.destroy()
  await until(() => peers.every((peer) => peer.destroyed))
})
