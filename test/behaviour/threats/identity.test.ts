import { X509Certificate } from 'node:crypto'
import dgram from 'node:dgram'
import tls from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { explicit, integer, sequence, time, tlv } from '../../../electron/pki/asn1/der.ts'
import { openDoor, type Door } from '../../support/door.ts'
import { siteOf, until, visit } from '../../support/gate.ts'
import { signWithOpenssl } from '../../support/openssl-sign.ts'
import { acceptWebSockets } from '../../support/websocket.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor()
  const policy = [
    siteOf({ server: door.server, upstream: door.upstream.url }),
    siteOf({ server: door.server, upstream: door.upstream.url, id: 'router', name: 'Router', hosts: ['router.home'] }),
    siteOf({
      server: door.server,
      upstream: door.upstream.url,
      id: 'open',
      name: 'Open',
      hosts: ['open.home'],
      mode: 'optional',
      publicUpstream: null,
    }),
  ]
  await door.apply({ listeners: [{ address: '127.0.0.1', port: door.port, sites: policy }] })
  acceptWebSockets(door.upstream.server, (socket, { method = '', url = '', rawHeaders, headers }) => {
    door.upstream.requests.push({ method, url, rawHeaders, headers })
    socket.end()
  })
})
beforeEach(() => door.upstream.requests.splice(0))
afterAll(() => door.close())

