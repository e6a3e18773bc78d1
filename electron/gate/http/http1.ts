import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { bodyReader, chunkHead, LAST_CHUNK, type BodyReader } from './body.ts'
import { endOfHead, hasBareLineEnd, readRequestHead, type Framing, type HeaderList, type RequestHead } from './head.ts'
import { Outbox } from './outbox.ts'
import { headerValue, type AnswerHead, type Visit, type VisitHearer } from './visit.ts'

export interface Http1Options {
  /** Answers a request, now or later. */
  readonly onVisit: (visit: Http1Visit) => void
  readonly onClose: () => void
}

/** Bytes; nginx and Apache allow 8 to 32 KiB. */
const MAX_HEAD = 32_768
/** Milliseconds for a head to come, the first one included. */
const HEAD_PATIENCE = 30_000
/** Milliseconds; longer than browsers keep idle connections, so that it is they who close them. */
const KEEP_ALIVE = 75_000
/**
 * After the last answer a connection is read for so long, in milliseconds and bytes, before it is closed: a reset would
 * take the answer away from a visitor who is still sending (RFC 9112 §9.6).
 */
const LINGER = 2000
const LINGER_BYTES = 4 * 1_048_576

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

/** One connection of a visitor over HTTP/1.1: a request at a time, in order. A class, for the sake of its speed. */
export class Http1Connection {
  readonly #socket: Duplex
  readonly outbox: Outbox
  readonly #options: Http1Options
  /** What has come and was not read yet. */
  #pending: Buffer | null = null
  #visit: Http1Visit | null = null
  #advancing = false
  #since = performance.now()
  #patience = HEAD_PATIENCE
  /** Bytes thrown away since the last answer; -1 before it. */
  #lingered = -1

