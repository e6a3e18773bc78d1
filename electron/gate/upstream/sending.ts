import type { Socket } from 'node:net'
import { asksForConnectionLogin, logsConnectionIn } from './authentication.ts'
import type { ConnectionHandlers, UpstreamConnection } from './connection.ts'
import type { HeaderList, ResponseHead } from '../http/head.ts'
import { QUEUE_STALL_MS } from './limits.ts'
import { isRepeatable, type ConnectionOwner, type ResponseHandlers, type UpstreamRequest } from './request.ts'

/** What becomes of a request, for the one who sends it. After `onEnd`, `onSwitched` or `onFailed` nothing more comes. */
export interface TransferHandlers extends ResponseHandlers {
  /** The body may be written (on). Not called where there is none. */
  onReady(): void
  /** @param code Node's, or one of shared/upstream-causes.ts */
  onFailed(code: string): void
}

/** A request on its way. */
export interface Transfer {
  /** Whether the body may be written at once; else `onReady` says when. */
  readonly ready: boolean
  /** @returns false when the upstream does not keep up: `onReady` tells when it does */
  write(piece: Buffer): boolean
  /** The body is whole. @param trailers fields behind it, where its length was not told in front */
  end(trailers: HeaderList): void
  /** Stops and goes on with the answer. */
  pause(): void
  resume(): void
  /** Ends it at once; no handler is called any more. */
  abort(): void
}

/** A way to an upstream. */
export interface Sender {
  /** @param owner the visitor's connection that the request came by */
  send(request: UpstreamRequest, handlers: TransferHandlers, owner: ConnectionOwner): Transfer
}

/** What a request asks of the pool that it was given to. */
export interface SendingPool {
  /** It has ended, or has a response: it waits for nothing any more. */
  settled(sending: Sending): void
  /** The connection may be logged in for this owner. */
  claim(connection: UpstreamConnection, owner: ConnectionOwner): void
  /** The connection that was used again is alive. @param idleMs how long it had been idle */
  alive(connection: UpstreamConnection, idleMs: number): void
  /** The connection ended without a byte of a response. @returns whether the request is sent again */
  lost(sending: Sending, code: string): boolean
}

/** `queued`: waits for a place. `connecting`: its own connection is being opened. `sent`: on a connection. */
export type SendingState = 'queued' | 'connecting' | 'sent'

/** One request, from the moment it is given to a pool until its response is whole. */
export class Sending implements Transfer, ConnectionHandlers {
  readonly request: UpstreamRequest
  readonly owner: ConnectionOwner
  /** Whether its credentials may log a connection in. */
  readonly logsIn: boolean
  readonly repeatable: boolean
  readonly #pool: SendingPool
  readonly #handlers: TransferHandlers
  connection: UpstreamConnection | null = null
  state: SendingState = 'queued'
  /** Ends the attempt to connect. */
  cancelAttempt: (() => void) | null = null
  queueTimer: NodeJS.Timeout | undefined
  /** performance.now(): when it was given to the pool, and when it began to wait in its present state. */
  startedAt = 0
  waitsSince = 0
  /** Idle connections that were closed for it, and attempts that came to nothing. */
  evictions = 0
  attempts = 0
  /** How long its connection had been idle, in milliseconds; -1 for a fresh one. */
  idleMs = -1
  over = false

  constructor(pool: SendingPool, request: UpstreamRequest, handlers: TransferHandlers, owner: ConnectionOwner) {
    this.request = request
    this.owner = owner
    this.logsIn = logsConnectionIn(request.headers)
    this.repeatable = isRepeatable(request)
    this.#pool = pool
    this.#handlers = handlers
  }

  get ready(): boolean {
    return this.connection !== null
  }

  /** Sends it on this connection. */
  begin(connection: UpstreamConnection): void {
    this.state = 'sent'
    this.connection = connection
    connection.send(this)
  }

  fail(code: string): void {
    if (this.over) return
    this.#end()
    this.#handlers.onFailed(code)
  }

  /** Waits for a place. @param leave asked now and then; returns whether it waits no longer */
  waitInQueue(leave: () => boolean): void {
    const ask = (): void => {
      if (!leave()) this.queueTimer = setTimeout(ask, QUEUE_STALL_MS)
    }
    this.queueTimer = setTimeout(ask, QUEUE_STALL_MS)
  }

  /** Nothing is waited for any more. */
  #end(): void {
    this.over = true
    this.connection = null
    this.#pool.settled(this)
  }

  write(piece: Buffer): boolean {
    return this.connection?.write(piece) ?? false
  }
  end(trailers: HeaderList): void {
    this.connection?.end(trailers)
  }
  pause(): void {
    this.connection?.pause()
  }
  resume(): void {
    this.connection?.resume()
  }
  abort(): void {
    if (this.over) return
    const { connection } = this
    this.#end()
    connection?.destroy()
  }

  onInterim(head: ResponseHead): void {
    if (!this.over) this.#handlers.onInterim(head)
  }
  onHead(head: ResponseHead): void {
    const { connection, owner } = this
    if (!connection) return
    if (this.idleMs >= 0) this.#pool.alive(connection, this.idleMs)
    if (asksForConnectionLogin(head.status, head.headers)) this.#pool.claim(connection, owner)
    this.#handlers.onHead(head)
  }
  onData(piece: Buffer): void {
    if (!this.over) this.#handlers.onData(piece)
  }
  onEnd(trailers: HeaderList): void {
    if (this.over) return
    this.over = true
    this.connection = null
    this.#handlers.onEnd(trailers)
  }
  onDrain(): void {
    if (!this.over && this.request.body.kind !== 'none') this.#handlers.onReady()
  }
  onSwitched(head: ResponseHead, socket: Socket, rest: Buffer): void {
    this.#end()
    this.#handlers.onSwitched(head, socket, rest)
  }
  onFailed(code: string, answered: boolean): void {
    this.connection = null
    if (!this.over && !answered && this.#pool.lost(this, code)) return
    this.fail(code)
  }
}
