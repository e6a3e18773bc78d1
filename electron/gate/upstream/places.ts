/**
 * What is known of how many connections an upstream serves at a time. Some devices serve one (ESP8266, many printers):
 * others wait unanswered in the listen queue, are refused or closed, for as long as that one is open, idle or not.
 *
 * A connection is `answered` when a byte of a response has come on it: only then is it known to have a place.
 */
export class Places {
  /** Most connections that were answered and open at the same time. */
  #proven = 1
  /** Times in a row that a waiting connection was answered as soon as an idle one was closed for it. */
  #confirmed = 0
  #limit: number | null = null
  #limitAt = 0
  #evictedAt = Number.NEGATIVE_INFINITY
  /** Connections that the owner allows; null: what is found out counts. */
  readonly fixed: number | null

  constructor(fixed: number | null) {
    this.fixed = fixed
  }

  /** Connections that may be open; null: any number. @param now performance.now() */
  limit(now: number): number | null {
    if (this.fixed !== null) return this.fixed
    if (this.#limit !== null && now - this.#limitAt >= MEMORY_MS) {
      this.#limit = null
      this.#confirmed = CONFIRMATIONS - 1
    }
    return this.#limit
  }

  /** Whether so many open connections may be more than the upstream serves. */
  exceeds(open: number): boolean {
    return open > this.#proven
  }

  /** An idle connection was closed for a waiting one. */
  evicted(now: number): void {
    this.#evictedAt = now
  }

  /** The first byte came on a connection. @param answered how many are answered and open, this one included */
  answered(answered: number, now: number): void {
    const evictedAt = this.#evictedAt
    this.#evictedAt = Number.NEGATIVE_INFINITY
    if (answered > this.#proven) {
      this.#proven = answered
      this.#confirmed = 0
      if (this.#limit !== null && this.#limit < answered) this.#limit = null
    } else if (now - evictedAt <= CONFIRMATION_MS) {
      this.#confirmed += 1
      if (this.#confirmed >= CONFIRMATIONS) this.#set(answered, now)
    } else this.#confirmed = 0
  }

  /** A connection was refused, or closed without a byte, while others were open. @param answered how many of them */
  refused(answered: number, now: number): void {
    this.#confirmed = CONFIRMATIONS
    this.#proven = Math.max(1, answered)
    this.#set(answered, now)
  }

  #set(answered: number, now: number): void {
    this.#limit = Math.max(1, answered)
    this.#limitAt = now
  }
}

/** Milliseconds for which a request waits beside an idle connection before that is closed for it. */
export const GRACE_MS = 40
/** An answer that comes so soon after an idle connection was closed is taken for its consequence. Milliseconds. */
const CONFIRMATION_MS = 25
/** So often in a row, until it is no chance. */
const CONFIRMATIONS = 2
/** Then it is found out anew. Milliseconds. */
const MEMORY_MS = 10 * 60_000
