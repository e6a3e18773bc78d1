import type { Socket } from 'node:net'
import type { UpstreamConnections } from '../../../shared/contract/upstream-settings.ts'
import { CLOSED, SILENT } from '../../../shared/upstream-causes.ts'
import type { Connect } from './connect.ts'
import { UpstreamConnection, type ConnectionOptions, type Timeouts } from './connection.ts'
import { IdleLifetime } from './idle-lifetime.ts'
import {
  QUEUE_TIMEOUT_MS,
  QUEUE_STALL_MS,
  PATIENT_GRACE_MS,
  LOGGED_IN_GRACE_MS,
  QUARANTINE_MS,
  PRESENCE_MS,
  MAX_ATTEMPTS,
  ENDED,
  REFUSED,
} from './limits.ts'
import { GRACE_MS, Places } from './places.ts'
import { PrivateConnections } from './private-connections.ts'
import type { ConnectionOwner, UpstreamRequest } from './request.ts'
import { Sending, type SendingPool, type Transfer, type TransferHandlers } from './sending.ts'

/** How the owner wants it to be used. */
export interface PoolOptions extends Timeouts {
  readonly connections: UpstreamConnections
}

/**
 * The connections to one upstream. There may be any number, since one endless event stream each must not starve the
 * others; unless the upstream is found to serve fewer (places.ts). Idle ones are used again, by any visitor, with three
 * exceptions: those that may be logged in (authentication.ts), those of an upstream that closes them without a word for
 * requests that cannot be repeated (idle-lifetime.ts), and those that have sent more than a response.
 */
export class UpstreamPool implements SendingPool {
  readonly #connect: Connect
  readonly #options: ConnectionOptions
  /** For everybody; the one that was used last is at the end. */
  readonly #idle: UpstreamConnection[] = []
  readonly #all = new Set<UpstreamConnection>()
  readonly #private = new PrivateConnections()
  /** Requests that are queued, connecting, or on a connection that has never answered; the oldest first. */
  readonly #waiting = new Set<Sending>()
  readonly #places: Places
  readonly #idleLifetime = new IdleLifetime()
  #connecting = 0
  /** Open connections that have answered, WebSockets among them. */
  #answered = 0
  #switched = 0
  /** performance.now(): when a place became free last, and when a connection that had answered ended last. */
  #freedAt = Number.NEGATIVE_INFINITY
  #servedAt = Number.NEGATIVE_INFINITY
  #relief: NodeJS.Timeout | undefined
  #closed = false

