import http2, { type ClientHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { UpstreamConnections } from '../../../shared/contract/upstream-settings.ts'
import { CLOSED, ONE_CONNECTION } from '../../../shared/upstream-causes.ts'
import { headerValue } from '../http/visit.ts'
import type { HeaderList } from '../http/head.ts'
import type { Connect } from './connect.ts'
import type { Timeouts } from './connection.ts'
import { Http2Sending } from './http2-sending.ts'
import type { ConnectionOwner, UpstreamRequest } from './request.ts'
import type { Sender, Transfer, TransferHandlers } from './sending.ts'

/** A connection without requests is ended after so long. Milliseconds. */
const IDLE_TIMEOUT_MS = 30_000
/** Octets of HTTP/2 state that one connection may hold: what a device sends is bounded as over HTTP/1.1. MiB. */
const MAX_SESSION_MEMORY = 16
/** Octets on their way over all streams: a visitor who takes nothing fills the window of one, not everybody's. */
const CONNECTION_WINDOW = 16 * 1024 * 1024

/**
 * Whether a request can be carried by HTTP/2 only (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md):
 * gRPC-Web is not, its trailers are in the body.
 */
export function isGrpc(headers: HeaderList): boolean {
  return /^application\/grpc(?:[+;\s]|$)/i.test(headerValue(headers, 'content-type') ?? '')
}

export interface Http2Options extends Timeouts {
  /** Offers HTTP/2 in the handshake. */
  readonly connect: Connect
  /** Over TLS an upstream may want HTTP/1.1; without it, it is taken at its word (RFC 9113 §3.3). */
  readonly isSecure: boolean
  /**
   * `keep`: streams share one connection. `none`: each has its own. `one`: refused, since those of HTTP/1.1 and this one
   * would be two.
   */
  readonly connections: UpstreamConnections
  /** For an upstream that does not speak HTTP/2. */
  readonly otherwise: Sender
}

/**
 * One HTTP/2 connection to an upstream, for gRPC (docs/decisions/0058-http2-to-the-upstream-for-grpc.md). Streams of
 * several visitors share it: what logs whole connections in (authentication.ts) is no part of HTTP/2.
 */
export class Http2Upstream implements Sender {
  readonly #options: Http2Options
  #session: ClientHttp2Session | null = null
  #waiting: ((session: ClientHttp2Session | null, code: string) => void)[] = []
  #cancel: (() => void) | null = null
  #closed = false
  /** Connections of one request each, and those that are being opened. */
  readonly #own = new Set<ClientHttp2Session>()
  readonly #attempts = new Set<() => void>()

  constructor(options: Http2Options) {
    this.#options = options
  }

  send(request: UpstreamRequest, handlers: TransferHandlers, owner: ConnectionOwner): Transfer {
    const sending = new Http2Sending(request, handlers, this.#options)
    const { connections } = this.#options
    // Not within the call: nobody has the transfer yet.
    if (connections === 'one') {
      setImmediate(() => sending.fail(ONE_CONNECTION))
      return sending
    }
    const begin = (session: ClientHttp2Session | null, code: string): void => {
      if (session) {
        sending.begin(session, connections === 'none')
      } else if (code === '') sending.delegate(this.#options.otherwise, owner)
      else sending.fail(code)
    }
    if (connections === 'none') this.#withOwnSession(begin)
    else this.#withSession(begin)
    return sending
  }

  /** One for this request alone. */
  #withOwnSession(then: (session: ClientHttp2Session | null, code: string) => void): void {
    const cancel = this.#options.connect((error, socket) => {
      this.#attempts.delete(cancel)
      if (socket) {
        const session = this.#open(socket)
        if (session) {
          this.#own.add(session)
          session.once('close', () => this.#own.delete(session))
        }
        then(session, '')
      } else then(null, 'code' in error && typeof error.code === 'string' ? error.code : error.name)
    })
    this.#attempts.add(cancel)
  }

  /** @param then gets null and a code, or an empty one where the upstream wants HTTP/1.1 */
  #withSession(then: (session: ClientHttp2Session | null, code: string) => void): void {
    const session = this.#session
    if (session && !session.closed && !session.destroyed) return then(session, '')
    this.#waiting.push(then)
    if (this.#waiting.length > 1) return
    this.#cancel = this.#options.connect((error, socket) => {
      this.#cancel = null
      if (socket) return this.#settle(this.#open(socket), '')
      this.#settle(null, 'code' in error && typeof error.code === 'string' ? error.code : error.name)
    })
  }

  #settle(session: ClientHttp2Session | null, code: string): void {
    this.#session = session
    for (const one of this.#waiting.splice(0)) one(session, code)
    if (this.#closed) this.close()
  }

  /** @returns null for an upstream that has chosen HTTP/1.1 */
  #open(socket: Socket): ClientHttp2Session | null {
    if (this.#options.isSecure && !('alpnProtocol' in socket && socket.alpnProtocol === 'h2')) {
      socket.destroy()
      return null
    }
    const session = http2.connect('http://upstream.invalid', {
      createConnection: () => socket,
      maxSessionMemory: MAX_SESSION_MEMORY,
      settings: { enablePush: false },
    })
    session.once('connect', () => session.setLocalWindowSize(CONNECTION_WINDOW))
    const forget = (): void => {
      if (this.#session === session) this.#session = null
    }
    session.on('error', forget)
    session.on('close', forget)
    session.on('goaway', () => {
      forget()
      session.close()
    })
    session.setTimeout(IDLE_TIMEOUT_MS, () => {
      // Those that are open go on to their end (RFC 9113 §6.8).
      session.close()
    })
    return session
  }

  close(): void {
    this.#closed = true
    this.#session?.close()
  }

  destroy(): void {
    this.#cancel?.()
    for (const cancel of this.#attempts) cancel()
    for (const session of this.#own) session.destroy()
    for (const one of this.#waiting.splice(0)) one(null, CLOSED)
    this.#session?.destroy()
  }
}
