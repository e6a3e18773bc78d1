// @module-tag haproxy
// @module-tag nginx
// @module-tag apache2
// @module-tag caddy
import { createHash, X509Certificate } from 'node:crypto'
import http2 from 'node:http2'
import tls from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ExportTarget } from '../../../shared/contract/site-export.ts'
import { exportAuthority, exportModel, startExported, targets, type ExportedServer } from '../../support/exported.ts'
import { startUpstream, visit, type Upstream } from '../../support/gate.ts'
import { opensslAuthority, selfSigned, type Issued } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({
  cn: 'camera.home',
  eku: 'serverAuth',
  san: 'DNS:camera.home,DNS:camera.example.org,DNS:router.home,IP:127.0.0.1',
})
const alice = home.leaf({ cn: 'Alice Phone' })
const MARIA = 'Мария "CN=root" 50% 🚪'
const maria = home.leaf({ cn: MARIA })
/** RFC 2253 §2.4, with every byte beyond ASCII as two hexadecimal digits. */
const ESCAPED = MARIA.replaceAll('"', '\\"').replace(/[^ -~]/gu, (character) =>
  [...Buffer.from(character)].map((byte) => `\\${byte.toString(16).toUpperCase()}`).join(''),
)

let upstream: Upstream
const doors = new Map<ExportTarget, ExportedServer>()
beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    if (request.url === '/base/digest') {
      const hash = createHash('sha256')
      request.on('data', (chunk: Buffer) => hash.update(chunk))
      request.on('end', () => response.end(hash.digest('hex')))
    } else response.end(`in ${request.url ?? ''}`)
  })
  upstream.server.on('upgrade', (_request, socket) => {
    // RFC 6455 §1.3: the answer to the sample key.
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
    )
    socket.pipe(socket)
  })
  const model = exportModel({
    server,
    hosts: ['camera.home', 'camera.example.org', '127.0.0.1'],
    upstream: `${upstream.url}/base`,
    authorities: [exportAuthority('Home', home), exportAuthority('Other', opensslAuthority('Other CA'))],
  })
  for (const target of targets) doors.set(target, await startExported(target, model))
})
beforeEach(() => upstream.requests.splice(0))
afterAll(async () => {
  for (const one of doors.values()) await one.stop()
  await upstream.close()
})

function portOf(target: ExportTarget): number {
  return doors.get(target)?.port ?? 0
}

const decode = (text: string): string => (text.includes('\\') ? text : decodeURIComponent(text))

function addressed(target: ExportTarget): tls.ConnectionOptions {
  return { host: '127.0.0.1', port: portOf(target), servername: 'camera.home', ca: home.cert }
}

/** What each server says of a certificate in its own way; what is missing here it does not send. */
function own(target: ExportTarget, one: Issued): Readonly<Record<string, string>> {
  // RFC 9440 §2: a structured-field byte sequence of the DER.
  const der = `:${one.cert.replace(/-----[^-]+-----|\s/g, '')}:`
  const sha1 = new X509Certificate(one.cert).fingerprint.replaceAll(':', '').toLowerCase()
  return {
    haproxy: {
      'x-ssl-client-serial': one.serial,
      'x-ssl-client-cn': 'Alice Phone',
      'x-ssl-client-fingerprint': one.fingerprint,
      'client-cert': der,
    },
    nginx: { 'x-ssl-client-serial': one.serial, 'x-ssl-client-cn': 'Alice Phone', 'x-ssl-client-sha1': sha1 },
    apache: { 'x-ssl-client-serial': one.serial, 'x-ssl-client-cn': 'Alice Phone' },
    caddy: {
      'x-ssl-client-serial': BigInt(`0x${one.serial}`).toString(),
      'x-ssl-client-fingerprint': one.fingerprint.toLowerCase(),
      'client-cert': der,
    },
  }[target]
}

/** Writes raw bytes over TLS; resolves when `done` is in the answer or the server hangs up. */
function raw(target: ExportTarget, text: string, done?: string, certificate: Issued = alice): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = tls.connect({
      host: '127.0.0.1',
      port: portOf(target),
      servername: 'camera.home',
      ca: home.cert,
      cert: certificate.cert,
      key: certificate.key,
      ALPNProtocols: ['http/1.1'],
    })
    socket.on('secureConnect', () => socket.write(text))
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      if (done !== undefined && answer.includes(done)) socket.destroy()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
  })
}

const forged = [
  'X-SSL-Client-CN',
  'X_SSL_CLIENT_CN',
  'X-Ssl_Client-Dn',
  'X-SSL-Client-Verify',
  'X-SSL-Client-Fingerprint',
  'X-SSL-Error',
  'X_SSL-Error',
  'X-Real-IP',
  'X_Real_IP',
  'X-Forwarded-For',
  'X-FORWARDED-PROTO',
  'x_forwarded_host',
  'Forwarded',
  'Client-Cert',
  'client_cert',
  'Client-Cert-Chain',
  'SSL-Client-Verify',
  'Remote-User',
  'remote_user',
  'X.SSL.Client.CN',
]

