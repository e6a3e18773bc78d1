import { connector, type Connect } from './connect.ts'
import { upstreamHeaders, upstreamTrailers } from '../visit/headers.ts'
import type { HeaderList, ResponseHead } from '../http/head.ts'
import { Http2Upstream } from './http2.ts'
import { UpstreamPool } from './pool.ts'
import type { ConnectionOwner } from './request.ts'
import type { Sender, Transfer, TransferHandlers } from './sending.ts'
import type { Visit, VisitHandlers } from '../http/visit.ts'
import type { Flow } from '../visit/pace.ts'
import type { CompiledUpstream } from './compile.ts'

/** How an exchange with the upstream ended. */
export type ForwardEnd =
  /** `milliseconds` passed until the answer began. */
  | { readonly kind: 'done'; readonly status: number; readonly milliseconds: number }
  /** Nothing was sent to the visitor yet: a page can still say so. */
  | { readonly kind: 'no-answer'; readonly detail: string }
  /** The response broke off half-way; the visitor's connection or stream was ended so that it cannot look complete. */
  | { readonly kind: 'broken'; readonly status: number; readonly detail: string }
  | { readonly kind: 'visitor-left' }

/** One upstream, for those who send requests to it. */
export interface UpstreamHandle {
  readonly pool: UpstreamPool
  readonly http2: Http2Upstream
  /** A connection of its own, to look whether the upstream answers. */
  readonly connect: Connect
}

export interface Upstreams {
  get(upstream: CompiledUpstream): UpstreamHandle
  /** Closes those that no policy uses any more, once their requests have ended. */
  keep(upstreams: readonly CompiledUpstream[]): void
  close(): void
}

/** @param answerTimeoutMs milliseconds that every upstream has to begin its answer, in place of its own; for tests */
export function createUpstreams({ answerTimeoutMs }: { answerTimeoutMs?: number } = {}): Upstreams {
  const handles = new Map<string, UpstreamHandle>()
  return {
    get(upstream) {
      let handle = handles.get(upstream.key)
      if (!handle) {
        const connect = connector(upstream)
        const { connections, firstByteTimeoutMs, idleTimeoutMs } = upstream
        const timeouts = { answerTimeoutMs: answerTimeoutMs ?? firstByteTimeoutMs, idleTimeoutMs }
        const pool = new UpstreamPool(connect, { connections, ...timeouts })
        handle = {
          pool,
          http2: new Http2Upstream({
            connect: connector(upstream, ['h2', 'http/1.1']),
            isSecure: upstream.tls !== null,
            connections,
            otherwise: pool,
            ...timeouts,
          }),
          connect,
        }
        handles.set(upstream.key, handle)
      }
      return handle
    },
    keep(upstreams) {
      const used = new Set(upstreams.map((one) => one.key))
      for (const [key, { pool, http2 }] of handles) {
        if (used.has(key)) continue
        handles.delete(key)
        pool.close()
        http2.close()
      }
    },
    close() {
      for (const { pool, http2 } of handles.values()) {
        pool.destroy()
        http2.destroy()
      }
      handles.clear()
    },
  }
}

/** Base path of the upstream plus the visitor's path. */
function upstreamPath(upstream: URL, path: string): string {
  return upstream.pathname === '/' ? path : upstream.pathname.replace(/\/$/, '') + path
}

export interface ForwardOptions {
  readonly sender: Sender
  /** The visitor's own connection. */
  readonly owner: ConnectionOwner
  readonly upstream: URL
  /** As the visitor wrote it, with port. */
  readonly host: string
  /** The Host that the upstream is asked for. */
  readonly askedHost: string
  readonly visit: Visit
  readonly path: string
  readonly headers: HeaderList
  /** The gate's own headers, each line ended by CRLF. */
  readonly own: string
  /** Which fields behind the visitor's body go on. */
  readonly onwardTrailers: (trailers: HeaderList) => HeaderList
  /** The protocol that the connection is to change to, as the upstream is asked for it; null for none. */
  readonly upgrade: string | null
  /** The upstream has agreed to that: both connections are the caller's now. Null where none is asked for. */
  readonly onSwitched: TransferHandlers['onSwitched'] | null
  readonly onEnd: (end: ForwardEnd) => void
}

