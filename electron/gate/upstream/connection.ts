import type { Socket } from 'node:net'
import { CLOSED, NOT_HTTP, SILENT } from '../../../shared/upstream-causes.ts'
import { bodyReader, chunkHead, LAST_CHUNK, type BodyReader } from '../http/body.ts'
import {
  endOfLooseHead,
  fieldLines,
  readResponseHead,
  type Framing,
  type HeaderList,
  type ResponseHead,
} from '../http/head.ts'
import { Outbox } from '../http/outbox.ts'

/** A request as it goes to the upstream. */
export interface UpstreamRequest {
  readonly method: string
  /** Origin form. */
  readonly path: string
  /** Host first; nothing about body or connection. Every value was checked where it came from. */
  readonly headers: HeaderList
  /** The gate's own headers, each line ended by CRLF. */
  readonly own: string
  readonly body: Framing
  readonly webSocket: boolean
}

/** The request that a connection carries just now. */
export interface Carried {
  readonly request: UpstreamRequest
  onInterim(head: ResponseHead): void
  onHead(head: ResponseHead): void
  onData(piece: Buffer): void
  onEnd(): void
  onDrain(): void
  /** After `101 Switching Protocols`: the connection is the caller's now. @param rest bytes that came behind it */
  onSwitched(head: ResponseHead, socket: Socket, rest: Buffer): void
  /** @param heard whether a byte of an answer has come */
  onFailed(code: string, heard: boolean): void
}

export interface ConnectionOptions {
  /** Milliseconds that an upstream has to begin its answer. */
  readonly patience: number
  /** Called when the connection is free for another request. */
  readonly onFree: (connection: UpstreamConnection) => void
  readonly onGone: (connection: UpstreamConnection) => void
}

/** Bytes. */
const MAX_HEAD = 65_536
/** Milliseconds; many servers close idle connections after five seconds. */
const IDLE = 4000

/** Methods whose servers expect a length even where there is no body (RFC 9110 §8.6). */
const EXPECTS_LENGTH = new Set(['POST', 'PUT', 'PATCH'])

function requestHead({ method, path, headers, own, body, webSocket }: UpstreamRequest): string {
  let head = `${method} ${path} HTTP/1.1\r\n${fieldLines(headers)}${own}`
  if (body.kind === 'length') head += `Content-Length: ${body.bytes}\r\n`
  else if (body.kind === 'chunked') head += 'Transfer-Encoding: chunked\r\n'
  else if (EXPECTS_LENGTH.has(method)) head += 'Content-Length: 0\r\n'
  return `${head}${webSocket ? 'Connection: Upgrade\r\nUpgrade: websocket' : 'Connection: keep-alive'}\r\n\r\n`
}