/** One request on a connection that offers a session from before; the session that this one earned, if any. */
function knock(servername: string, version: tls.SecureVersion, session?: Buffer, certificate = true) {
  return new Promise<{ reused: boolean; session: Buffer | undefined; answer: string }>((resolve, reject) => {
    let latest: Buffer | undefined
    let reused = false
    let answer = ''
    const { cert, key, ...rest } = door.tlsOptions()
    const socket = tls.connect({
      ...rest,
      ...(certificate && cert && key ? { cert, key } : {}),
      servername,
      checkServerIdentity: () => undefined,
      minVersion: version,
      maxVersion: version,
      ALPNProtocols: ['http/1.1'],
      ...(session ? { session } : {}),
    })
    socket.on('session', (given: Buffer) => (latest = given))
    socket.on('error', reject)
    socket.on('secureConnect', () => {
      reused = socket.isSessionReused()
      latest ??= socket.getSession()
      socket.write(`GET / HTTP/1.1\r\nHost: ${servername}\r\nConnection: close\r\n\r\n`)
    })
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
    socket.on('close', () => resolve({ reused, session: latest, answer }))
  })
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('over %s', (version) => {
  test('no session that was earned at one site counts at another', async () => {
    const earned = await knock('camera.home', version)
    expect(earned.answer).toMatch(/^HTTP\/1\.1 200 /)
    const elsewhere = await knock('router.home', version, earned.session, false)
    expect(elsewhere.reused).toBe(false)
    expect(elsewhere.answer).toMatch(/^HTTP\/1\.1 403 /)
    expect(elsewhere.answer).toContain('x-vestibule-page: no-certificate')
  })

  test('optional mode never trusts an empty or merely resumed identity', async () => {
    const first = await knock('open.home', version, undefined, false)
    const again = await knock('open.home', version, first.session, false)
    expect(again.reused).toBe(false)
    for (const { answer } of [first, again]) expect(answer).toContain('x-vestibule-page: no-certificate')
    expect(door.upstream.requests).toHaveLength(0)
  })
})

describe('identity headers from visitors never arrive', () => {
  test('in trailers, over HTTP/1.1', async () => {
    const answer = await door.raw(
      'POST / HTTP/1.1\r\nHost: camera.home\r\nTransfer-Encoding: chunked\r\nTrailer: X-SSL-Client-CN\r\nConnection: close\r\n\r\n2\r\nhi\r\n0\r\nX-SSL-Client-CN: forged\r\nRemote-User: forged\r\n\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(door.upstream.requests).toHaveLength(1)
    expect(JSON.stringify(door.upstream.requests)).not.toContain('forged')
  })

  test('in trailers, over HTTP/2', async () => {
    const session = door.h2()
    const stream = session.request(
      { ':path': '/', ':method': 'POST', ':authority': 'camera.home' },
      { endStream: false },
    )
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-ssl-client-cn': 'forged', 'remote-user': 'forged' }))
    stream.resume()
    stream.write('hi')
    ;(stream as unknown as { end(): void }).end()
    await new Promise((resolve) => stream.on('close', resolve))
    session.destroy()
    expect(door.upstream.requests).toHaveLength(1)
    expect(JSON.stringify(door.upstream.requests)).not.toContain('forged')
  })

  test('on the request that opens a WebSocket', async () => {
    const answer = await door.raw(
      [
        'GET /ws HTTP/1.1',
        'Host: camera.home',
        'Connection: Upgrade, X-Real-IP',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'X_SSL_Client_CN: forged',
        'x-ssl-client-verify: forged',
        'X-Real-IP: forged',
        '\r\n',
      ].join('\r\n'),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 101 /)
    expect(door.upstream.requests).toHaveLength(1)
    expect(JSON.stringify(door.upstream.requests)).not.toContain('forged')
    expect(door.upstream.requests[0]?.headers['x-ssl-client-verify']).toBe('SUCCESS')
  })
})

describe('a subject that tries to be more than a name', () => {
  const names: [string, string][] = [
    ['CR and LF', 'Eve\r\nX-SSL-Client-Verify: SUCCESS\r\nX-Injected: yes'],
    ['NUL', 'Eve\0.home'],
    ['quotes and HTML', `Eve"><script>alert(1)</script>'`],
    ['any script', 'Ева 🚪 \u202Egnp.exe'],
    ['64 KB', 'E'.repeat(65_536)],
  ]

  test.each(names)('%s neither injects into a header nor crashes', async (_what, name) => {
    const { cert, key } = signWithOpenssl(door.home, {
      subject: sequence(tlv(0x31, sequence(Buffer.from('0603550403', 'hex'), tlv(0x0c, Buffer.from(name))))),
      validity: sequence(time(new Date(Date.now() - 86_400_000)), time(new Date(Date.now() + 86_400_000))),
      version: explicit(0, integer(2)),
    })
    expect(new X509Certificate(cert).checkIssued(new X509Certificate(door.home.cert))).toBe(true)
    // A certificate this large may be refused by the TLS library; whatever happened, the door is still there.
    const status = await door.visit({ certificate: { cert, key } }).then(
      (got) => got.status,
      () => 'refused',
    )
    expect([200, 'refused']).toContain(status)
    for (const { rawHeaders } of door.upstream.requests) {
      expect(rawHeaders.filter((header) => /^x-injected$/i.test(header))).toEqual([])
      const verify = rawHeaders.filter((_, at) => /^x-ssl-client-verify$/i.test(rawHeaders[at - 1] ?? ''))
      expect(verify).toEqual(['SUCCESS'])
      expect(rawHeaders.join('')).toMatch(/^[\x20-\x7E]*$/)
    }
    expect((await door.visit()).status).toBe(200)
    await until(() => door.gate.activity.length > 0)
    expect(JSON.stringify(door.gate.activity).length).toBeLessThan(1_000_000)
  })
})

test('HTTP/3 is not offered: no Alt-Svc, and nothing answers on UDP', async () => {
  const { headers } = await visit({ port: door.port, ca: door.home.cert, certificate: door.alice })
  expect(headers['alt-svc']).toBeUndefined()
  const session = door.h2()
  await new Promise((resolve, reject) => session.once('connect', resolve).once('error', reject))
  const altsvc: unknown[] = []
  session.on('altsvc', (...all) => altsvc.push(all))
  await new Promise<void>((resolve, reject) => session.ping((error) => (error ? reject(error) : resolve())))
  expect(altsvc).toEqual([])
  session.destroy()
  // The port is free for UDP: nobody listens there.
  const socket = dgram.createSocket('udp4')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ port: door.port, address: '127.0.0.1', exclusive: true }, resolve)
  })
  socket.close()
})
