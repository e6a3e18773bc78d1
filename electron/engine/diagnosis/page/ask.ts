import http from 'node:http'
import net from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { readPeerSafely } from '../../../pki/tls-peer.ts'
import { toPem } from '../../../pki/x509/pem.ts'
import { clientCiphers } from '../../tls-library.ts'

/** Bytes of a page that are read: titles, forms and addresses of scripts stand at its beginning. */
const MAX_BODY_BYTES = 131_072
/** As much as browsers take (Chromium: 256 KiB). Bytes. */
const MAX_HEADER_BYTES = 262_144
/** Milliseconds for the answer to begin, and for the rest of what is read of it. */
const FIRST_BYTE_TIMEOUT_MS = 20_000
const BODY_TIMEOUT_MS = 3000

/** What came back for one `GET`. */
export interface PageAnswer {
  readonly url: URL
  readonly status: number
  /** Names in lower case; values in the order in which they came. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** Its beginning, as far as it was read. */
  readonly body: string
  /** Milliseconds until the answer began, connection included. */
  readonly firstByteMs: number
  /** The address from which it was asked: what the other side knows this computer by. */
  readonly localAddress: string | null
}

export type AskedPage =
  | { readonly answer: PageAnswer; readonly problem: null }
  /** Node's code, or `ETIMEDOUT`. */
  | { readonly answer: null; readonly problem: string }

export interface AskOptions {
  /** Where to connect, if not to the address in the URL: the door answers for its names at its own address. */
  readonly at?: { readonly host: string; readonly port: number }
  /** Besides Host, which is that of the URL unless it is given here. */
  readonly headers?: Readonly<Record<string, string>>
  /** Shown in the handshake, PEM. */
  readonly credentials?: { readonly certPem: string; readonly keyPem: string } | null
  /** DER. Nothing depends on it: what is asked here is judged elsewhere. */
  readonly trust?: readonly Uint8Array[]
  readonly signal?: AbortSignal | undefined
}

/**
 * One `GET` as a browser makes it for a page, and the beginning of the answer. Any certificate is taken and any answer
 * that Node can read at all: this only looks, and sends nothing secret. Never throws.
 */
export function askPage(url: URL, options: AskOptions): Promise<AskedPage> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'https:'
  const place = options.at ?? { host, port: url.port === '' ? (secure ? 443 : 80) : Number(url.port) }
  return new Promise((resolve) => {
    const started = performance.now()
    let over = false
    let timer: NodeJS.Timeout
    let request: http.ClientRequest | null = null
    const end = (asked: AskedPage): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      request?.on('error', () => undefined).destroy()
      resolve(asked)
    }
    const fail = (error: unknown): void =>
      end({ answer: null, problem: error instanceof Error && 'code' in error ? String(error.code) : 'ECONNRESET' })
    timer = setTimeout(() => end({ answer: null, problem: 'ETIMEDOUT' }), FIRST_BYTE_TIMEOUT_MS)
    const connect = (): net.Socket => {
      if (!secure) return net.connect(place)
      const { credentials, trust = [] } = options
      const known: TLSSocket = tls.connect({
        ...place,
        ...(net.isIP(host) === 0 ? { servername: host } : {}),
        ...(trust.length > 0 ? { ca: trust.map((der) => toPem('CERTIFICATE', der)) } : {}),
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
        ...clientCiphers(),
        ...(credentials ? { cert: credentials.certPem, key: credentials.keyPem } : {}),
      })
      return readPeerSafely(known)
    }
    try {
      request = http.request({
        method: 'GET',
        path: url.pathname + url.search,
        setDefaultHeaders: false,
        headers: {
          host: url.host,
          'user-agent': 'Mozilla/5.0 (Vestibule-Diagnosis)',
          accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
          'accept-language': 'en',
          connection: 'close',
          ...options.headers,
        },
        createConnection: connect,
        maxHeaderSize: MAX_HEADER_BYTES,
        insecureHTTPParser: true,
        ...(options.signal ? { signal: options.signal } : {}),
      })
    } catch (error) {
      return fail(error)
    }
    request.on('error', fail)
    request.on('response', (response) => {
      const firstByteMs = Math.round(performance.now() - started)
      const localAddress = response.socket.localAddress ?? null
      const pieces: Buffer[] = []
      let size = 0
      const done = (): void =>
        end({
          answer: {
            url,
            status: response.statusCode ?? 0,
            headers: new Map(Object.entries(response.headersDistinct).map(([name, values = []]) => [name, values])),
            body: Buffer.concat(pieces).subarray(0, MAX_BODY_BYTES).toString('utf8'),
            firstByteMs,
            localAddress,
          },
          problem: null,
        })
      clearTimeout(timer)
      timer = setTimeout(done, BODY_TIMEOUT_MS)
      response.on('data', (piece: Buffer) => {
        pieces.push(piece)
        size += piece.length
        if (size >= MAX_BODY_BYTES) done()
      })
      response.on('end', done)
      response.on('error', done)
    })
    request.end()
  })
}
