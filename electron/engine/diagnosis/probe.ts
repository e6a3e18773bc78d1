import net from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import type { Seen } from '../../../shared/contract/diagnosis.ts'
import { alertFromError } from '../../../shared/verify/index.ts'
import { readPeerSafely } from '../../pki/tls-peer.ts'
import { toPem } from '../../pki/x509/pem.ts'
import { clientCiphers, isOwnFailure } from '../tls-library.ts'
import { message, verbatim, type Message } from '../../../shared/messages/message.ts'

export interface ProbeTarget {
  readonly address: string
  readonly port: number
  readonly servername: string
  /** DER of the certificates that vouch for the server. */
  readonly serverTrust: readonly Uint8Array[]
}

export interface ProbeOptions {
  readonly target: ProbeTarget
  readonly version: '1.2' | '1.3'
  readonly credentials: { readonly certPem: string; readonly keyPem: string } | null
  /** Tells the gate that this is no visitor, where no certificate does. */
  readonly word?: string
  /** A session of an earlier handshake, to be offered. */
  readonly session?: Buffer | undefined
  /** Only to get a session: nothing is asked for. */
  readonly sessionOnly?: boolean
  readonly signal?: AbortSignal | undefined
}

export interface Probed {
  readonly seen: Seen
  /** To come back with; null when the server gave none. */
  readonly session: Buffer | null
  /** Whether the server went on with the session that was offered. */
  readonly reused: boolean
  /** Why it could not even be tried; null when it was. Then nothing is known of the server. */
  readonly problem: Message | null
}

/** Milliseconds after which a server counts as silent. */
const TIME_LIMIT = 10_000
/** TLS 1.3 gives sessions after the handshake, if it gives any. Milliseconds. */
const SESSION_WAIT = 300
/** A head larger than this tells nothing more. */
const MOST = 65_536

/** What the head of an HTTP answer says. */
function readHead(text: string): Pick<Seen, 'status' | 'page' | 'verifyCode' | 'verifyName'> {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]
  const page = /^x-vestibule-page: *([\w-]+)/im.exec(text)?.[1]
  const verify = /^x-vestibule-verify: *(\d+) (\w+)/im.exec(text)
  return {
    status: status === undefined ? null : Number(status),
    page: status === undefined ? null : (page ?? 'upstream'),
    verifyCode: verify ? Number(verify[1]) : null,
    verifyName: verify?.[2] ?? null,
  }
}

/**
 * One real handshake and one `GET /`, from a socket of its own. In TLS 1.3 the client believes the handshake done
 * before the server's refusal arrives, so it reads on. Never throws.
 */
export function probe(options: ProbeOptions): Promise<Probed> {
  const { target, credentials } = options
  return new Promise((resolve) => {
    let met = false
    let text = ''
    let over = false
    let socket: TLSSocket | null = null
    let version: string | null = null
    let cipher: string | null = null
    let session: Buffer | null = null
    let reused = false
    /** What fails here is no answer of the server. */
    const giveUp = (problem: Message): void => {
      const nothing = { tlsVersion: null, cipher: null, alert: null, ...readHead('') }
      end({ seen: { handshake: 'not-tried', ...nothing }, session: null, reused: false, problem })
    }
    const finish = (error: Error | null): void => {
      if (over) return
      const head = readHead(text)
      const code = error && 'code' in error ? String(error.code) : (error?.message ?? '')
      if (!met && isOwnFailure(code)) return giveUp(verbatim(code))
      const alert = error ? (alertFromError(code) ?? alertFromError(error.message)) : null
      // Bytes of an answer prove that the server went through with it. An alert, or a hang-up after the two had met
      // over keys, proves that it refused the visitor; everything before that is no refusal but a failure.
      const handshake = head.status !== null ? 'completed' : alert !== null || met ? 'refused' : 'failed'
      const said = alert ? { number: alert.number, name: alert.name } : null
      end({ seen: { handshake, tlsVersion: version, cipher, alert: said, ...head }, session, reused, problem: null })
    }
    const end = (probed: Probed): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', onAbort)
      socket?.destroy()
      resolve(probed)
    }
    const onAbort = (): void => finish(new Error('cancelled'))
    let timer = setTimeout(() => finish(new Error('timed out')), TIME_LIMIT)
    options.signal?.addEventListener('abort', onAbort)
    try {
      socket = readPeerSafely(
        tls.connect({
          host: target.address,
          port: target.port,
          ...(net.isIP(target.servername) === 0 ? { servername: target.servername } : {}),
          minVersion: `TLSv${options.version}`,
          maxVersion: `TLSv${options.version}`,
          ca: target.serverTrust.map((der) => toPem('CERTIFICATE', der)),
          // The server's own certificate is judged elsewhere; here the visitor's is the question.
          rejectUnauthorized: false,
          ALPNProtocols: ['http/1.1'],
          ...(options.session ? { session: options.session } : {}),
          ...clientCiphers(),
          ...(credentials ? { cert: credentials.certPem, key: credentials.keyPem } : {}),
        }),
      )
    } catch (error) {
      // Nothing was sent: this TLS library does not take the certificate, key or options.
      giveUp(error instanceof Error ? verbatim(error.message) : message('parts.file.unknown'))
      return
    }
    const connected = socket
    // In TLS 1.2 a server that drops the connection over a certificate does so before `secureConnect`, but after both
    // sides have their keys: that is the proof that it had answered.
    connected.once('keylog', () => {
      met = true
    })
    connected.on('session', (given: Buffer) => {
      session = given
      if (options.sessionOnly === true) finish(null)
    })
    connected.on('secureConnect', () => {
      met = true
      reused = connected.isSessionReused()
      version = connected.getProtocol()?.replace('TLSv', '') ?? null
      const used = connected.getCipher()
      cipher = used.standardName ?? used.name
      if (options.sessionOnly === true) {
        clearTimeout(timer)
        timer = setTimeout(() => finish(null), SESSION_WAIT)
        return
      }
      const host = net.isIPv6(target.servername) ? `[${target.servername}]` : target.servername
      connected.write(
        `GET / HTTP/1.1\r\nHost: ${host}:${target.port}\r\nUser-Agent: Vestibule-Diagnosis\r\n${options.word === undefined ? '' : `X-Vestibule-Probe: ${options.word}\r\n`}Accept: text/html\r\nConnection: close\r\n\r\n`,
      )
    })
    connected.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (text.includes('\r\n\r\n') || text.length > MOST) finish(null)
    })
    connected.on('error', finish)
    connected.on('close', () => finish(null))
  })
}
