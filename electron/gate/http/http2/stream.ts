import { STATUS_CODES } from 'node:http'
import { httpDate } from '../date.ts'
import type { Framing, HeaderList } from '../head.ts'
import { headerValue, type AnswerHead, type Visit, type VisitHandlers } from '../visit.ts'
import { ERROR, headersFrames, MAX_FRAME_SIZE } from './frames.ts'
import { encodeField, encodeFields, encodeResponse } from './hpack.ts'
import { ReceiveWindow } from './receive-window.ts'
import type { Http2Request } from './request.ts'

/** What a stream asks of its connection. */
export interface StreamConnection {
  /** Whether the visitor takes what is written. */
  readonly hasRoom: boolean
  /** Octets of DATA that may be sent now, over all streams. */
  readonly sendWindow: number
  /** @param text Latin-1 */
  put(text: string): void
  putData(streamId: number, piece: Buffer, endStream: boolean): void
  reset(stream: Http2Stream, code: number): void
  /** The visitor does not keep up: the stream is to be flushed when it does. */
  block(stream: Http2Stream): void
  /** All of the answer so far is sent. */
  taken(stream: Http2Stream): void
  /** Body octets were taken over, so that as many may come. */
  consumed(stream: Http2Stream, bytes: number): void
  /** The answer is whole. */
  finished(stream: Http2Stream): void
  /** The next requests are to come over another connection. */
  closeAfterResponse(): void
}

/** One request over HTTP/2, and the stream that it came by. */
export class Http2Stream implements Visit {
  readonly id: number
  readonly method: string
  readonly target: string
  readonly authority: string | null
  readonly headers: HeaderList
  readonly body: Framing
  readonly expectsContinue: boolean
  readonly #connection: StreamConnection
  readonly #contentLength: number | null
  #handlers: VisitHandlers | null = null
  /** Of the answer: what does not fit into the windows. */
  #queue: Buffer[] = []
  /** Of the body: what came while it was paused. */
  #received: Buffer[] = []
  #ending = false
  #trailers: HeaderList = []
  /** Fields behind the body. */
  #bodyTrailers: HeaderList = []
  #endSent = false
  #over = false
  /** DATA of the body so far, handed on or not. */
  #arrived = 0
  received = 0
  bodyEnded: boolean
  /** The other side sends nothing more on this stream. */
  remoteClosed: boolean
  /** This side sends nothing more: the answer is whole, or the stream was reset. */
  localClosed = false
  paused = true
  answered = false
  buffered = 0
  /** Octets that may be sent (RFC 9113 §6.9). */
  sendWindow: number
  readonly receiveWindow: ReceiveWindow
  /** Whether something of its answer is still to be taken, or the answer to begin. */
  isUnread = false
  /** performance.now() when the request came. */
  readonly begunAt = performance.now()

  constructor(
    connection: StreamConnection,
    id: number,
    request: Http2Request,
    windows: { readonly send: number; readonly receive: number },
    endStream: boolean,
  ) {
    this.#connection = connection
    this.id = id
    this.method = request.method
    this.target = request.target
    this.authority = request.authority
    this.headers = request.headers
    this.body = request.body
    this.expectsContinue = request.expectsContinue
    this.#contentLength = request.contentLength
    this.sendWindow = windows.send
    this.receiveWindow = new ReceiveWindow(windows.receive)
    this.bodyEnded = endStream
    this.remoteClosed = endStream
  }

  attach(handlers: VisitHandlers): void {
    this.#handlers = handlers
  }