describe.each(targets)('%s', (target) => {
  test.each(forged)('%s from a visitor never arrives', async (name) => {
    const answer = await raw(
      target,
      `GET /x HTTP/1.1\r\nHost: camera.home\r\n${name}: forged\r\n${name}: forged\r\nConnection: close, ${name}\r\n\r\n`,
    )
    expect(JSON.stringify(upstream.requests)).not.toContain('forged')
    // Nor where Connection does not name it; what Caddy cannot do is said.
    await raw(target, `GET /x HTTP/1.1\r\nHost: camera.home\r\n${name}: forged\r\nConnection: close\r\n\r\n`)
    const said = name.includes('.') && doors.get(target)?.cannot.some((one) => one.includes(`(${name})`)) === true
    expect(JSON.stringify(upstream.requests).includes('forged')).toBe(said)
    // Apache refuses odd spellings, and says so.
    const odd = target === 'apache' && /[_.]/.test(name)
    expect(answer).toContain(odd ? 'HTTP/1.1 400' : 'in /base/x')
  })

  test('tells the device who asks', async () => {
    await visit({ port: portOf(target), ca: home.cert, certificate: alice, path: '/x?y=1' })
    const [request] = upstream.requests
    expect(request?.url).toBe('/base/x?y=1')
    expect(request?.headers).toMatchObject({
      host: `camera.home:${portOf(target)}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': `camera.home:${portOf(target)}`,
      'x-real-ip': '127.0.0.1',
      'x-ssl-client-verify': 'SUCCESS',
      'x-ssl-client-dn': 'CN=Alice Phone',
      'x-ssl-error': '0',
    })
    expect(request?.headers).toMatchObject(own(target, alice))
  })

  test('a name in any script never breaks out of its header', async () => {
    await visit({ port: portOf(target), ca: home.cert, certificate: maria })
    const headers = upstream.requests[0]?.headers ?? {}
    const name = String(headers['x-ssl-client-cn'])
    expect({ haproxy: decode(name), apache: decode(name), nginx: name, caddy: name }[target]).toBe(
      { haproxy: MARIA, apache: MARIA, nginx: ESCAPED, caddy: 'undefined' }[target],
    )
    expect(headers['x-ssl-client-verify']).toBe('SUCCESS')
  })

  test('tells nothing of a certificate where none was sent', async () => {
    const answer = await visit({ port: portOf(target), ca: home.cert, headers: { 'x-ssl-error': '0' } })
    expect(answer.status).toBe(403)
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': expect.stringMatching(/^text\/html; ?charset=utf-8$/i) as string,
    })
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(upstream.requests).toHaveLength(0)
  })

  test('carries a WebSocket through, both ways, and for nobody without a certificate', async () => {
    const head =
      'GET /ws HTTP/1.1\r\nHost: camera.home\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
    const said = await new Promise<string>((resolve, reject) => {
      let text = ''
      const socket = tls.connect({
        host: '127.0.0.1',
        port: portOf(target),
        servername: 'camera.home',
        ca: home.cert,
        cert: alice.cert,
        key: alice.key,
      })
      socket.on('secureConnect', () => socket.write(head))
      socket.on('error', reject)
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1')
        if (text.endsWith('\r\n\r\n')) socket.write('ping')
        if (text.endsWith('ping')) {
          resolve(text)
          socket.destroy()
        }
      })
    })
    expect(said).toContain('ping')
    const stranger = await visit({
      port: portOf(target),
      ca: home.cert,
      path: '/ws',
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    })
    expect(stranger.status).toBe(403)
  })

  test('speaks HTTP/2 and carries a large upload unchanged', async () => {
    const session = http2.connect(`https://127.0.0.1:${portOf(target)}`, {
      ca: home.cert,
      servername: 'camera.home',
      cert: alice.cert,
      key: alice.key,
    })
    const body = Buffer.alloc(4 * 1_048_576, 'vestibule')
    const stream = session.request({ ':path': '/digest', ':method': 'POST', ':authority': 'camera.home' })
    let digest = ''
    stream.on('data', (chunk: Buffer) => (digest += chunk.toString()))
    stream.end(body)
    await new Promise((resolve, reject) => {
      stream.on('end', resolve)
      stream.on('error', reject)
    })
    expect(session.alpnProtocol).toBe('h2')
    expect(digest).toBe(createHash('sha256').update(body).digest('hex'))
    session.destroy()
  })

  test.each(['/../admin', '/a/../../admin', '/%2e%2E/admin', '/..%2fadmin', '/a/..;/..;/admin'])(
    '%s does not lead out of the base path',
    async (path) => {
      await raw(target, `GET ${path} HTTP/1.1\r\nHost: camera.home\r\nConnection: close\r\n\r\n`)
      const outside = upstream.requests.filter(({ url }) => {
        const plain = decodeURIComponent(url).replaceAll('..;', '..')
        return !new URL(plain, upstream.url).pathname.startsWith('/base/')
      })
      expect(outside.map((one) => one.url)).toEqual([])
    },
  )

  test.each([
    ['router.home', 'camera.home'],
    ['camera.home.evil', 'camera.home'],
    ['camera.home', 'router.home'],
  ])('Host %s on a handshake for %s is 421', async (host, servername) => {
    const answer = await visit({ port: portOf(target), ca: home.cert, certificate: alice, host, servername })
    expect(answer.status).toBe(421)
    expect(answer.body).toContain('Wrong site')
    expect(upstream.requests).toHaveLength(0)
  })

  test.each([
    ['camera.example.org', 'camera.example.org'],
    ['CAMERA.HOME', 'Camera.Home'],
    ['127.0.0.1', ''],
  ])('Host %s on a handshake for “%s” is ours', async (host, servername) => {
    const answer = await visit({ port: portOf(target), ca: home.cert, certificate: alice, host, servername })
    expect(answer.body).toBe('in /base/')
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('never resumes a session of %s', async (version) => {
    const connect = (session?: Buffer): Promise<{ reused: boolean; session: Buffer | undefined }> =>
      new Promise((resolve, reject) => {
        let last: Buffer | undefined
        let reused = false
        const socket = tls.connect({
          ...addressed(target),
          cert: alice.cert,
          key: alice.key,
          minVersion: version,
          maxVersion: version,
          ...(session === undefined ? {} : { session }),
        })
        socket.on('session', (ticket) => (last = ticket))
        socket.on('secureConnect', () =>
          socket.write('GET / HTTP/1.1\r\nHost: camera.home\r\nConnection: close\r\n\r\n'),
        )
        socket.on('error', reject)
        socket.on('data', () => undefined)
        socket.on('close', () => resolve({ reused, session: last }))
      })
    const { session } = await connect()
    expect((await connect(session)).reused).toBe(false)
    expect(upstream.requests).toHaveLength(2)
  })

  test('does not speak TLS 1.1', async () => {
    const error = await new Promise<Error>((resolve, reject) => {
      const socket = tls.connect({
        ...addressed(target),
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.1',
        ciphers: 'ALL:@SECLEVEL=0',
      })
      socket.on('error', resolve)
      socket.on('secureConnect', () => reject(new Error('a handshake')))
    })
    // RFC 8446 §6.2: protocol_version (70).
    expect(error.message).toContain('alert number 70')
  })

  test('says so when the device does not answer', async () => {
    const gone = await startUpstream()
    await gone.close()
    const one = await startExported(
      target,
      exportModel({ server, upstream: gone.url, authorities: [exportAuthority('Home', home)] }),
    )
    const answer = await visit({ port: one.port, ca: home.cert, certificate: alice })
    await one.stop()
    const other = target === 'haproxy' || target === 'apache'
    expect(answer.status).toBe(other ? 503 : 502)
    expect(one.cannot.filter((said) => said.includes('503'))).toHaveLength(other ? 1 : 0)
    expect(answer.body).toContain('The device behind this door does not answer')
  })
})

describe.each(targets)('%s with the owner’s own page', (target) => {
  const percent = '<style>p { width: 50%; content: "\\201C" } .a${b} { color: red }</style>'
  const filler = "<!-- Größe “$dollar” 100 % \\ 'quoted' {curly} -->".repeat(400)
  const template = `<!doctype html><html><head><title>{{title}}</title>${percent}</head><body><p>{{what}} {{contact}}</p><b>[{{code}} {{name}}]</b>${filler}</body></html>`

  test('shows it, as long as it may be, character by character, with the code of this visitor', async () => {
    const one = await startExported(
      target,
      exportModel({
        server,
        upstream: upstream.url,
        contact: 'Bob & “Söhne” $5 100 %',
        page: template,
        authorities: [exportAuthority('Home', home)],
      }),
    )
    try {
      const nobody = await visit({ port: one.port, ca: home.cert })
      expect(nobody.status).toBe(403)
      expect(nobody.body).toContain(percent)
      expect(nobody.body).toContain(filler)
      expect(nobody.body).toContain('Bob &#38; “Söhne” $5 100 %</p>')
      expect(nobody.body).toContain('<title>No certificate was sent</title>')
      expect(nobody.body).toContain('<b>[ ]</b>')
      const own = await visit({ port: one.port, ca: home.cert, certificate: selfSigned('Eve') }).catch(() => null)
      expect(own?.body ?? 'refused').toContain(
        target === 'caddy' ? 'refused' : '<b>[18 X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT]</b>',
      )
    } finally {
      await one.stop()
    }
  })
})
