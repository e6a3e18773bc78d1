import { MAX_REQUESTS_PER_TURN, type Room } from './limits.ts'
import type { Http2Stream } from './stream.ts'

export interface RequestQueueOptions {
  readonly room: Room
  readonly onVisit: (stream: Http2Stream) => void
  /** Whether anything may be answered just now. */
  readonly isOpen: () => boolean
}

/** Requests of one connection that nobody answers yet, and those whose answers nobody has read. */
export class RequestQueue {
  readonly #options: RequestQueueOptions
  readonly #held = new Set<Http2Stream>()
  #unread = 0
  #unreadAllowed: number
  #thisTurn = 0
  #running = false

  constructor(options: RequestQueueOptions) {
    this.#options = options
    this.#unreadAllowed = options.room.unread
  }

  add(stream: Http2Stream): void {
    this.#held.add(stream)
    this.run()
  }

  /** Answers as many as may be unread. */
  run(): void {
    if (this.#running || this.#held.size === 0) return
    this.#running = true
    for (const stream of this.#held) {
      if (this.#unread >= this.#unreadAllowed || this.#thisTurn === MAX_REQUESTS_PER_TURN) break
      if (!this.#options.isOpen()) break
      this.#thisTurn += 1
      if (this.#thisTurn === MAX_REQUESTS_PER_TURN) setImmediate(this.#onTurn)
      this.#held.delete(stream)
      this.setUnread(stream, true)
      this.#options.onVisit(stream)
    }
    this.#running = false
  }

  readonly #onTurn = (): void => {
    this.#thisTurn = 0
    this.run()
  }

  setUnread(stream: Http2Stream, isUnread: boolean): void {
    if (stream.isUnread === isUnread) return
    stream.isUnread = isUnread
    this.#unread += isUnread ? 1 : -1
  }

  /** An answer was taken whole. */
  reward(): void {
    this.#unreadAllowed = Math.min(this.#unreadAllowed + 1, this.#options.room.streams)
  }

  remove(stream: Http2Stream): void {
    this.#held.delete(stream)
    this.setUnread(stream, false)
  }

  clear(): void {
    this.#held.clear()
  }
}
