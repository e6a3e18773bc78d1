import net from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runOrder } from '../../../electron/engine/acme/client/order.ts'
import { doorResponder } from '../../../electron/engine/acme/client/board.ts'
import { createChallengeAnswerer, type ChallengeAnswerer } from '../../../electron/gate/tls/acme-challenge.ts'
import { offeredProtocols } from '../../../electron/gate/tls/alpn.ts'
import { readClientHello } from '../../../electron/gate/tls/client-hello.ts'
import { challengeCertificate } from '../../../electron/pki/x509/acme.ts'
import { newOrder, newSession, portOf } from '../../support/acme-client.ts'
import { needs } from '../../support/programs.ts'
import { startPebble, type Pebble } from '../../support/pebble.ts'

let answerer: ChallengeAnswerer
let server: net.Server
/** Connections that were no challenges. */
let others = 0
let port = 0
beforeAll(async () => {
  answerer = createChallengeAnswerer()
  server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (data) => {
      const hello = readClientHello(data)
      const name = hello.state === 'hello' ? (hello.hello.serverName?.toLowerCase() ?? null) : null
      if (answerer.take(socket, data, name)) return
      others += 1
      socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = portOf(server)
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

/** What a visitor with these protocols is shown: names of the certificate, the protocol, and every byte after it. */
function visit(protocols: readonly string[], servername = 'home.example.org') {
  return new Promise<{ names: string; protocol: string | false | null; heard: string; error: string }>((resolve) => {
    let heard = ''
    let shown = { names: '', protocol: null as string | false | null }
    let error = ''
    const options = { host: '127.0.0.1', port, servername, ALPNProtocols: [...protocols], rejectUnauthorized: false }
    const socket = tls.connect(options, () => {
      shown = { names: socket.getPeerX509Certificate()?.subjectAltName ?? '', protocol: socket.alpnProtocol }
      socket.write('GET / HTTP/1.1\r\nHost: home.example.org\r\n\r\n')
    })
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
    socket.on('error', (reason: NodeJS.ErrnoException) => (error = reason.code ?? reason.message))
    socket.on('close', () => resolve({ ...shown, heard, error }))
  })
}

describe('a challenge at the port of a site', () => {
  beforeAll(async () => {
    const pair = await challengeCertificate({
      identifier: 'home.example.org',
      keyAuthorization: 'token.thumbprint',
      now: new Date(),
    })
    answerer.use([{ serverName: 'home.example.org', ...pair }])
  })

  it('is shown its certificate, and no request is answered', async () => {
    const before = others
    const found = await visit(['acme-tls/1'])
    expect(found).toMatchObject({ names: 'DNS:home.example.org', protocol: 'acme-tls/1', heard: '' })
    expect(others).toBe(before)
  })

  it.each([
    ['another protocol besides', ['acme-tls/1', 'h2']],
    ['HTTP', ['http/1.1']],
    ['none', []],
  ])('is not met by a visitor who offers %s', async (_what, protocols) => {
    const before = others
    expect((await visit(protocols)).names).toBe('')
    expect(others).toBe(before + 1)
  })

  it('of another name is refused with the alert that says so, and meets no site', async () => {
    const before = others
    const { error } = await visit(['acme-tls/1'], 'other.example.org')
    expect(error).toBe('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL')
    expect(others).toBe(before)
  })

  it('that cannot be used leaves the ones before', async () => {
    expect(() => answerer.use([{ serverName: 'x', certPem: 'no PEM', keyPem: '' }])).toThrow('challenge')
    expect((await visit(['acme-tls/1'])).protocol).toBe('acme-tls/1')
  })

  it('is found by pebble, and the certificate is issued', needs('pebble'), async () => {
    const pebble: Pebble = await startPebble({ tlsPort: port })
    const session = await newSession(pebble)
    const show = async ({ tls: list }: { tls: Parameters<ChallengeAnswerer['use']>[0] }) => {
      answerer.use(list)
      return async () => answerer.use([])
    }
    const responder = doorResponder('tls-alpn-01', show, Date.now)
    const { signal } = new AbortController()
    const order = await newOrder(['gate.example.org', '127.0.0.1'])
    const done = await runOrder(order, { session, responder, signal, save: () => undefined })
    expect(done.certificatePem).toContain('BEGIN CERTIFICATE')
    await pebble.stop()
  })
})

describe('the protocols of a hello', () => {
  it('are none in what is no hello, cut off, or lies about its lengths', () => {
    for (const data of [
      Buffer.alloc(0),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.alloc(200, 0xff),
      Buffer.alloc(43),
    ]) {
      expect(offeredProtocols(data)).toEqual([])
    }
  })
})