  readBody(): void {
    if (this.#over) return
    this.paused = false
    while (!this.paused) {
      const piece = this.#received.shift()
      if (!piece) break
      this.#hand(piece)
    }
    if (this.remoteClosed && this.#received.length === 0) this.#endBody()
  }

  /** DATA has come. @returns false when it is more than the request has announced (RFC 9113 §8.1.1) */
  onData(piece: Buffer): boolean {
    this.#arrived += piece.length
    if (this.#contentLength !== null && this.#arrived > this.#contentLength) return false
    if (this.#over) this.#connection.consumed(this, piece.length)
    else if (this.paused) this.#keep(piece)
    else this.#hand(piece)
    return true
  }

  /** The body has ended. @returns false when it is less than the request has announced */
  onEndStream(trailers: HeaderList = []): boolean {
    this.remoteClosed = true
    this.#bodyTrailers = trailers
    if (this.#contentLength !== null && this.#arrived !== this.#contentLength) return false
    if (this.#received.length === 0) this.#endBody()
    return true
  }

  /** Small pieces are put together: each is an object of its own, and holds on to all that came with it. */
  #keep(piece: Buffer): void {
    const last = this.#received.at(-1)
    if (last && last.length + piece.length <= MAX_JOINED) {
      this.#received[this.#received.length - 1] = Buffer.concat([last, piece])
    } else this.#received.push(piece.length < MAX_JOINED ? Buffer.from(piece) : piece)
  }

  #hand(piece: Buffer): void {
    this.received += piece.length
    this.#connection.consumed(this, piece.length)
    if (this.#handlers?.onBody(piece) === false) this.paused = true
  }

  #endBody(): void {
    if (this.bodyEnded || this.#over) return
    this.bodyEnded = true
    this.#handlers?.onBodyEnd(this.#bodyTrailers)
  }

  interim(status: number, headers: HeaderList): boolean {
    if (this.#over || this.answered) return true
    this.#connection.put(headersFrames(this.id, encodeResponse(status, headers), false))
    return this.#connection.hasRoom
  }

  begin({ status, headers, body }: AnswerHead): void {
    if (this.#over || this.answered) return
    this.answered = true
    let block = encodeResponse(status, headers)
    if (headerValue(headers, 'date') === undefined) block += encodeField('date', httpDate())
    this.#endSent = body.kind === 'none'
    this.#connection.put(headersFrames(this.id, block, this.#endSent))
  }

  write(piece: Buffer): boolean {
    if (this.#over || piece.length === 0 || this.#endSent) return true
    this.#queue.push(piece)
    this.buffered += piece.length
    this.flush()
    if (this.buffered === 0) {
      if (this.isUnread) this.#connection.taken(this)
      if (this.#connection.hasRoom) return true
    }
    this.#connection.block(this)
    return false
  }

  /** Sends what the windows allow. @returns whether everything is sent */
  flush(most = Number.POSITIVE_INFINITY): boolean {
    if (this.localClosed) return true
    const connection = this.#connection
    let left = most
    while (left > 0 && !this.#endSent) {
      const [piece] = this.#queue
      if (!piece) {
        if (!this.#ending) break
        if (this.#trailers.length === 0) connection.putData(this.id, EMPTY, true)
        else connection.put(headersFrames(this.id, encodeFields(this.#trailers), true))
        this.#endSent = true
        break
      }
      const size = Math.min(piece.length, MAX_FRAME_SIZE, this.sendWindow, connection.sendWindow, left)
      if (size <= 0 || !connection.hasRoom) return false
      if (size === piece.length) this.#queue.shift()
      else this.#queue[0] = piece.subarray(size)
      this.sendWindow -= size
      this.buffered -= size
      left -= size
      this.#endSent = this.#ending && this.#queue.length === 0 && this.#trailers.length === 0
      connection.putData(this.id, size === piece.length ? piece : piece.subarray(0, size), this.#endSent)
    }
    if (this.#endSent) this.#close()
    return this.#queue.length === 0 && (this.#endSent || !this.#ending)
  }

  /** The visitor has taken what there was. */
  onDrained(): void {
    if (!this.#over) this.#handlers?.onDrain()
  }

  end(trailers: HeaderList = []): void {
    if (this.#over) return
    this.#over = true
    this.#ending = true
    this.#trailers = trailers
    for (const piece of this.#received.splice(0)) this.#connection.consumed(this, piece.length)
    if (!this.flush()) this.#connection.block(this)
  }

  #close(): void {
    if (this.localClosed) return
    this.localClosed = true
    this.#connection.finished(this)
  }

  cut(): void {
    if (this.localClosed) return
    this.#over = true
    this.#connection.reset(this, ERROR.CANCEL)
  }

  closeAfterResponse(): void {
    this.#connection.closeAfterResponse()
  }

  /** The stream has ended before the answer was whole: it was reset, or the connection is gone. */
  onGone(): void {
    this.localClosed = true
    this.remoteClosed = true
    this.#queue = []
    this.#received = []
    this.buffered = 0
    if (this.#over) return
    this.#over = true
    this.#handlers?.onGone()
  }

  /** The gate's own answer, without a page. */
  refuse(status: number): void {
    this.begin({ status, reason: STATUS_CODES[status] ?? '', headers: ['Content-Length', '0'], body: { kind: 'none' } })
    this.end()
  }
}

const EMPTY = Buffer.alloc(0)
/** Octets up to which pieces of a body that waits are put together. */
const MAX_JOINED = 4096
