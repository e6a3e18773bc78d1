import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { bodyReader, chunkHead, LAST_CHUNK, type BodyReader } from './body.ts'
import { fieldLines, type Framing, type HeaderList, type RequestHead } from './head.ts'
import type { Outbox } from './outbox.ts'
import { headerValue, type AnswerHead, type Visit, type VisitHearer } from './visit.ts'

/** The connection that a request came by, as far as its answer needs it. */
export interface Http1Line {
  readonly outbox: Outbox
  /** Goes on with the body. */
  resume(): void
  /** The answer is whole. */
  finished(visit: Http1Visit, keepAlive: boolean): void
  destroy(): void
  /** Gives the connection away. @returns bytes that came behind the request */
  detach(): { socket: Duplex; rest: Buffer | null }
}

let dateSecond = 0
let dateText = ''
/** RFC 9110 §6.6.1: what is passed on without a date gets one. */
function date(): string {
  const second = Math.trunc(Date.now() / 1000)
  if (second !== dateSecond) {
    dateSecond = second
    dateText = new Date(second * 1000).toUTCString()
  }
  return dateText
}

/** One request over HTTP/1.1. */
export class Http1Visit implements Visit {
  readonly method: string
  readonly target: string
  readonly authority: string | null
  readonly headers: HeaderList
  readonly body: Framing
  readonly webSocket: boolean
  readonly #head: RequestHead
  readonly #line: Http1Line
  readonly #reader: BodyReader | null
  #hearer: VisitHearer | null = null
  #chunked = false
  #keepAlive: boolean
  #over = false
  received = 0
  bodyEnded: boolean
  held = true
  answered = false

  constructor(line: Http1Line, head: RequestHead) {
    this.#line = line
    this.#head = head
    this.method = head.method
    this.target = head.target
    this.authority = head.host
    this.headers = head.headers
    this.body = head.body
    this.webSocket = head.webSocket
    this.#reader = bodyReader(head.body)
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

  get untaken(): number {
    return this.#line.outbox.waiting
  }

  hear(hearer: VisitHearer): void {
    this.#hearer = hearer
  }

  readBody(): void {
    if (!this.held || this.bodyEnded || this.#over) return
    this.held = false
    this.#line.resume()
  }

  /** Bytes of the body, and perhaps beyond it. */
  take(bytes: Buffer): ReturnType<BodyReader['read']> {
    if (!this.#reader) return { used: 0, state: 'end' }
    const read = this.#reader.read(bytes, this.#onPiece)
    if (read.state === 'end') {
      this.bodyEnded = true
      this.#hearer?.onBodyEnd()
    }
    return read
  }

  readonly #onPiece = (piece: Buffer): void => {
    this.received += piece.length
    if (this.#hearer?.onBody(piece) === false) this.held = true
  }

  onDrain(): void {
    this.#hearer?.onDrain()
  }

  onGone(): void {
    if (this.#over) return
    this.#over = true
    this.#hearer?.onGone()
  }

  interim(status: number, headers: HeaderList): void {
    if (this.answered || this.#over || this.#head.minor === 0) return
    this.#line.outbox.put(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${fieldLines(headers)}\r\n`)
  }

  begin({ status, reason, headers, body }: AnswerHead): void {
    if (this.answered || this.#over) return
    this.answered = true
    let text = `HTTP/1.1 ${status} ${reason === '' ? (STATUS_CODES[status] ?? '') : reason}\r\n${fieldLines(headers)}`
    if (headerValue(headers, 'date') === undefined) text += `Date: ${date()}\r\n`
    if (body.kind === 'chunked' || body.kind === 'until-close') {
      this.#chunked = this.#head.minor === 1
      if (this.#chunked) text += 'Transfer-Encoding: chunked\r\n'
      else this.#keepAlive = false
    }
    // Who has not sent the whole body by now may go on with it for ever.
    if (!this.bodyEnded) this.#keepAlive = false
    if (!this.#keepAlive) text += 'Connection: close\r\n'
    else if (this.#head.minor === 0) text += 'Connection: keep-alive\r\n'
    this.#line.outbox.put(`${text}\r\n`)
  }

  write(piece: Buffer): boolean {
    const { outbox } = this.#line
    if (this.#over || piece.length === 0) return true
    if (this.#chunked) outbox.put(chunkHead(piece))
    outbox.put(piece)
    if (this.#chunked) outbox.put('\r\n')
    return outbox.hasRoom
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    if (this.#chunked) this.#line.outbox.put(LAST_CHUNK)
    this.#line.finished(this, this.#keepAlive && this.bodyEnded)
  }

  /** The gate's own answer, without a page. */
  refuse(status: number): void {
    this.leave()
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
    this.#line.destroy()
  }

  leave(): void {
    this.#keepAlive = false
  }

  /** For `101 Switching Protocols`: sends its head and gives the connection away. @returns bytes that came already */
  switchProtocols(headers: HeaderList): { socket: Duplex; rest: Buffer | null } {
    this.#over = true
    this.answered = true
    this.#line.outbox.put(`HTTP/1.1 101 Switching Protocols\r\n${fieldLines(headers)}\r\n`)
    return this.#line.detach()
  }
}