  constructor(socket: Duplex, options: Http1Options) {
    this.#socket = socket
    this.#options = options
    this.outbox = new Outbox(socket)
    socket.on('data', this.#onData)
    socket.on('drain', this.#onDrain)
    socket.on('close', this.#onClose)
    socket.on('error', ignore)
  }

  /** Ends a connection on which nothing has happened for too long. @param now performance.now() */
  sweep(now: number): void {
    if (this.#visit || now - this.#since < this.#patience) return
    if (this.#pending && this.#lingered === -1) this.#refuse(408)
    else this.#socket.destroy()
  }

  /** Goes on with what is there and what comes. */
  resume(): void {
    this.#socket.resume()
    this.#advance()
  }

  /** Reads what is there, as far as it is wanted. */
  #advance(): void {
    if (this.#advancing) return
    this.#advancing = true
    while (this.#step());
    this.#advancing = false
  }

  /** The answer to a request is whole. */
  finished(visit: Http1Visit, keepAlive: boolean): void {
    if (this.#visit !== visit) return
    this.#visit = null
    this.#since = performance.now()
    this.#patience = KEEP_ALIVE
    if (keepAlive) this.resume()
    else this.#hangUp()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  readonly #onDrain = (): void => this.#visit?.onDrain()

  readonly #onClose = (): void => {
    const visit = this.#visit
    this.#visit = null
    this.#pending = null
    this.#options.onClose()
    visit?.onGone()
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#lingered >= 0) {
      this.#lingered += chunk.length
      if (this.#lingered > LINGER_BYTES) this.#socket.destroy()
      return
    }
    if (!this.#visit && !this.#pending) {
      this.#since = performance.now()
      this.#patience = HEAD_PATIENCE
    }
    this.#pending = this.#pending ? Buffer.concat([this.#pending, chunk]) : chunk
    this.#advance()
  }

  /** @returns whether there may be more to do */
  #step(): boolean {
    const pending = this.#pending
    if (!pending || this.#lingered >= 0) return false
    if (!this.#visit) return this.#readHead(pending)
    if (this.#visit.bodyEnded || this.#visit.held) {
      // The next request, or what nobody wants yet: it waits where it is.
      this.#socket.pause()
      return false
    }
    this.#pending = null
    const { used, state } = this.#visit.take(pending)
    if (state === 'broken') {
      if (this.#visit?.answered) this.#socket.destroy()
      else this.#refuse(400)
      return false
    }
    if (used < pending.length && this.#lingered < 0) this.#pending = pending.subarray(used)
    return true
  }

  #readHead(pending: Buffer): boolean {
    let bytes = pending
    // RFC 9112 §2.2: one empty line before a request is passed over.
    if (bytes[0] === 13 && bytes[1] === 10) bytes = bytes.subarray(2)
    const end = endOfHead(bytes)
    if (end > MAX_HEAD || (end === -1 && bytes.length > MAX_HEAD)) {
      this.#refuse(431)
      return false
    }
    if (end === -1) {
      if (hasBareLineEnd(bytes)) this.#refuse(400)
      return false
    }
    const head = readRequestHead(bytes.toString('latin1', 0, end - 2))
    this.#pending = end === bytes.length ? null : bytes.subarray(end)
    if ('refused' in head) {
      this.#refuse(head.refused)
      return false
    }
    const visit = new Http1Visit(this, head)
    this.#visit = visit
    if (head.expect === 'other') visit.refuse(417)
    else this.#options.onVisit(visit)
    return true
  }

  /** Says what is wrong and ends the connection: what comes next cannot be told apart any more. */
  #refuse(status: number): void {
    const visit = this.#visit
    this.#visit = null
    visit?.onGone()
    this.outbox.put(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    )
    this.#hangUp()
  }

  #hangUp(): void {
    this.#lingered = 0
    this.#pending = null
    this.#since = performance.now()
    this.#patience = LINGER
    this.outbox.flush()
    this.#socket.end()
    this.#socket.resume()
  }

  /** Gives the connection away. @returns bytes that came behind the request */
  detach(): { socket: Duplex; rest: Buffer | null } {
    this.#visit = null
    this.#socket.off('data', this.#onData)
    this.#socket.off('drain', this.#onDrain)
    this.#socket.off('close', this.#onClose)
    this.#socket.pause()
    this.#options.onClose()
    this.outbox.flush()
    const rest = this.#pending
    this.#pending = null
    return { socket: this.#socket, rest }
  }
}

function ignore(): void {}

/** One request over HTTP/1.1. */
export class Http1Visit implements Visit {
  readonly method: string
  readonly target: string
  readonly authority: string | null
  readonly headers: HeaderList
  readonly body: Framing
  readonly webSocket: boolean
  readonly #head: RequestHead
  readonly #connection: Http1Connection
  readonly #reader: BodyReader | null
  #hearer: VisitHearer | null = null
  #chunked = false
  #keepAlive: boolean
  #over = false
  received = 0
  bodyEnded: boolean
  held = true
  answered = false

  constructor(connection: Http1Connection, head: RequestHead) {
    this.#connection = connection
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

  get expectsContinue(): boolean {
    return this.#head.expect === 'continue'
  }

  get untaken(): number {
    return this.#connection.outbox.waiting
  }

  hear(hearer: VisitHearer): void {
    this.#hearer = hearer
  }

  readBody(): void {
    if (!this.held || this.bodyEnded || this.#over) return
    this.held = false
    this.#connection.resume()
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
    this.#connection.outbox.put(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines(headers)}\r\n`)
  }

  begin({ status, reason, headers, body }: AnswerHead): void {
    if (this.answered || this.#over) return
    this.answered = true
    let text = `HTTP/1.1 ${status} ${reason === '' ? (STATUS_CODES[status] ?? '') : reason}\r\n${lines(headers)}`
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

  end(): void {
    if (this.#over) return
    this.#over = true
    if (this.#chunked) this.#connection.outbox.put(LAST_CHUNK)
    this.#connection.finished(this, this.#keepAlive && this.bodyEnded)
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
    this.#connection.destroy()
  }

  leave(): void {
    this.#keepAlive = false
  }

  /** For `101 Switching Protocols`: sends its head and gives the connection away. @returns bytes that came already */
  switchProtocols(headers: HeaderList): { socket: Duplex; rest: Buffer | null } {
    this.#over = true
    this.answered = true
    this.#connection.outbox.put(`HTTP/1.1 101 Switching Protocols\r\n${lines(headers)}\r\n`)
    return this.#connection.detach()
  }
}

function lines(headers: HeaderList): string {
  let text = ''
  for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`
  return text
}
