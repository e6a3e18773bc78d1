import net from 'node:net'
import { Duplex } from 'node:stream'
import tls, { type TLSSocket } from 'node:tls'
import { alertFromError, type TlsAlert } from '../../../../shared/verify/index.ts'
import { readPeerSafely } from '../../../pki/tls-peer.ts'
import { clientCiphers } from '../../tls-library.ts'
import { readFlight, type Flight } from './flight.ts'
import { recognise, type Speaks } from './recognise.ts'

export interface Credentials {
  /** Leaf first. */
  readonly certPem: string
  readonly keyPem: string
}

export interface MeetOptions {
  readonly host: string
  readonly port: number
  /** Null: none is sent (an address was called). */
  readonly servername: string | null
  readonly version: '1.2' | '1.3'
  readonly alpn: readonly string[]
  readonly credentials: Credentials | null
  /** PEM certificates that are trusted besides those of the system. */
  readonly trust: readonly string[]
  /** False: hangs up after the handshake. */
  readonly request: boolean
  /** Offers TLS 1.0 and 1.1 instead of `version`: nobody should take that. */
  readonly old?: boolean
  /** A session of an earlier meeting, to be offered again. */
  readonly session?: Buffer | undefined
  readonly limits: Limits
  readonly signal?: AbortSignal
}

export interface Limits {
  /** Milliseconds for the whole meeting. */
  readonly total: number
  /** Milliseconds of silence after the handshake, after which nothing more is expected. */
  readonly silence: number
}

/**
 * `endless`: it never stops sending. `slow`: it began and was not done in time. `too-large`: a message larger than any
 * program takes. `malformed`: what it sends is not what TLS allows.
 */
export type Flaw = 'endless' | 'slow' | 'too-large' | 'malformed'

/** What happened in one connection. */
export interface Meeting {
  readonly version: '1.2' | '1.3'
  readonly speaks: Speaks
  readonly flight: Flight
  /** `refused`: the server ended it, with an alert or not, after both sides had keys. An alert before is `failed`. */
  readonly handshake: 'completed' | 'refused' | 'failed'
  readonly alert: TlsAlert | null
  readonly cipher: string | null
  readonly alpn: string | null
  /** Node's verdict over the server's certificate: null when good. */
  readonly serverError: string | null
  readonly http: { readonly status: number; readonly head: string; readonly body: string } | null
  /** Node's code when the connection failed below TLS: ECONNREFUSED, ENOTFOUND … */
  readonly networkError: string | null
  readonly timedOut: boolean
  /** What is wrong with how it speaks TLS, where no handshake came about. */
  readonly flaw: Flaw | null
  /** The answer was cut off: its head has no end. */
  readonly endlessAnswer: boolean
  /** What the server gave to come back with; null when it gave nothing. */
  readonly session: Buffer | null
  /** Whether the server went on with the session that was offered. */
  readonly reused: boolean
}

/** Bytes of a handshake: real ones have a few thousand. */
const MOST_HANDSHAKE = 262_144
/** Bytes of an answer that are read. */
const MOST_ANSWER = 65_536
const NETWORK_ERRORS = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'EACCES',
])

/** A raw connection whose incoming bytes are kept, up to a limit, while TLS reads them. */
function tapped(raw: net.Socket, onBytes: (bytes: Buffer) => void): Duplex {
  const duplex = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      raw.write(chunk, (error) => done(error ?? null))
    },
    final: (done) => {
      raw.end(() => done())
    },
    destroy: (error, done) => {
      raw.destroy()
      done(error)
    },
  })
  raw.on('data', (bytes: Buffer) => {
    onBytes(bytes)
    if (!duplex.destroyed) duplex.push(bytes)
  })
  raw.on('end', () => duplex.push(null))
  raw.on('error', (error) => duplex.destroy(error))
  return duplex
}

function readAnswer(text: string): Meeting['http'] {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]
  if (status === undefined) return null
  const end = text.indexOf('\r\n\r\n')
  return end < 0
    ? { status: Number(status), head: text, body: '' }
    : { status: Number(status), head: text.slice(0, end), body: text.slice(end + 4, end + 4 + 4096) }
}

const ENDLESS = 'the handshake has no end'

/** By what our own TLS library says of it (OpenSSL’s and BoringSSL’s names). */
function flawOf(error: (Error & { code?: string }) | null, timedOut: boolean): Flaw | null {
  if (timedOut) return 'slow'
  if (error?.message === ENDLESS) return 'endless'
  const code = error?.code ?? ''
  if (/EXCESSIVE_MESSAGE_SIZE|EXCESSIVE_SIZE/.test(code)) return 'too-large'
  return code.startsWith('ERR_SSL_') ? 'malformed' : null
}