/** One connection to an upstream: a request at a time. A class, for the sake of its speed: there is one for each visitor. */
export class UpstreamConnection {
  readonly #socket: Socket
  readonly #outbox: Outbox
  readonly #options: ConnectionOptions
  readonly #answerTimer: NodeJS.Timeout
  readonly #idleTimer: NodeJS.Timeout
  #carried: Carried | null = null
  /** What has come of a head that is not whole. */
  #pending: Buffer | null = null
  #head: ResponseHead | null = null
  #reader: BodyReader | null = null
  #requestSent = false
  #heard = false
  #error: string | null = null

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.#outbox = new Outbox(socket)
    this.#answerTimer = setTimeout(() => {
      if (this.#carried && this.#requestSent && !this.#head) this.#break(SILENT)
    }, options.patience)
    this.#idleTimer = setTimeout(() => {
      if (!this.#carried) socket.destroy()
    }, IDLE)
    socket.on('data', this.#onData)
    socket.on('drain', this.#onDrain)
    socket.on('end', this.#onEnd)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
  }

  /** Sends the head of a request; its body, if there is one, is written afterwards. */
  carry(carried: Carried): void {
    this.#carried = carried
    this.#head = null
    this.#heard = false
    this.#requestSent = carried.request.body.kind === 'none'
    if (this.#requestSent) this.#answerTimer.refresh()
    this.#outbox.put(requestHead(carried.request))
    if (this.#requestSent) this.#outbox.flush()
  }

  /** @returns false when the upstream does not keep up: `onDrain` tells when it does */
  write(piece: Buffer): boolean {
    if (piece.length === 0) return true
    const chunked = this.#carried?.request.body.kind === 'chunked'
    if (chunked) this.#outbox.put(chunkHead(piece))
    this.#outbox.put(piece)
    if (chunked) this.#outbox.put('\r\n')
    return this.#outbox.hasRoom
  }

  /** The body is whole. */
  end(): void {
    if (this.#carried?.request.body.kind === 'chunked') this.#outbox.put(LAST_CHUNK)
    this.#requestSent = true
    this.#answerTimer.refresh()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  destroy(): void {
    this.#carried = null
    this.#socket.destroy()
  }

  #break(code: string): void {
    this.#error ??= code
    const carried = this.#carried
    this.destroy()
    carried?.onFailed(this.#error, this.#heard)
  }

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#error ??= error.code ?? error.name
  }

  readonly #onClose = (): void => {
    clearTimeout(this.#answerTimer)
    clearTimeout(this.#idleTimer)
    this.#options.onGone(this)
    if (this.#carried) this.#break(CLOSED)
  }

  readonly #onEnd = (): void => {
    if (this.#head?.body.kind === 'until-close') this.#finish(false)
    else if (this.#carried) this.#break(CLOSED)
  }

  readonly #onDrain = (): void => this.#carried?.onDrain()

  readonly #onData = (chunk: Buffer): void => {
    if (!this.#carried) {
      // Nobody has asked for anything.
      this.#socket.destroy()
      return
    }
    this.#heard = true
    let rest: Buffer | null = this.#head ? chunk : this.#readHead(chunk)
    if (!rest || !this.#head || !this.#carried) return
    if (this.#reader && rest.length > 0) {
      const { used, state } = this.#reader.read(rest, this.#onPiece)
      if (state === 'broken') return this.#break(NOT_HTTP)
      if (state === 'more') return
      rest = rest.subarray(used)
    } else if (this.#reader) return
    // Bytes behind the answer belong to nothing.
    this.#finish(rest.length === 0 && this.#head.keepAlive)
  }

  readonly #onPiece = (piece: Buffer): void => this.#carried?.onData(piece)

  /** @returns what came behind the final head; null while there is none */
  #readHead(chunk: Buffer): Buffer | null {
    let bytes = this.#pending ? Buffer.concat([this.#pending, chunk]) : chunk
    this.#pending = null
    for (;;) {
      const carried = this.#carried
      const end = endOfLooseHead(bytes)
      if (!carried || end > MAX_HEAD || (end === -1 && bytes.length > MAX_HEAD)) {
        this.#break(NOT_HTTP)
        return null
      }
      if (end === -1) {
        // What does not begin like HTTP will not become it.
        if (!'HTTP/1.'.startsWith(bytes.toString('latin1', 0, Math.min(bytes.length, 7)))) this.#break(NOT_HTTP)
        else this.#pending = bytes
        return null
      }
      const head = readResponseHead(bytes.toString('latin1', 0, end), carried.request.method)
      bytes = bytes.subarray(end)
      if (!head || (head.status === 101 && !carried.request.webSocket)) {
        this.#break(NOT_HTTP)
        return null
      }
      if (head.status === 101) {
        this.#switch(carried, head, bytes)
        return null
      }
      if (head.status >= 200) {
        this.#head = head
        this.#reader = bodyReader(head.body)
        carried.onHead(head)
        return bytes
      }
      carried.onInterim(head)
    }
  }

  #switch(carried: Carried, head: ResponseHead, rest: Buffer): void {
    const socket = this.#socket
    this.#carried = null
    clearTimeout(this.#answerTimer)
    clearTimeout(this.#idleTimer)
    socket.off('data', this.#onData)
    socket.off('drain', this.#onDrain)
    socket.off('end', this.#onEnd)
    socket.off('close', this.#onClose)
    socket.pause()
    this.#options.onGone(this)
    carried.onSwitched(head, socket, rest)
  }

  #finish(reusable: boolean): void {
    const carried = this.#carried
    if (!carried) return
    this.#carried = null
    this.#head = null
    this.#reader = null
    // An upstream that has answered before the whole body came may take the rest of it for the next request.
    if (reusable && this.#requestSent) {
      this.#socket.resume()
      this.#idleTimer.refresh()
      this.#options.onFree(this)
    } else this.#socket.destroy()
    carried.onEnd()
  }
}
