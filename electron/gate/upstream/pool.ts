import type { Socket } from 'node:net'
import type { Connect } from './connect.ts'
import type { ResponseHead } from '../http/head.ts'
import { UpstreamConnection, type Carried, type ConnectionOptions, type UpstreamRequest } from './connection.ts'

/** Hears what becomes of a request. After `onEnd`, `onSwitched` or `onFailed` nothing more comes. */
export interface Hearer extends Omit<Carried, 'request' | 'onDrain' | 'onFailed'> {
  /** The body may be written (on). Not called where there is none. */
  onReady(): void
  onFailed(code: string): void
}

/** A request on its way. */
export interface Transfer {
  /** Whether the body may be written at once; else `onReady` says when. */
  readonly ready: boolean
  /** @returns false when the upstream does not keep up: `onReady` tells when it does */
  write(piece: Buffer): boolean
  /** The body is whole. */
  end(): void
  /** Stops and goes on with the answer. */
  pause(): void
  resume(): void
  /** Ends it at once; nothing is heard of it any more. */
  abort(): void
}

/** Requests that may be made twice (RFC 9110 §9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PROPFIND', 'REPORT', 'SEARCH'])

/** The connections to one upstream. There may be any number: one endless event stream each must not starve the others. */
export class UpstreamPool {
  readonly #connect: Connect
  readonly #options: ConnectionOptions
  readonly #idle: UpstreamConnection[] = []
  readonly #all = new Set<UpstreamConnection>()
  #closed = false

  /** @param patience milliseconds that an upstream has to begin its answer */
  constructor(connect: Connect, patience: number) {
    this.#connect = connect
    this.#options = {
      patience,
      onFree: (connection) => {
        if (this.#closed) connection.destroy()
        else this.#idle.push(connection)
      },
      onGone: (connection) => {
        this.#all.delete(connection)
        const at = this.#idle.indexOf(connection)
        if (at !== -1) this.#idle.splice(at, 1)
      },
    }
  }

  send(request: UpstreamRequest, hearer: Hearer): Transfer {
    return new Sending(this, request, hearer)
  }

  /** The connection that was used last; null when none is free. */
  take(): UpstreamConnection | null {
    return this.#idle.pop() ?? null
  }

  open(done: (error: Error | null, connection: UpstreamConnection | null) => void): void {
    this.#connect((error, socket: Socket | null) => {
      if (!socket) {
        done(error, null)
        return
      }
      const connection = new UpstreamConnection(socket, this.#options)
      this.#all.add(connection)
      done(null, connection)
    })
  }

  /** Ends what is idle now, and the others when their requests have ended. */
  close(): void {
    this.#closed = true
    for (const connection of this.#idle.splice(0)) connection.destroy()
  }

  /** Ends everything. */
  destroy(): void {
    this.close()
    for (const connection of this.#all) connection.destroy()
  }
}

class Sending implements Transfer, Carried {
  readonly request: UpstreamRequest
  readonly #pool: UpstreamPool
  readonly #hearer: Hearer
  #connection: UpstreamConnection | null
  #reused: boolean
  #over = false

  constructor(pool: UpstreamPool, request: UpstreamRequest, hearer: Hearer) {
    this.request = request
    this.#pool = pool
    this.#hearer = hearer
    this.#connection = request.webSocket ? null : pool.take()
    this.#reused = this.#connection !== null
    if (this.#connection) this.#connection.carry(this)
    else this.#open()
  }

  get ready(): boolean {
    return this.#connection !== null
  }

  #open(): void {
    this.#pool.open((error, connection) => {
      if (this.#over) {
        connection?.destroy()
        return
      }
      if (!connection) {
        this.#fail(error && 'code' in error && typeof error.code === 'string' ? error.code : (error?.name ?? ''))
        return
      }
      this.#connection = connection
      connection.carry(this)
      this.onDrain()
    })
  }

  #fail(code: string): void {
    if (this.#over) return
    this.#over = true
    this.#hearer.onFailed(code)
  }

  write(piece: Buffer): boolean {
    return this.#connection?.write(piece) ?? false
  }
  end(): void {
    this.#connection?.end()
  }
  pause(): void {
    this.#connection?.pause()
  }
  resume(): void {
    this.#connection?.resume()
  }
  abort(): void {
    this.#over = true
    this.#connection?.destroy()
  }

  onInterim(head: ResponseHead): void {
    this.#hearer.onInterim(head)
  }
  onHead(head: ResponseHead): void {
    this.#hearer.onHead(head)
  }
  onData(piece: Buffer): void {
    if (!this.#over) this.#hearer.onData(piece)
  }
  onEnd(): void {
    if (this.#over) return
    this.#over = true
    this.#connection = null
    this.#hearer.onEnd()
  }
  onDrain(): void {
    if (!this.#over && this.request.body.kind !== 'none') this.#hearer.onReady()
  }
  onSwitched(head: ResponseHead, socket: Socket, rest: Buffer): void {
    this.#over = true
    this.#connection = null
    this.#hearer.onSwitched(head, socket, rest)
  }
  onFailed(code: string, heard: boolean): void {
    // The upstream may close a connection in the moment in which it is used again; it has then read nothing.
    if (
      this.#reused &&
      !heard &&
      !this.#over &&
      this.request.body.kind === 'none' &&
      IDEMPOTENT.has(this.request.method)
    ) {
      this.#reused = false
      this.#open()
    } else this.#fail(code)
  }
}
