import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import { openDoor, type Door } from '../../support/door.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { runTool } from '../../support/external-tool.ts'
import { opensslPfx } from '../../support/pfx.ts'
import { accessRule } from '../../support/rules.ts'
import { needs } from '../../support/programs.ts'

const folder = temporaryFolder()
const ca = path.join(folder, 'ca.crt')
const upload = path.join(folder, 'upload')
const UPLOAD = Buffer.alloc(5_000_000, 'upload ')
const publicPath: AccessRule = accessRule('/public', 'none')
let door: Door
/** Certificate and key in one file. */
let pem: string
let pfx: string

beforeAll(async () => {
  door = await openDoor({
    handler(request, response) {
      if (request.method === 'GET' || request.method === 'HEAD') {
        response.end('x'.repeat(1024))
        return
      }
      const hash = createHash('sha256')
      request.on('data', (chunk: Buffer) => hash.update(chunk))
      request.on('end', () => response.end(hash.digest('hex')))
    },
  })
  const identity = opensslPfx(folder, 'alice', door.alice)
  pem = path.join(folder, 'alice.pem')
  pfx = `${identity.pfx}:${identity.password}`
  fs.writeFileSync(ca, door.home.cert)
  fs.writeFileSync(upload, UPLOAD)
})
beforeEach(() => door.apply({}, { rules: [publicPath] }))
afterAll(async () => {
  await door.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const url = (at = '/'): string => `https://camera.home:${door.port}${at}`
const curl = (...args: string[]) =>
  runTool('curl', ['-sS', '--resolve', `camera.home:${door.port}:127.0.0.1`, '--cacert', ca, ...args])
const TELL = ['-o', '/dev/null', '-w', '%{http_version} %{response_code} %{size_download}']

describe('curl', needs('curl'), () => {
  test('enters over HTTP/1.0, which it then asks for in the handshake', async () => {
    // A server answers with its own minor version (RFC 9110 §6.2).
    expect((await curl('--http1.0', '--cert', pem, ...TELL, url())).text).toBe('1.1 200 1024')
  })

  const certificates = [
    ['PEM', () => ['--cert', pem]],
    ['PKCS#12', () => ['--cert-type', 'P12', '--cert', pfx]],
  ] as const
  const protocols = [
    ['--http1.1', '1.1'],
    ['--http2', '2'],
  ] as const
  const versions = [
    ['TLS 1.2', ['--tlsv1.2', '--tls-max', '1.2']],
    ['TLS 1.3', ['--tlsv1.3']],
  ] as const
  const cases = certificates.flatMap(([form, certificate]) =>
    protocols.flatMap(([protocol, spoken]) =>
      versions.map(
        ([version, tls]) => [protocol, version, form, spoken, () => [protocol, ...tls, ...certificate()]] as const,
      ),
    ),
  )
  test.each(cases)('%s over %s enters with a certificate as %s', async (_p, _v, _f, spoken, args) => {
    expect(await curl(...args(), ...TELL, url())).toEqual({ status: 0, text: `${spoken} 200 1024` })
    // 100-continue on HTTP/1.1, flow control on HTTP/2.
    const digest = createHash('sha256').update(UPLOAD).digest('hex')
    expect(await curl(...args(), '--data-binary', `@${upload}`, url())).toEqual({ status: 0, text: digest })
    expect(await curl(...args(), '-H', 'Transfer-Encoding: chunked', '-T', upload, url('/put'))).toEqual({
      status: 0,
      text: digest,
    })
    expect(await curl(...args(), '-I', ...TELL, url())).toEqual({ status: 0, text: `${spoken} 200 0` })
  })

  test.each(protocols)('%s without a certificate gets the page', async (protocol, spoken) => {
    const { status, text } = await curl(protocol, ...TELL, url())
    expect([status, text]).toEqual([0, expect.stringMatching(new RegExp(`^${spoken} 403 `))])
  })

  test.each(protocols)('%s fetches fifty files over one connection', async (protocol, spoken) => {
    const tell = ['-w', '%{http_version} %{response_code} %{num_connects}\n', '-o', '/dev/null']
    const many = Array.from({ length: 50 }, (_, at) => [...tell, url(`/${at}`)]).flat()
    const { text } = await curl(protocol, '--cert', pem, ...many)
    const lines = text.trim().split('\n')
    expect(lines).toEqual([`${spoken} 200 1`, ...Array.from({ length: 49 }, () => `${spoken} 200 0`)])
  })
})

describe('load', () => {
  test.each([
    ['with connections that are kept', ['-k']],
    ['with a connection a request', []],
  ])('of ab -E %s: every answer is 2xx, none fails', needs('ab'), async (_how, keep) => {
    // It knows no --resolve, and looks at no names: the one site of the port answers.
    await door.apply({}, { hosts: ['camera.home', 'localhost'] })
    const args = [...keep, '-q', '-c', '8', '-n', keep.length > 0 ? '2000' : '300', '-E', pem]
    const { status, text } = await runTool('ab', [...args, `https://localhost:${door.port}/`])
    expect(status, text).toBe(0)
    expect(text).toMatch(/^Failed requests: +0$/m)
    expect(text).toMatch(/^Complete requests: +(?:2000|300)$/m)
    expect(text).not.toMatch(/Non-2xx/)
    expect(text).toMatch(/^Document Length: +1024 bytes$/m)
  })

  // h2load shows no certificate; nghttp does, one connection at a time.
  test(
    'of h2load: every stream is answered on the public path; elsewhere 403 ends the connection',
    needs('nghttp2'),
    async () => {
      const load = (at: string) =>
        runTool('h2load', ['-n', '2000', '-c', '10', '-m', '20', '--connect-to', `127.0.0.1:${door.port}`, url(at)])
      const open = await load('/public')
      expect(open.text).toContain('2000 total, 2000 started, 2000 done, 2000 succeeded, 0 failed, 0 errored, 0 timeout')
      expect(open.text).toContain('status codes: 2000 2xx, 0 3xx, 0 4xx, 0 5xx')
      const closed = await load('/')
      // A browser asks for a certificate in a new handshake only (RFC 9113 §9.2.3), so none is left to be used again: what
      // came at once is answered, what comes later is refused as never begun, and h2load does not connect again.
      const [, succeeded, refused] = /^status codes: (\d+) 2xx, 0 3xx, (\d+) 4xx, 0 5xx$/m.exec(closed.text) ?? []
      expect(Number(succeeded)).toBe(0)
      expect(Number(refused)).toBeGreaterThan(10)
      expect(Number(refused)).toBeLessThanOrEqual(10 * 20)
      expect(closed.text).toContain(' 0 timeout')
    },
  )

  test('of h2load over HTTP/1.1: every request is answered', needs('nghttp2'), async () => {
    const args = ['--h1', '-n', '1000', '-c', '10', '--connect-to', `127.0.0.1:${door.port}`, url('/public')]
    const { text } = await runTool('h2load', args)
    expect(text).toContain('status codes: 1000 2xx, 0 3xx, 0 4xx, 0 5xx')
  })

  test('of nghttp with a certificate: two hundred streams at once are all let in', needs('nghttp2'), async () => {
    await door.apply({}, { hosts: ['camera.home', 'localhost'] })
    const args = ['-nv', '-m', '200', '--cert', pem, '--key', pem, `https://localhost:${door.port}/`]
    const { status, text } = await runTool('nghttp', args)
    expect(status, text.slice(-500)).toBe(0)
    expect(text.match(/:status: 200/g)).toHaveLength(200)
  })
})
