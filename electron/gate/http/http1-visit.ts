import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { httpDate } from './date.ts'
import { bodyReader, chunkHead, lastChunk, type BodyReader } from './body.ts'
import { fieldLines, type Framing, type HeaderList, type RequestHead } from './head.ts'
import type { Outbox } from './outbox.ts'
import { headerValue, type AnswerHead, type Visit, type VisitHandlers } from './visit.ts'

/** The connection that a request came by, as far as its answer needs it. */
export interface VisitConnection {
  readonly outbox: Outbox
  /** Goes on with the body. */
  resume(): void
  /** The answer is whole. */
  finished(visit: Http1Visit, keepAlive: boolean): void
  destroy(): void
  /** Gives the connection away. @returns bytes that came behind the request */
  detach(): { socket: Duplex; rest: Buffer | null }
}

/** One request over HTTP/1.1. */
export class Http1Visit implements Visit {
  readonly method: string
  readonly target: string
  readonly authority: string | null
  readonly headers: HeaderList
  readonly body: Framing
  readonly webSocket: boolean
  readonly upgrade: string
  readonly #head: RequestHead
  readonly #connection: VisitConnection
  readonly #reader: BodyReader | null
  #handlers: VisitHandlers | null = null
  #chunked = false
  #keepAlive: boolean
  #over = false
  received = 0
  bodyEnded: boolean
  paused = true
  answered = false

  constructor(connection: VisitConnection, head: RequestHead) {
    this.#connection = connection
    this.#head = head
    this.method = head.method
    this.target = head.target
    this.authority = head.host
    this.headers = head.headers
    this.body = head.body
    this.webSocket = head.webSocket
    this.upgrade = head.upgrade
    this.#reader = bodyReader(head.body, 'request')
    this.bodyEnded = this.#reader === null
    this.#keepAlive = head.keepAlive
  }

  /** The visitor has said that it is the last one of its connection. */
  get last(): boolean {
    return !this.#head.keepAlive
  }

  get expectsContinue(): boolean {
    return this.#head.expect === 'continue'
  }

  get buffered(): number {
    return this.#connection.outbox.waiting
  }

  attach(handlers: VisitHandlers): void {
    this.#handlers = handlers
  }

  readBody(): void {
    if (!this.paused || this.bodyEnded || this.#over) return
    this.paused = false
    this.#connection.resume()
  }

  /** Bytes of the body, and perhaps beyond it. */
  take(bytes: Buffer): ReturnType<BodyReader['read']> {
    if (!this.#reader) return { used: 0, state: 'end' }
    const read = this.#reader.read(bytes, this.#onPiece)
    if (read.state === 'end') {
      this.bodyEnded = true
      this.#handlers?.onBodyEnd(this.#reader.trailers)
    }
    return read
  }

  readonly #onPiece = (piece: Buffer): void => {
    this.received += piece.length
    if (this.#handlers?.onBody(piece) === false) this.paused = true
  }

  onDrain(): void {
    this.#handlers?.onDrain()
  }

  onGone(): void {
    if (this.#over) return
    this.#over = true
    this.#handlers?.onGone()
  }

  interim(status: number, headers: HeaderList): boolean {
    if (this.answered || this.#over || this.#head.minor === 0) return true
    const { outbox } = this.#connection
    outbox.put(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${fieldLines(headers)}\r\n`)
    return outbox.hasRoom
  }

  begin({ status, reason, headers, body }: AnswerHead): void {
    if (this.answered || this.#over) return
    this.answered = true
    let text = `HTTP/1.1 ${status} ${reason === '' ? (STATUS_CODES[status] ?? '') : reason}\r\n${fieldLines(headers)}`
    if (headerValue(headers, 'date') === undefined) text += `Date: ${httpDate()}\r\n`
    if (body.kind === 'chunked' || body.kind === 'until-close') {
      this.#chunked = this.#head.minor === 1
      if (this.#chunked) text += 'Transfer-Encoding: chunked\r\n'
      else this.#keepAlive = false
    }
    // Who has not sent the whole body by now may go on with it for ever.
    if (!this.bodyEnded) this.#keepAlive = false
    if (!this.#keepAlive) text += 'Connection: close\r\n'
    else if (this.#head.minor === 0) text += 'Connection: keep-alive\r\n'
    this.#connection.outbox.put(`${text}\r\n`)
  }

  write(piece: Buffer): boolean {
    const { outbox } = this.#connection
    if (this.#over || piece.length === 0) return true
    if (this.#chunked) outbox.put(chunkHead(piece))
    outbox.put(piece)
    if (this.#chunked) outbox.put('\r\n')
    return outbox.hasRoom
  }

  end(trailers?: HeaderList): void {
    if (this.#over) return
    this.#over = true
    if (this.#chunked) this.#connection.outbox.put(lastChunk(trailers))
    this.#connection.finished(this, this.#keepAlive && this.bodyEnded)
  }

  /** The gate's own answer, without a page. */
  refuse(status: number): void {
    this.closeAfterResponse()
    this.begin({
      status,
      reason: STATUS_CODES[status] ?? '',
      headers: ['Content-Length', '0'],
      body: { kind: 'none' },
    })
    this.end()
  }

  cut(): void {
    this.#over = true
    this.#connection.destroy()
  }

  closeAfterResponse(): void {
    this.#keepAlive = false
  }

  /** For `101 Switching Protocols`: sends its head and gives the connection away. @returns bytes that came already */
  switchProtocols(headers: HeaderList): { socket: Duplex; rest: Buffer | null } {
    this.#over = true
    this.answered = true
    this.#connection.outbox.put(`HTTP/1.1 101 Switching Protocols\r\n${fieldLines(headers)}\r\n`)
    return this.#connection.detach()
  }
}
