import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { endOfHead, hasBareLineEnd, readRequestHead } from './head.ts'
import { Http1Visit, type VisitConnection } from './http1-visit.ts'
import { Outbox } from './outbox.ts'

export interface Http1Options {
  /** Answers a request, now or later. */
  readonly onVisit: (visit: Http1Visit) => void
  readonly onClose: () => void
}

/** Bytes; nginx and Apache allow 8 to 32 KiB. */
const MAX_HEAD = 32_768
/** Milliseconds for a head to come, the first one included. */
const HEAD_TIMEOUT_MS = 30_000
/** Milliseconds; longer than browsers keep idle connections, so that it is they who close them. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000
/**
 * After the last answer a connection is read for so long, in milliseconds, before it is closed: a reset would take the
 * answer away from a visitor who is still sending (RFC 9112 §9.6). nginx waits as long.
 */
const LINGER_TIMEOUT_MS = 30_000
/** Milliseconds in which the end of an answer must be taken, however slowly. */
const DRAIN_TIMEOUT_MS = 10 * 60_000
/** Requests of one connection that are answered in one turn of the event loop; then it is the turn of the others. */
const MAX_REQUESTS_PER_TURN = 16

/** One connection of a visitor over HTTP/1.1: a request at a time, in order. A class, for the sake of its speed. */
export class Http1Connection implements VisitConnection {
  readonly #socket: Duplex
  readonly outbox: Outbox
  readonly #options: Http1Options
  /** What has come and was not read yet. */
  #pending: Buffer | null = null
  #visit: Http1Visit | null = null
  #advancing = false
  #since = performance.now()
  #timeoutMs = HEAD_TIMEOUT_MS
  /** Bytes that waited for the visitor when the connection was looked at last, and when some of them were taken. */
  #buffered = 0
  #takenAt = 0
  #requestsThisTurn = 0
  /** After the last answer: whatever comes is thrown away. */
  #closing = false

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
    if (this.#visit) return
    const { waiting } = this.outbox
    if (waiting < this.#buffered) this.#takenAt = now
    this.#buffered = waiting
    if (now - this.#since < this.#timeoutMs) return
    // The end of an answer is still being taken, by somebody slow.
    const taking = waiting > 0 && now - this.#takenAt < this.#timeoutMs
    if (taking && now - this.#since < DRAIN_TIMEOUT_MS) return
    if (this.#pending && waiting === 0) this.#refuse(408)
    else this.#socket.destroy()
  }

  /** performance.now(); null while a request is answered. */
  get idleSince(): number | null {
    return this.#visit ? null : this.#since
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
    const last = visit.last && visit.bodyEnded && !this.#pending
    this.#visit = null
    this.#since = performance.now()
    this.#timeoutMs = this.#pending ? HEAD_TIMEOUT_MS : KEEP_ALIVE_TIMEOUT_MS
    if (keepAlive) this.resume()
    else if (last) this.#close()
    else this.#hangUp()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  readonly #onDrain = (): void => {
    if (this.#visit) this.#visit.onDrain()
    else this.resume()
  }

  readonly #onClose = (): void => {
    const visit = this.#visit
    this.#visit = null
    this.#pending = null
    this.#options.onClose()
    visit?.onGone()
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#closing) return
    if (!this.#visit && !this.#pending) {
      this.#since = performance.now()
      this.#timeoutMs = HEAD_TIMEOUT_MS
    }
    this.#pending = this.#pending ? Buffer.concat([this.#pending, chunk]) : chunk
    this.#advance()
  }

  /** @returns whether there may be more to do */
  #step(): boolean {
    const pending = this.#pending
    if (!pending || this.#closing) return false
    if (!this.#visit) {
      if (this.outbox.hasRoom && this.#takeTurn()) return this.#readHead(pending)
      // Answers that nobody reads are not asked for: `drain` says when the visitor has read.
      this.#socket.pause()
      return false
    }
    if (this.#visit.bodyEnded || this.#visit.paused) {
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
    if (used < pending.length && !this.#closing) this.#pending = pending.subarray(used)
    return true
  }

  /** @returns false when the other connections are to have their turn first */
  #takeTurn(): boolean {
    if (this.#requestsThisTurn === MAX_REQUESTS_PER_TURN) return false
    this.#requestsThisTurn += 1
    if (this.#requestsThisTurn === MAX_REQUESTS_PER_TURN) setImmediate(this.#onTurn)
    return true
  }

  readonly #onTurn = (): void => {
    this.#requestsThisTurn = 0
    if (this.#pending && !this.#closing) this.resume()
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

  /** Ends the connection of a visitor who has said that nothing more comes: there is nothing to wait for. */
  #close(): void {
    this.#closing = true
    this.outbox.flush()
    this.#socket.end(() => this.#socket.destroy())
  }

  #hangUp(): void {
    this.#closing = true
    this.#pending = null
    this.#since = performance.now()
    this.#timeoutMs = LINGER_TIMEOUT_MS
    this.outbox.flush()
    this.#socket.end()
    this.#socket.resume()
  }

  /** Gives the connection away. @returns bytes that came behind the request */
  detach(): { socket: Duplex; rest: Buffer | null } {
    this.#visit = null
    this.#closing = true
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
