import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import { Pool, type Dispatcher } from 'undici'
import { connector, type Connect } from './connect.ts'
import { upstreamHeaders, type HeaderList } from './headers.ts'
import type { Flow } from './pace.ts'
import type { CompiledUpstream } from './upstream.ts'
import { isHttp2, type VisitorRequest, type VisitorResponse } from './visitor.ts'

/** How an exchange with the upstream ended. */
export type ForwardEnd =
  /** `milliseconds` passed until the answer began. */
  | { readonly kind: 'done'; readonly status: number; readonly milliseconds: number }
  /** Nothing was sent to the visitor yet: a page can still say so. */
  | { readonly kind: 'no-answer'; readonly detail: string }
  /** The response broke off half-way; the visitor's connection or stream was ended so that it cannot look complete. */
  | { readonly kind: 'broken'; readonly status: number; readonly detail: string }
  | { readonly kind: 'visitor-left' }

/** The way to one upstream. */
export interface Way {
  readonly pool: Pool
  /** A connection of its own, for WebSockets. */
  readonly connect: Connect
}

export interface Upstreams {
  get(upstream: CompiledUpstream): Way
  /** Closes those that no policy uses any more, once their requests have ended. */
  keep(upstreams: readonly CompiledUpstream[]): void
  close(): void
}

/** Milliseconds. Bodies may be endless (event streams, downloads), headers not. */
const HEADERS_TIMEOUT = 60_000

/** `headersTimeout`: milliseconds that an upstream has to begin its answer. */
export function createUpstreams({ headersTimeout = HEADERS_TIMEOUT }: { headersTimeout?: number } = {}): Upstreams {
  const ways = new Map<string, Way>()
  return {
    get(upstream) {
      let way = ways.get(upstream.key)
      if (!way) {
        const connect = connector(upstream)
        const pool = new Pool(upstream.url.origin, {
          // No limit: one endless event stream each must not starve the others.
          connections: null,
          pipelining: 1,
          bodyTimeout: 0,
          headersTimeout,
          maxHeaderSize: 65_536,
          keepAliveTimeout: 4000,
          connect: (_options, done) => connect(done),
        })
        way = { pool, connect }
        ways.set(upstream.key, way)
      }
      return way
    },
    keep(upstreams) {
      const used = new Set(upstreams.map((one) => one.key))
      for (const [key, { pool }] of ways) {
        if (used.has(key)) continue
        ways.delete(key)
        void pool.close().catch(() => undefined)
      }
    },
    close() {
      for (const { pool } of ways.values()) void pool.destroy().catch(() => undefined)
      ways.clear()
    },
  }
}

/** Base path of the upstream plus the visitor's path. */
export function upstreamPath(upstream: URL, path: string): string {
  return upstream.pathname === '/' ? path : upstream.pathname.replace(/\/$/, '') + path
}

function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

export interface ForwardOptions {
  readonly pool: Pool
  readonly upstream: URL
  readonly request: VisitorRequest
  readonly response: VisitorResponse
  readonly path: string
  readonly headers: HeaderList
  readonly onEnd: (end: ForwardEnd) => void
}

function hasBody(request: VisitorRequest): boolean {
  if (isHttp2(request)) return !request.stream.endAfterHeaders
  return request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
}

/** A request that is on its way. */
export interface Onward {
  /** Ends it at once. */
  cut(): void
  flow(): Flow
}

/** Sends one request on, streaming both ways with back-pressure. */
export function forward(options: ForwardOptions): Onward {
  const { request, upstream } = options
  const response = options.response as ServerResponse
  const http2 = isHttp2(request)
  let controller: Dispatcher.DispatchController | null = null
  const begun = performance.now()
  let milliseconds = 0
  let status = 0
  let over = false
  let started = false

  const end = (result: ForwardEnd): void => {
    if (over) return
    over = true
    response.off('drain', onDrain)
    response.off('close', onClose)
    options.onEnd(result)
  }
  const cutVisitor = (): void => {
    if (http2) (options.response as Http2ServerResponse).stream.close(8 /* CANCEL, RFC 9113 §7 */)
    else response.destroy()
  }
  const onDrain = (): void => controller?.resume()
  const onClose = (): void => {
    if (response.writableFinished) return
    end({ kind: 'visitor-left' })
    controller?.abort(new Error('the visitor left'))
  }
  response.on('drain', onDrain)
  response.on('close', onClose)

  const length = request.headers['content-length']
  const body = hasBody(request)
  let received = 0
  let sent = 0
  if (body) {
    // Counted only: it flows when undici wants it, and stops when the upstream does.
    request.on('data', (chunk: Buffer) => (received += chunk.length))
    request.pause()
  }
  // undici takes the visitor's Host for the name in TLS, and would open a new connection for each other one.
  const asked: Dispatcher.DispatchOptions & { servername: string } = {
    path: upstreamPath(upstream, options.path),
    method: request.method as Dispatcher.HttpMethod,
    headers: length === undefined ? options.headers : [...options.headers, 'content-length', length],
    body: body ? request : null,
    idempotent: false,
    blocking: false,
    servername: upstream.hostname,
  }
  options.pool.dispatch(asked, {
    onRequestStart(started) {
      controller = started
      if (over) started.abort(new Error('the visitor left'))
    },
    onResponseStart(_controller, code, headers) {
      if (code < 200 || over) return
      status = code
      milliseconds = Math.round(performance.now() - begun)
      const kept = upstreamHeaders(headers, upstream)
      if (http2) delete kept['connection']
      response.writeHead(code, kept)
      // One packet for head and body where the body is there; but an event stream's head must not wait for its
      // first event.
      setImmediate(() => {
        if (!over && !started) response.flushHeaders?.()
      })
    },
    onResponseData(current, chunk) {
      started = true
      sent += chunk.length
      if (!over && !response.write(chunk)) current.pause()
    },
    onResponseEnd() {
      if (over) return
      response.end()
      end({ kind: 'done', status, milliseconds })
    },
    onResponseError(_controller, error) {
      const code = errorCode(error)
      if (over) return
      if (status === 0) end({ kind: 'no-answer', detail: code })
      else {
        cutVisitor()
        end({ kind: 'broken', status, detail: code })
      }
    },
  })
  return {
    cut() {
      end({ kind: 'visitor-left' })
      controller?.abort(new Error('cut'))
      cutVisitor()
    },
    flow: () => ({
      received,
      owed: body && !request.complete && !response.headersSent && request.readableFlowing === true,
      taken: sent - response.writableLength,
      untaken: response.writableLength > 0,
    }),
  }
}
