import http2, { type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2'
import { CLOSED, SILENT } from '../../../shared/upstream-causes.ts'
import { isFieldName, isFieldValue, NO_BODY, type Framing, type HeaderList } from '../http/head.ts'
import { headerValue } from '../http/visit.ts'
import type { Timeouts } from './connection.ts'
import type { ConnectionOwner, UpstreamRequest } from './request.ts'
import type { Sender, Transfer, TransferHandlers } from './sending.ts'

const CHUNKED: Framing = { kind: 'chunked' }
const { NGHTTP2_CANCEL, NGHTTP2_FLAG_END_STREAM } = http2.constants

/** One request over HTTP/2 to an upstream, from the moment it is given until its response is whole. */
export class Http2Sending implements Transfer {
  readonly #request: UpstreamRequest
  readonly #handlers: TransferHandlers
  readonly #timeouts: Timeouts
  #stream: ClientHttp2Stream | null = null
  /** It goes over HTTP/1.1 after all. */
  #other: Transfer | null = null
  #trailers: HeaderList = []
  #sentTrailers: HeaderList = []
  #timer: NodeJS.Timeout | undefined
  #bodyEnded: boolean
  /** The answer has begun, perhaps before the body has ended. */
  #answered = false
  #over = false

  constructor(request: UpstreamRequest, handlers: TransferHandlers, timeouts: Timeouts) {
    this.#request = request
    this.#handlers = handlers
    this.#timeouts = timeouts
    this.#bodyEnded = request.body.kind === 'none'
  }

  get ready(): boolean {
    return this.#other?.ready ?? this.#stream !== null
  }

  /** @param isOwn whether the connection is for this request alone */
  begin(session: ClientHttp2Session, isOwn: boolean): void {
    if (this.#over) {
      if (isOwn) session.destroy()
      return
    }
    const stream = session.request(requestFields(this.#request), { endStream: this.#bodyEnded, waitForTrailers: true })
    this.#stream = stream
    stream.on('wantTrailers', () => stream.sendTrailers(fieldsOf(this.#sentTrailers)))
    stream.on('response', (headers, flags) => this.#onHead(headers, flags))
    stream.on('trailers', (headers) => (this.#trailers = listOf(headers)))
    stream.on('data', (piece: Buffer) => {
      if (!this.#over) this.#handlers.onData(piece)
    })
    stream.on('end', () => this.#onEnd())
    stream.on('drain', () => this.#onReady())
    stream.on('error', () => undefined)
    stream.on('close', () => {
      this.fail(CLOSED)
      if (isOwn) session.close()
    })
    if (this.#bodyEnded) this.#waitForAnswer()
    this.#onReady()
  }

  /** Goes another way. */
  delegate(sender: Sender, owner: ConnectionOwner): void {
    if (this.#over) return
    this.#other = sender.send(this.#request, this.#handlers, owner)
    if (this.#other.ready) this.#onReady()
  }

  #onReady(): void {
    if (!this.#over && !this.#bodyEnded) this.#handlers.onReady()
  }

  #waitForAnswer(): void {
    if (this.#answered) return
    this.#timer = setTimeout(() => this.fail(SILENT), this.#timeouts.answerTimeoutMs)
  }

  #onHead(headers: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader, flags: number): void {
    clearTimeout(this.#timer)
    this.#answered = true
    if (this.#over) return
    const { idleTimeoutMs } = this.#timeouts
    if (idleTimeoutMs !== null) this.#stream?.setTimeout(idleTimeoutMs, () => this.fail(SILENT))
    const list = listOf(headers)
    const length = Number(headerValue(list, 'content-length') ?? 0)
    const framed: Framing = length > 0 ? { kind: 'length', bytes: length } : CHUNKED
    const body = (flags & NGHTTP2_FLAG_END_STREAM) === 0 ? framed : NO_BODY
    this.#handlers.onHead({ status: headers[':status'] ?? 502, reason: '', headers: list, body, keepAlive: true })
  }

  #onEnd(): void {
    // A stream that was reset ends, too (RFC 9113 §8.1: without an error only where the answer was whole).
    if (this.#over || (this.#stream?.rstCode ?? 0) !== 0) return
    this.#finish()
    this.#handlers.onEnd(this.#trailers)
  }

  #finish(): void {
    this.#over = true
    clearTimeout(this.#timer)
  }

  fail(code: string): void {
    if (this.#over) return
    this.#finish()
    this.#stream?.close(NGHTTP2_CANCEL)
    this.#handlers.onFailed(code)
  }

  write(piece: Buffer): boolean {
    return this.#other?.write(piece) ?? this.#stream?.write(piece) ?? false
  }
  end(trailers: HeaderList): void {
    this.#bodyEnded = true
    if (this.#other) return this.#other.end(trailers)
    this.#sentTrailers = trailers
    this.#stream?.end()
    if (!this.#over) this.#waitForAnswer()
  }
  pause(): void {
    this.#other?.pause()
    this.#stream?.pause()
  }
  resume(): void {
    this.#other?.resume()
    this.#stream?.resume()
  }
  abort(): void {
    this.#other?.abort()
    if (this.#over) return
    this.#finish()
    this.#stream?.close(NGHTTP2_CANCEL)
  }
}

/** As RFC 9113 §8.3 writes it. */
function requestFields({ method, path, headers, own, body }: UpstreamRequest): OutgoingHttpHeaders {
  const added = own.split('\r\n').flatMap((line) => {
    const colon = line.indexOf(': ')
    return colon === -1 ? [] : [line.slice(0, colon), line.slice(colon + 2)]
  })
  const { host, ...fields } = fieldsOf([...headers, ...added])
  return {
    ...fields,
    ':method': method,
    ':path': path,
    ':scheme': 'http',
    ':authority': String(host),
    // gRPC servers want it: a way that drops trailers would show a failed call as a good one.
    te: 'trailers',
    ...(body.kind === 'length' && { 'content-length': body.bytes }),
  }
}

/** Several of one name stay several. */
function fieldsOf(list: HeaderList): OutgoingHttpHeaders {
  const fields: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>
  for (let at = 0; at < list.length; at += 2) {
    const name = (list[at] as string).toLowerCase()
    const value = list[at + 1] as string
    const before = fields[name]
    fields[name] = before === undefined ? value : [before, value].flat()
  }
  return fields
}

/** Fields of a response, without those that HTTP/2 alone has. What could not be written over HTTP/1.1 is left out. */
function listOf(headers: http2.IncomingHttpHeaders): HeaderList {
  return Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(':') || !isFieldName(name)
      ? []
      : [value ?? []].flat().flatMap((one) => (isFieldValue(one) ? [name, one] : [])),
  )
}