/** One connection, one handshake, one `GET /`; bounded in time and bytes. Never throws. */
export function meet(options: MeetOptions): Promise<Meeting> {
  const { host, port, servername, version, limits } = options
  return new Promise((resolve) => {
    const received: Buffer[] = []
    let bytes = 0
    let secret: Uint8Array | null = null
    let met = false
    let established = false
    let answer = ''
    let ended = false
    let over = false
    let client: TLSSocket | null = null
    let details: Pick<Meeting, 'cipher' | 'alpn' | 'serverError'> = { cipher: null, alpn: null, serverError: null }
    let silence: NodeJS.Timeout | undefined
    let session: Buffer | null = null
    let reused = false

    const finish = (error: (Error & { code?: string }) | null, timedOut = false): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      clearTimeout(silence)
      options.signal?.removeEventListener('abort', onAbort)
      client?.destroy()
      raw.destroy()
      const all = Buffer.concat(received)
      const alert = error ? (alertFromError(error.code ?? '') ?? alertFromError(error.message)) : null
      const http = readAnswer(answer)
      const flight = readFlight(all, secret)
      // Bun has no key log; a certificate that was read proves as much.
      met ||= flight.chain.length > 0
      // Whoever goes away without a word after both sides had keys has refused the visitor.
      // What our own library objects to is no refusal by the server.
      const objected = alert === null && (error?.code ?? '').startsWith('ERR_SSL_')
      const hungUp = met && !timedOut && !objected && answer === '' && (options.request || !established)
      const speaks = recognise(all, ended || error !== null)
      const tooEarly = alert === null && (objected || !met)
      resolve({
        version,
        speaks: speaks === 'closes' && error?.code === 'ECONNRESET' ? 'resets' : speaks,
        flaw: speaks === 'tls' && tooEarly ? flawOf(error, timedOut) : null,
        endlessAnswer: answer.length > MOST_ANSWER && !answer.includes('\r\n\r\n'),
        flight,
        handshake:
          met && http === null && (alert !== null || hungUp) ? 'refused' : established ? 'completed' : 'failed',
        alert,
        ...details,
        http,
        networkError: error?.code !== undefined && NETWORK_ERRORS.has(error.code) ? error.code : null,
        timedOut,
        session,
        reused,
      })
    }
    const onAbort = (): void => finish(new Error('cancelled'))
    const timer = setTimeout(() => finish(null, true), limits.total)
    const waitForMore = (): void => {
      clearTimeout(silence)
      silence = setTimeout(() => finish(null, answer === ''), limits.silence)
    }

    const raw = net.connect({ host, port, autoSelectFamily: true })
    raw.on('error', finish)
    raw.on('close', () => {
      ended = true
      // The TLS side may still have an alert to report.
      setImmediate(() => finish(null))
    })
    if (options.signal?.aborted === true) return onAbort()
    options.signal?.addEventListener('abort', onAbort)
    const duplex = tapped(raw, (chunk) => {
      bytes += chunk.length
      if (!established && bytes > MOST_HANDSHAKE) return finish(new Error(ENDLESS))
      if (bytes <= MOST_HANDSHAKE) received.push(chunk)
    })
    duplex.on('error', () => undefined)
    try {
      client = readPeerSafely(
        tls.connect({
          socket: duplex,
          ...(servername === null ? {} : { servername }),
          minVersion: options.old === true ? 'TLSv1' : `TLSv${version}`,
          maxVersion: options.old === true ? 'TLSv1.1' : `TLSv${version}`,
          ca: [...tls.rootCertificates, ...options.trust],
          // The server's certificate is judged, not obeyed: the point is to see what is there.
          rejectUnauthorized: false,
          ALPNProtocols: [...options.alpn],
          ...(options.session ? { session: options.session } : {}),
          ...clientCiphers(),
          ...(options.credentials ? { cert: options.credentials.certPem, key: options.credentials.keyPem } : {}),
        }),
      )
    } catch (error) {
      return finish(error instanceof Error ? error : new Error('could not connect'))
    }
    const connected = client
    connected.on('keylog', (line: Buffer) => {
      met = true
      const found = /^SERVER_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]+ ([0-9a-f]+)/i.exec(line.toString('latin1'))
      if (found?.[1] !== undefined) secret = Buffer.from(found[1], 'hex')
    })
    connected.on('session', (given: Buffer) => {
      session = given
    })
    connected.on('secureConnect', () => {
      established = true
      reused = connected.isSessionReused()
      met = true
      const used = connected.getCipher()
      // Node types this as an Error; at run time it is the code's name.
      const verdict = connected.authorizationError as unknown as string | (Error & { code?: string }) | null
      details = {
        cipher: used.standardName ?? used.name,
        alpn: connected.alpnProtocol === false ? null : (connected.alpnProtocol ?? null),
        serverError: typeof verdict === 'string' ? verdict : (verdict?.code ?? verdict?.message ?? null),
      }
      if (!options.request) return finish(null)
      const name = servername ?? (net.isIPv6(host) ? `[${host}]` : host)
      connected.write(
        `GET / HTTP/1.1\r\nHost: ${name}:${port}\r\nUser-Agent: Vestibule-Diagnosis\r\nAccept: text/html\r\nConnection: close\r\n\r\n`,
      )
      waitForMore()
    })
    connected.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      if (answer.length > MOST_ANSWER) finish(null)
      else waitForMore()
    })
    connected.on('end', () => {
      ended = true
      finish(null)
    })
    connected.on('error', finish)
    connected.on('close', () => {
      ended = true
      setImmediate(() => finish(null))
    })
  })
}
