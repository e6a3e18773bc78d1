import http2, { type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { isFieldName, isFieldValue, isMethod, isTarget, NO_BODY, type Framing, type HeaderList } from './head.ts'
import type { AnswerHead, Visit, VisitHearer } from './visit.ts'

export interface Http2Options {
  /** Pairs of a header list; more than a page of ours would answer are refused by the library. */
  readonly mostHeaders: number
}

/** The HTTP/2 side of all connections. */
export interface Http2Side {
  /** @param isBusy whether a request is going on */
  accept(socket: TLSSocket, onVisit: (visit: Visit) => void, isBusy: () => boolean): void
}

/** Bytes; as over HTTP/1.1. */
const MAX_HEADER_BYTES = 32_768
/** Milliseconds without a request. */
const IDLE = 150_000
/** RFC 9113 §7. */
const { NGHTTP2_NO_ERROR, NGHTTP2_CANCEL } = http2.constants

export function createHttp2({ mostHeaders }: Http2Options): Http2Side {
  const server = http2.createServer({
    settings: { maxConcurrentStreams: 128, maxHeaderListSize: MAX_HEADER_BYTES, enableConnectProtocol: false },
    // A page that is left cancels some dozens at once; a rapid reset flood (CVE-2023-44487) is ended by GOAWAY.
    streamResetBurst: 200,
    streamResetRate: 33,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
    maxHeaderListPairs: mostHeaders + 8,
  })
  /** The library makes the session while it is told of the connection: so the next one is this one's. */
  let begin: (session: ServerHttp2Session) => void = () => undefined
  server.on('session', (session) => begin(session))
  server.on('sessionError', forget)
  return {
    accept(socket, onVisit, isBusy) {
      begin = (session) => {
        // Not the library's own timeout: it keeps a session that has ended until its time is over.
        const idle = setTimeout(() => {
          if (isBusy()) idle.refresh()
          else session.close()
        }, IDLE)
        session.once('close', () => clearTimeout(idle))
        session.on('stream', (stream, _headers, flags, raw) => {
          stream.on('error', () => undefined)
          idle.refresh()
          try {
            onVisit(new Http2Visit(session, stream, flags, raw))
          } catch {
            // A mistake with one visitor ends that visitor's connection, not the door for everybody else.
            session.destroy()
          }
        })
      }
      server.emit('connection', socket)
      begin = () => undefined
    },
  }
}

/**
 * An error remembers every function that was running, and what it ran for, until somebody wants to read it. Sessions that
 * end with one would hold themselves that way for ever, with their connection, site and policy: below JavaScript, the
 * library still waits for the visitor's word about the settings.
 */
function forget(error: Error): void {
  Reflect.get(error, 'stack')
}

/** What has one value only: of several the last counts. Others are lists, and one line says the same (RFC 9110 §5.3). */
const SINGLE = new Set([
  'content-length',
  'content-type',
  'date',
  'location',
  'etag',
  'last-modified',
  'age',
  'expires',
])

/** One request over HTTP/2. */
class Http2Visit implements Visit {
  readonly method: string
  readonly target: string
  readonly authority: string | null
  readonly headers: HeaderList = []
  readonly body: Framing
  readonly expectsContinue: boolean
  readonly #session: ServerHttp2Session
  readonly #stream: ServerHttp2Stream
  #hearer: VisitHearer | null = null
  #over = false
  #cut = false
  received = 0
  bodyEnded: boolean
  held = true
  answered = false

  constructor(session: ServerHttp2Session, stream: ServerHttp2Stream, flags: number, raw: readonly string[]) {
    this.#session = session
    this.#stream = stream
    const pseudo: Record<string, string[]> = { ':method': [], ':path': [], ':authority': [], ':scheme': [] }
    const hosts: string[] = []
    const cookies: string[] = []
    let length: string | null = null
    let clean = true
    let expects = false
    for (let at = 0; at < raw.length; at += 2) {
      const name = raw[at] as string
      const value = raw[at + 1] as string
      if (name.startsWith(':')) pseudo[name]?.push(value)
      else if (!isFieldName(name) || !isFieldValue(value)) clean = false
      else {
        if (name === 'host') hosts.push(value)
        else if (name === 'content-length') length = value
        else if (name === 'expect') expects = value.toLowerCase() === '100-continue'
        // RFC 9113 §8.2.3: crumbs of one cookie are put together again for HTTP/1.1.
        if (name === 'cookie') cookies.push(value)
        else this.headers.push(name, value)
      }
    }
    if (cookies.length > 0) this.headers.push('cookie', cookies.join('; '))
    const [method = ''] = pseudo[':method'] ?? []
    const [target = ''] = pseudo[':path'] ?? []
    const [authority] = pseudo[':authority'] ?? []
    clean &&= isMethod(method) && isTarget(target)
    this.method = method
    // What is no request is nothing that could be judged.
    this.target = clean ? target : ''
    const once = authority !== undefined && (pseudo[':authority'] ?? []).length === 1
    const agrees = hosts.length === 0 || (hosts.length === 1 && hosts[0] === authority)
    this.authority = once && agrees && clean ? authority : null
    this.expectsContinue = expects
    this.bodyEnded = (flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0
    // The library holds the content to its length.
    const bytes = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null
    this.body = this.bodyEnded
      ? NO_BODY
      : bytes === null || bytes === 0
        ? { kind: 'chunked' }
        : { kind: 'length', bytes }
  }

  get untaken(): number {
    return this.#stream.writableLength
  }

  hear(hearer: VisitHearer): void {
    this.#hearer = hearer
    const stream = this.#stream
    stream.on('drain', () => this.#hearer?.onDrain())
    stream.on('close', () => {
      if (this.#over) return
      this.#over = true
      hearer.onGone()
    })
    if (this.bodyEnded) return
    stream.pause()
    stream.on('data', (piece: Buffer) => {
      this.received += piece.length
      if (hearer.onBody(piece)) return
      this.held = true
      stream.pause()
    })
    stream.on('end', () => {
      this.bodyEnded = true
      // Also said of a stream that was reset: its body is not whole.
      if (!this.#over && !stream.aborted) hearer.onBodyEnd()
    })
  }

  readBody(): void {
    this.held = false
    this.#stream.resume()
  }

  interim(status: number, headers: HeaderList): void {
    if (this.#over || this.answered || this.#stream.destroyed) return
    this.#stream.additionalHeaders({ ...fieldsOf(headers), ':status': status })
  }

  begin({ status, headers, body }: AnswerHead): void {
    if (this.#over || this.answered || this.#stream.destroyed) return
    this.answered = true
    const fields = { ...fieldsOf(headers), ':status': status }
    const endStream = body.kind === 'none'
    // Without a word about trailers the library ends the stream as if it were whole before it resets it.
    this.#stream.respond(fields, { endStream, waitForTrailers: !endStream })
    this.#stream.on('wantTrailers', () => {
      if (!this.#cut) this.#stream.sendTrailers({})
    })
  }

  write(piece: Buffer): boolean {
    if (this.#over || this.#stream.destroyed) return true
    return this.#stream.write(piece)
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    const stream = this.#stream
    if (stream.destroyed) return
    stream.end()
    // Nobody reads the rest of the body (RFC 9113 §8.1).
    if (!this.bodyEnded) stream.once('finish', () => stream.close(NGHTTP2_NO_ERROR))
  }

  cut(): void {
    this.#over = true
    this.#cut = true
    this.#stream.close(NGHTTP2_CANCEL)
  }

  leave(): void {
    this.#session.close()
  }
}

function fieldsOf(headers: HeaderList): http2.OutgoingHttpHeaders {
  const fields: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] as string).toLowerCase()
    const value = headers[at + 1] as string
    const before = fields[name]
    if (before === undefined || SINGLE.has(name)) fields[name] = value
    else fields[name] = name === 'set-cookie' ? [before, value].flat() : `${String(before)}, ${value}`
  }
  return fields
}