/** Sends one request on, streaming both ways with back-pressure. A class, for the sake of its speed. */
export class Forwarding implements TransferHandlers, VisitHandlers {
  readonly #options: ForwardOptions
  readonly #visit: Visit
  readonly #transfer: Transfer
  readonly #begun = performance.now()
  #milliseconds = 0
  #status = 0
  #sent = 0
  #over = false

  constructor(options: ForwardOptions) {
    const { visit, upstream } = options
    this.#options = options
    this.#visit = visit
    visit.attach(this)
    this.#transfer = options.sender.send(
      {
        method: visit.method,
        path: upstreamPath(upstream, options.path),
        headers: options.headers,
        own: options.own,
        body: visit.body,
        upgrade: options.upgrade,
      },
      this,
      options.owner,
    )
    if (this.#transfer.ready) visit.readBody()
  }

  /** Ends it at once. */
  cut(): void {
    if (this.#over) return
    this.#transfer.abort()
    this.#visit.cut()
    this.#end({ kind: 'visitor-left' })
  }

  flow(): Flow {
    const { received, bodyEnded, paused, answered, buffered } = this.#visit
    return {
      received,
      bodyDue: !bodyEnded && !answered && !paused,
      taken: this.#sent - buffered,
      buffered: buffered > 0,
    }
  }

  #end(end: ForwardEnd): void {
    if (this.#over) return
    this.#over = true
    this.#options.onEnd(end)
  }

  onBody(piece: Buffer): boolean {
    return this.#over || this.#transfer.write(piece)
  }
  onBodyEnd(trailers: HeaderList): void {
    if (this.#over) return
    this.#transfer.end(trailers.length === 0 ? trailers : this.#options.onwardTrailers(trailers))
  }
  onDrain(): void {
    if (!this.#over) this.#transfer.resume()
  }
  onGone(): void {
    if (this.#over) return
    this.#transfer.abort()
    this.#end({ kind: 'visitor-left' })
  }

  onReady(): void {
    if (!this.#over) this.#visit.readBody()
  }
  onInterim({ status, headers }: ResponseHead): void {
    // 100 is the gate's own affair; what an upgrade would be is not asked for here.
    if (status > 101 && !this.#visit.interim(status, upstreamHeaders(headers, this.#options, true))) {
      this.#transfer.pause()
    }
  }
  onHead({ status, reason, headers, body }: ResponseHead): void {
    this.#status = status
    this.#milliseconds = Math.round(performance.now() - this.#begun)
    const kept = upstreamHeaders(headers, this.#options, status === 204)
    this.#visit.begin({ status, reason, headers: kept, body })
  }
  onData(piece: Buffer): void {
    this.#sent += piece.length
    if (!this.#visit.write(piece)) this.#transfer.pause()
  }
  onEnd(trailers: HeaderList): void {
    if (this.#over) return
    // Told before the visitor's connection is free: what it brings next is another request.
    this.#end({ kind: 'done', status: this.#status, milliseconds: this.#milliseconds })
    this.#visit.end(trailers.length === 0 ? trailers : upstreamTrailers(trailers))
  }
  onSwitched: TransferHandlers['onSwitched'] = (head, socket, rest) => {
    this.#over = true
    this.#options.onSwitched?.(head, socket, rest)
  }
  onFailed(code: string): void {
    if (this.#over) return
    if (this.#status === 0) {
      this.#end({ kind: 'no-answer', detail: code })
      return
    }
    this.#visit.cut()
    this.#end({ kind: 'broken', status: this.#status, detail: code })
  }
}