  constructor(connect: Connect, { connections, ...timeouts }: PoolOptions) {
    this.#connect = connect
    this.#places = new Places(connections === 'one' ? 1 : null)
    this.#options = {
      ...timeouts,
      keepAlive: connections !== 'none',
      onFirstByte: (connection) => this.#onFirstByte(connection),
      onFree: (connection) => this.#onFree(connection),
      onSurplus: () => this.#idleLifetime.sentSurplus(performance.now()),
      onGone: (connection, byUpstream) => this.#onGone(connection, byUpstream),
      onSwitched: (connection, socket) => this.#onSwitched(connection, socket),
    }
  }

  /** @param owner the visitor's connection that it came by */
  send(request: UpstreamRequest, handlers: TransferHandlers, owner: ConnectionOwner): Transfer {
    const sending = new Sending(this, request, handlers, owner)
    this.#place(sending)
    return sending
  }

  get #open(): number {
    return this.#all.size + this.#connecting + this.#switched
  }

  /** Whether another connection would find no place, as far as that is known. */
  get isFull(): boolean {
    const limit = this.#places.limit(performance.now())
    return limit !== null && this.#open >= limit
  }

  /** Whether the owner has said how many connections there may be: then nobody else opens one. */
  get isFixed(): boolean {
    return this.#places.fixed !== null
  }

  /** Bytes that have come over the connections that are open now. */
  get bytesRead(): number {
    return [...this.#all].reduce((sum, connection) => sum + connection.bytesRead, 0)
  }

  /** Ends what is idle now, and the others when their requests have ended. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#relief)
    for (const connection of this.#idle.splice(0)) connection.destroy()
    this.#private.close()
  }

  /** Ends everything. */
  destroy(): void {
    for (const sending of this.#waiting) sending.fail(CLOSED)
    this.close()
    for (const connection of this.#all) connection.destroy()
  }

  /** Finds a connection for a request. */
  #place(sending: Sending): void {
    const now = performance.now()
    sending.startedAt = now
    const own = this.#private.take(sending.owner)
    if (own) return this.#use(sending, own, now - own.idleSince)
    // Others have waited longer.
    if (this.#waiting.size > 0 && this.#hasQueued) return this.#queue(sending, now)
    const shared = this.#takeIdle(sending, now)
    if (shared && sending.repeatable) return this.#use(sending, shared, now - shared.idleSince)
    if (shared) return this.#useIfOpen(sending, shared)
    const limit = this.#places.limit(now)
    if (limit !== null && this.#open >= limit && !this.#evict(now)) this.#queue(sending, now)
    else this.#connectFor(sending)
  }

  /** The one that this visitor has used last, or else the one that was used last long enough ago. */
  #takeIdle(sending: Sending, now: number): UpstreamConnection | null {
    for (let at = this.#idle.length - 1; at >= 0; at -= 1) {
      const one = this.#idle[at] as UpstreamConnection
      if (!one.isOpen || this.#suitsIn(sending, one, now) > 0) continue
      this.#idle.splice(at, 1)
      return one
    }
    return null
  }

  /** In how many milliseconds this request may go on a connection that is idle; Infinity for never. */
  #suitsIn(sending: Sending, connection: UpstreamConnection, now: number): number {
    if (sending.request.upgrade !== null) return Number.POSITIVE_INFINITY
    const idleMs = now - connection.idleSince
    if (!sending.repeatable && !this.#idleLifetime.trusts(connection.requests, idleMs, now)) {
      return Number.POSITIVE_INFINITY
    }
    return connection.lastOwner === sending.owner ? 0 : Math.max(0, QUARANTINE_MS - idleMs)
  }

  /** What the upstream has said by now is read before the request is sent: that it has closed, perhaps. */
  #useIfOpen(sending: Sending, connection: UpstreamConnection): void {
    setImmediate(() => {
      if (connection.isOpen && !sending.over) {
        this.#use(sending, connection, performance.now() - connection.idleSince)
        sending.onDrain()
      } else if (connection.isOpen) this.#onFree(connection)
      else if (!sending.over) this.#place(sending)
    })
  }

  /** @param idleMs -1 for a fresh connection */
  #use(sending: Sending, connection: UpstreamConnection, idleMs: number): void {
    if (this.#waiting.size > 0) this.#stopWaiting(sending)
    sending.idleMs = idleMs
    connection.lastOwner = sending.owner
    if (!connection.hasAnswered) {
      sending.waitsSince = performance.now()
      this.#waiting.add(sending)
    }
    if (sending.logsIn) this.claim(connection, sending.owner)
    sending.begin(connection)
    if (!connection.hasAnswered) this.#relieve()
  }

  #stopWaiting(sending: Sending): void {
    clearTimeout(sending.queueTimer)
    this.#waiting.delete(sending)
    sending.cancelAttempt?.()
    sending.cancelAttempt = null
  }

  #connectFor(sending: Sending): void {
    const now = performance.now()
    // What is idle is nothing that it could use, and may be the only connection that the upstream serves.
    if (this.#places.exceeds(this.#open + 1)) this.#evict(now)
    clearTimeout(sending.queueTimer)
    sending.state = 'connecting'
    sending.waitsSince = now
    this.#waiting.add(sending)
    this.#connecting += 1
    const cancel = this.#connect((error, socket) => {
      this.#connecting -= 1
      sending.cancelAttempt = null
      if (socket) {
        const connection = new UpstreamConnection(socket, this.#options)
        this.#all.add(connection)
        this.#use(sending, connection, -1)
        sending.onDrain()
      } else {
        const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
        if (!this.#queueAfterRefusal(sending, code)) sending.fail(code)
      }
    })
    sending.cancelAttempt = () => {
      this.#connecting -= 1
      cancel()
    }
  }

  /** @returns whether the request waits for a place, since others hold those that there are */
  #queueAfterRefusal(sending: Sending, code: string): boolean {
    const now = performance.now()
    const inTime = now - sending.startedAt < QUEUE_TIMEOUT_MS || sending.attempts === 0
    const isThere = this.#all.size + this.#switched > 0 || now - this.#servedAt < PRESENCE_MS
    if (!isThere || !REFUSED.has(code) || !inTime) return false
    sending.attempts += 1
    this.#places.refused(this.#answered, now)
    this.#queue(sending, now)
    return true
  }

  #queue(sending: Sending, now: number): void {
    sending.state = 'queued'
    sending.waitsSince = now
    this.#waiting.add(sending)
    sending.waitInQueue(() => this.#leaveQueue(sending))
    this.#relieve()
  }

  /** @returns false while the request goes on waiting: a limit that the owner has set is no guess */
  #leaveQueue(sending: Sending): boolean {
    const { fixed } = this.#places
    const now = performance.now()
    if (fixed !== null && now - sending.startedAt >= this.#options.answerTimeoutMs) sending.fail(SILENT)
    else if (fixed === null ? now - this.#freedAt >= QUEUE_STALL_MS : this.#open < fixed) this.#connectFor(sending)
    else return false
    return true
  }

  /** Closes the idle connection that has been so the longest. @returns whether there was one */
  #evict(now: number): boolean {
    const shared = this.#idle.shift()
    if (!shared) return this.#private.evict(now)
    this.#idleLifetime.survived(shared.requests, now - shared.idleSince)
    shared.destroy()
    return true
  }

  get #hasQueued(): boolean {
    return [...this.#waiting].some((sending) => sending.state === 'queued')
  }

  get #hasIdle(): boolean {
    return this.#idle.length > 0 || this.#private.hasIdle
  }

  /** Gives idle connections to requests that wait for a place, or closes them for those: now, or when it is time. */
  #relieve(): void {
    clearTimeout(this.#relief)
    if (this.#waiting.size === 0 || this.#closed || !this.#hasIdle) return
    const now = performance.now()
    let next = Number.POSITIVE_INFINITY
    for (const sending of Array.from(this.#waiting)) {
      const usable = sending.state === 'sent' ? Number.POSITIVE_INFINITY : this.#usableIn(sending, now)
      if (usable <= 0) this.#give(sending, now)
      else {
        const due = usable === Number.POSITIVE_INFINITY ? this.#dueIn(sending, now) : usable
        if (due > 0) next = Math.min(next, due)
        else if (!this.#closeFor(sending, now)) next = Math.min(next, LOGGED_IN_GRACE_MS)
      }
    }
    if (next !== Number.POSITIVE_INFINITY) this.#relief = setTimeout(this.#afterPoll, next)
  }

  /** What has come meanwhile is read first: it may be the answer that is waited for. */
  readonly #afterPoll = (): void => void setImmediate(() => this.#relieve())

  /** In how many milliseconds one of the idle connections suits; Infinity for never. */
  #usableIn(sending: Sending, now: number): number {
    let least = Number.POSITIVE_INFINITY
    for (const one of this.#idle) if (one.isOpen) least = Math.min(least, this.#suitsIn(sending, one, now))
    return least
  }

  #give(sending: Sending, now: number): void {
    const connection = this.#takeIdle(sending, now)
    if (!connection) return
    this.#freedAt = now
    this.#use(sending, connection, now - connection.idleSince)
    sending.onDrain()
  }

  #closeFor(sending: Sending, now: number): boolean {
    const { state } = sending
    if (!this.#evict(now)) return false
    sending.evictions += 1
    this.#places.evicted(now)
    // A SYN that was dropped is only sent again after a second: a new one is quicker.
    if (state === 'connecting') this.#reconnect(sending)
    return true
  }

  /** Milliseconds until an idle connection may be closed for it; Infinity when it has had its share. */
  #dueIn(sending: Sending, now: number): number {
    if (sending.state === 'queued') return 0
    const exceeds = this.#places.exceeds(this.#open)
    if (sending.evictions >= (exceeds ? 2 : 1)) return Number.POSITIVE_INFINITY
    const isLimited = this.#places.limit(now) !== null
    const grace = !exceeds ? PATIENT_GRACE_MS : isLimited ? 0 : GRACE_MS
    // From when on both were there: before, it may have been slow and nothing else.
    const together = Math.max(sending.waitsSince, this.#idle[0]?.idleSince ?? 0)
    return together + grace - now
  }

  #reconnect(sending: Sending): void {
    this.#stopWaiting(sending)
    this.#connectFor(sending)
  }

  #onFirstByte(connection: UpstreamConnection): void {
    this.#answered += 1
    const now = performance.now()
    this.#places.answered(this.#answered, now)
    for (const sending of this.#waiting) if (sending.connection === connection) this.#waiting.delete(sending)
    if (this.#waiting.size > 0) this.#relieve()
  }

  #onFree(connection: UpstreamConnection): void {
    const now = performance.now()
    const { owner } = connection
    if (this.#closed || !this.#idleLifetime.reusable(now)) return connection.destroy()
    if (owner) {
      const idle = this.#private.of(owner)
      if (idle) idle.push(connection)
      else connection.destroy()
    } else {
      connection.idle()
      this.#idle.push(connection)
    }
    if (this.#waiting.size > 0) this.#relieve()
  }

  #onGone(connection: UpstreamConnection, byUpstream: boolean): void {
    if (!this.#all.delete(connection)) return
    const now = performance.now()
    const idleMs = now - connection.idleSince
    const own = connection.owner && this.#private.of(connection.owner)
    const idle = own ?? this.#idle
    const at = idle.indexOf(connection)
    if (at !== -1) idle.splice(at, 1)
    if (byUpstream) this.#idleLifetime.closedByUpstream(idleMs, now)
    else if (at !== -1) this.#idleLifetime.survived(connection.requests, idleMs)
    // One that was refused has held no place.
    if (!connection.hasAnswered) return
    this.#answered -= 1
    this.#servedAt = now
    this.#freedAt = now
    for (const sending of this.#waiting) if (sending.state === 'queued') return this.#connectFor(sending)
  }

  #onSwitched(connection: UpstreamConnection, socket: Socket): void {
    this.#all.delete(connection)
    this.#switched += 1
    socket.once('close', () => {
      this.#switched -= 1
      this.#answered -= 1
    })
  }

  settled(sending: Sending): void {
    if (this.#waiting.size > 0) this.#stopWaiting(sending)
  }

  claim(connection: UpstreamConnection, owner: ConnectionOwner): void {
    if (connection.owner) return
    connection.assign(owner)
    this.#private.open(owner)
  }

  alive(connection: UpstreamConnection, idleMs: number): void {
    this.#idleLifetime.survived(connection.requests - 1, idleMs)
  }

  lost(sending: Sending, code: string): boolean {
    if (!ENDED.has(code)) return false
    this.#waiting.delete(sending)
    const now = performance.now()
    // The upstream may close a connection in the moment in which it is used again; it has then read nothing.
    if (sending.idleMs >= 0) {
      this.#idleLifetime.closedByUpstream(sending.idleMs, now)
      if (!sending.repeatable) return false
      sending.startedAt = now
      this.#connectFor(sending)
      return true
    }
    return sending.repeatable && sending.attempts < MAX_ATTEMPTS && this.#queueAfterRefusal(sending, code)
  }
}
