import type { Socket } from 'node:net'
import { CLOSED, NOT_HTTP, SILENT } from '../../../shared/upstream-causes.ts'
import { bodyReader, chunkHead, lastChunk, type BodyReader } from '../http/body.ts'
import { endOfLooseHead, readResponseHead, type HeaderList, type ResponseHead } from '../http/head.ts'
import { Outbox } from '../http/outbox.ts'
import { headerValue } from '../http/visit.ts'
import { requestHead, type ConnectionOwner, type ResponseHandlers, type UpstreamRequest } from './request.ts'

/** The request that a connection serves just now. */
export interface ConnectionHandlers extends ResponseHandlers {
  readonly request: UpstreamRequest
  onDrain(): void
  /** @param answered whether a byte of a response has come */
  onFailed(code: string, answered: boolean): void
}

export interface Timeouts {
  /** Milliseconds that an upstream has to begin its answer. */
  readonly answerTimeoutMs: number
  /** Milliseconds that it may be silent in the middle of one; null: any time. */
  readonly idleTimeoutMs: number | null
}

export interface ConnectionOptions extends Timeouts {
  /** False: one request, and no other. */
  readonly keepAlive: boolean
  /** The first byte of a response has come on this connection. */
  readonly onFirstByte: (connection: UpstreamConnection) => void
  /** The connection is free for another request. */
  readonly onFree: (connection: UpstreamConnection) => void
  /** The upstream has sent bytes that belong to no request. */
  readonly onSurplus: () => void
  /** @param byUpstream it was idle, and not we have closed it */
  readonly onGone: (connection: UpstreamConnection, byUpstream: boolean) => void
  /** It carries another protocol now, until the socket closes. */
  readonly onSwitched: (connection: UpstreamConnection, socket: Socket) => void
}

/** Bytes of a response head. */
const MAX_HEAD = 65_536
/** 1xx responses to one request, and the bytes of their heads (RFC 9110 §15.2 sets no limit: without one they never end). */
const MAX_INTERIM_RESPONSES = 100
const MAX_INTERIM_BYTES = 65_536
/** Milliseconds; many servers close idle connections after five seconds. */
const IDLE_TIMEOUT_MS = 4000
/**
 * So long the head of a response waits for the first byte of its body: what turns out to be none can still be told on a
 * page. Streams of events begin with their head alone. Milliseconds.
 */
const HEAD_HOLD_MS = 50
/** What a server that announces when it closes (`Keep-Alive: timeout`) may be early. Milliseconds. */
const KEEP_ALIVE_MARGIN_MS = 1000

/**
 * One connection to an upstream: a request at a time. A class, for the sake of its speed: there is one for each visitor.
 */
export class UpstreamConnection {
  readonly #socket: Socket
  readonly #outbox: Outbox
  readonly #options: ConnectionOptions
  readonly #answerTimer: NodeJS.Timeout
  #idleTimer: NodeJS.Timeout | null = null
  #silenceTimer: NodeJS.Timeout | undefined
  /** Nothing is read, since the visitor does not keep up. */
  #paused = false
  #handlers: ConnectionHandlers | null = null
  /** What has come of a head that is not whole. */
  #pending: Buffer | null = null
  #head: ResponseHead | null = null
  #reader: BodyReader | null = null
  /** The head that the handlers were not told yet. */
  #heldHead: ResponseHead | null = null
  #holdTimer: NodeJS.Timeout | undefined
  #requestSent = false
  #answered = false
  #interims = 0
  #interimBytes = 0
  #error: string | null = null
  #gone = false
  /** Milliseconds that the upstream keeps it idle, as far as it has said so. */
  #idleTimeoutMs = IDLE_TIMEOUT_MS
  /** Requests that it has carried. */
  requests = 0
  /** performance.now() when it became idle. */
  idleSince = 0
  /** Whether any byte of a response has ever come. */
  hasAnswered = false
  /** The visitor's connection that it belongs to, once it may be logged in; null while every visitor may use it. */
  owner: ConnectionOwner | null = null
  /** The visitor's connection whose request it carried last. */
  lastOwner: ConnectionOwner | null = null

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.#outbox = new Outbox(socket)
    this.#answerTimer = setTimeout(() => {
      if (this.#handlers && this.#requestSent && !this.#head) this.#fail(SILENT)
    }, options.answerTimeoutMs)
    socket.on('data', this.#onData)
    socket.on('drain', this.#onDrain)
    socket.on('end', this.#onEnd)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
  }

  /** False once either side has ended it. */
  get isOpen(): boolean {
    return !this.#gone && !this.#socket.destroyed && !this.#socket.readableEnded
  }

  /** Bytes that have come from the upstream. */
  get bytesRead(): number {
    return this.#socket.bytesRead
  }

  /** Sends the head of a request; its body, if there is one, is written afterwards. */
  send(handlers: ConnectionHandlers): void {
    this.#handlers = handlers
    this.#head = null
    this.#answered = false
    this.#interims = 0
    this.#interimBytes = 0
    this.#requestSent = handlers.request.body.kind === 'none'
    this.requests += 1
    if (this.#requestSent) this.#answerTimer.refresh()
    this.#outbox.put(requestHead(handlers.request, this.#options.keepAlive))
    if (this.#requestSent) this.#outbox.flush()
  }

  /** @returns false when the upstream does not keep up: `onDrain` tells when it does */
  write(piece: Buffer): boolean {
    if (piece.length === 0) return true
    const chunked = this.#handlers?.request.body.kind === 'chunked'
    if (chunked) this.#outbox.put(chunkHead(piece))
    this.#outbox.put(piece)
    if (chunked) this.#outbox.put('\r\n')
    return this.#outbox.hasRoom
  }

  /** The body is whole. @param trailers left out where its length was told in front (RFC 9112 §7.1.2) */
  end(trailers: HeaderList): void {
    if (this.#handlers?.request.body.kind === 'chunked') this.#outbox.put(lastChunk(trailers))
    this.#requestSent = true
    this.#answerTimer.refresh()
  }

  pause(): void {
    this.#paused = true
    this.#socket.pause()
  }

  resume(): void {
    this.#paused = false
    this.#silenceTimer?.refresh()
    this.#socket.resume()
  }

  /** Ends an answer in the middle of which nothing has come for too long. */
  #watchSilence(): void {
    const { idleTimeoutMs } = this.#options
    if (idleTimeoutMs === null) return
    this.#silenceTimer ??= setTimeout(() => {
      if (this.#paused) this.#silenceTimer?.refresh()
      else if (this.#handlers && this.#head) this.#fail(SILENT)
    }, idleTimeoutMs)
    this.#silenceTimer.refresh()
  }

  /** Ends it after some time without a request. Connections that belong to one visitor end with that visitor instead. */
  idle(): void {
    if (this.#idleTimer) this.#idleTimer.refresh()
    else
      this.#idleTimer = setTimeout(() => {
        if (!this.#handlers) this.destroy()
      }, this.#idleTimeoutMs)
  }

  destroy(): void {
    this.#handlers = null
    this.#heldHead = null
    clearTimeout(this.#holdTimer)
    this.#socket.destroy()
    this.#leave(false)
  }

  /** Of no use any more. */
  #leave(byUpstream: boolean): void {
    if (this.#gone) return
    this.#gone = true
    this.#stopTimers()
    this.#options.onGone(this, byUpstream)
  }

  #stopTimers(): void {
    clearTimeout(this.#answerTimer)
    clearTimeout(this.#silenceTimer)
    if (this.#idleTimer) clearTimeout(this.#idleTimer)
  }

  /** Makes it one visitor's own: it is open for as long as that visitor's connection. */
  assign(owner: ConnectionOwner): void {
    this.owner = owner
    if (this.#idleTimer) clearTimeout(this.#idleTimer)
  }

  #fail(code: string): void {
    this.#error ??= code
    const handlers = this.#handlers
    this.destroy()
    handlers?.onFailed(this.#error, this.#answered)
  }

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#error ??= error.code ?? error.name
    // After a fatal error of TLS Node leaves the connection as it is (RFC 8446 §6.2).
    this.#socket.destroy()
  }

  readonly #onClose = (): void => {
    if (this.#handlers) this.#fail(CLOSED)
    else this.#leave(true)
  }

  readonly #onEnd = (): void => {
    if (this.#head?.body.kind === 'until-close') this.#finish(false)
    else if (this.#handlers) this.#fail(CLOSED)
    else this.#socket.destroy()
  }

  readonly #onDrain = (): void => this.#handlers?.onDrain()

  readonly #onData = (chunk: Buffer): void => {
    if (!this.#handlers) {
      // Nobody has asked for anything.
      if (!this.#gone) this.#options.onSurplus()
      this.destroy()
      return
    }
    this.#answered = true
    this.#watchSilence()
    if (!this.hasAnswered) {
      this.hasAnswered = true
      this.#options.onFirstByte(this)
    }
    let rest: Buffer | null = this.#head ? chunk : this.#readHead(chunk)
    if (!rest || !this.#head || !this.#handlers) return
    if (this.#reader) {
      if (rest.length === 0) return this.#hold()
      const { used, state } = this.#reader.read(rest, this.#onPiece)
      if (state === 'broken') return this.#fail(NOT_HTTP)
      if (state === 'more') return this.#hold()
      rest = rest.subarray(used)
    }
    if (rest.length > 0) this.#options.onSurplus()
    const isClear = rest.length === 0 && this.#reader?.isOdd !== true && !mayStillSend(this.#head)
    this.#finish(isClear && this.#head.keepAlive)
  }

  readonly #onPiece = (piece: Buffer): void => {
    this.#tellHead()
    this.#handlers?.onData(piece)
  }

  #hold(): void {
    if (this.#heldHead) this.#holdTimer ??= setTimeout(this.#tellHead, HEAD_HOLD_MS)
  }

  readonly #tellHead = (): void => {
    const head = this.#heldHead
    if (!head) return
    this.#heldHead = null
    clearTimeout(this.#holdTimer)
    this.#holdTimer = undefined
    this.#handlers?.onHead(head)
  }

  /** @returns what came behind the final head; null while there is none */
  #readHead(chunk: Buffer): Buffer | null {
    let bytes = this.#pending ? Buffer.concat([this.#pending, chunk]) : chunk
    this.#pending = null
    for (;;) {
      const handlers = this.#handlers
      const end = endOfLooseHead(bytes)
      if (!handlers || end > MAX_HEAD || (end === -1 && bytes.length > MAX_HEAD)) {
        this.#fail(NOT_HTTP)
        return null
      }
      if (end === -1) {
        // What does not begin like HTTP will not become it.
        if (!'HTTP/1.'.startsWith(bytes.toString('latin1', 0, Math.min(bytes.length, 7)))) this.#fail(NOT_HTTP)
        else this.#pending = bytes
        return null
      }
      const head = readResponseHead(bytes.toString('latin1', 0, end), handlers.request.method)
      bytes = bytes.subarray(end)
      if (!head || (head.status === 101 && !this.#agrees(head, handlers.request))) {
        this.#fail(NOT_HTTP)
        return null
      }
      if (head.status === 101) {
        this.#switch(handlers, head, bytes)
        return null
      }
      if (head.status >= 200) {
        this.#head = head
        this.#reader = bodyReader(head.body, 'response')
        this.#readKeepAlive(head.headers)
        this.#heldHead = head
        if (head.body.kind === 'until-close') this.#tellHead()
        return bytes
      }
      this.#interims += 1
      this.#interimBytes += end
      if (this.#interims > MAX_INTERIM_RESPONSES || this.#interimBytes > MAX_INTERIM_BYTES) {
        this.#fail(NOT_HTTP)
        return null
      }
      // It is at work (RFC 2518 §10.1).
      this.#answerTimer.refresh()
      handlers.onInterim(head)
    }
  }

  /** Whether it changes to what it was asked for, and reads the request no longer. */
  #agrees({ headers }: ResponseHead, { upgrade }: UpstreamRequest): boolean {
    if (upgrade === null || !this.#requestSent) return false
    return upgrade === 'websocket' || headerValue(headers, 'upgrade')?.trim().toLowerCase() === upgrade
  }

  /** `Keep-Alive: timeout=5` (RFC 2068 §19.7.1.1), in seconds. */
  #readKeepAlive(headers: HeaderList): void {
    const timeout = /\btimeout=(\d{1,4})\b/i.exec(headerValue(headers, 'keep-alive') ?? '')?.[1]
    if (timeout === undefined || this.#idleTimer) return
    const milliseconds = Number(timeout) * 1000
    const safe = Math.max(milliseconds - KEEP_ALIVE_MARGIN_MS, milliseconds / 2)
    this.#idleTimeoutMs = Math.min(IDLE_TIMEOUT_MS, safe)
  }

  #switch(handlers: ConnectionHandlers, head: ResponseHead, rest: Buffer): void {
    const socket = this.#socket
    this.#handlers = null
    this.#gone = true
    this.#stopTimers()
    socket.off('data', this.#onData)
    socket.off('drain', this.#onDrain)
    socket.off('end', this.#onEnd)
    socket.off('close', this.#onClose)
    socket.pause()
    this.#options.onSwitched(this, socket)
    handlers.onSwitched(head, socket, rest)
  }

  #finish(reusable: boolean): void {
    this.#tellHead()
    const handlers = this.#handlers
    const trailers = this.#reader?.trailers ?? []
    if (!handlers) return
    this.#handlers = null
    this.#head = null
    this.#reader = null
    this.#paused = false
    // An upstream that has answered before the whole body came may take the rest of it for the next request.
    if (reusable && this.#requestSent && this.#options.keepAlive) {
      this.#socket.resume()
      this.idleSince = performance.now()
      this.#options.onFree(this)
    } else this.destroy()
    handlers.onEnd(trailers)
  }
}

/**
 * Whether a response without content announces some, as HEAD, 204 and 304 may. Servers exist that then send it: it would
 * be taken for the beginning of the next response.
 */
function mayStillSend({ body, headers }: ResponseHead): boolean {
  if (body.kind !== 'none') return false
  if (headerValue(headers, 'transfer-encoding') !== undefined) return true
  const length = headerValue(headers, 'content-length')
  return length !== undefined && Number(length) !== 0
}
