/** What is known of the process when it is looked at. */
export interface MemoryLook {
  /** Resident set size. Bytes. */
  readonly rss: number
  /** Connections of visitors that are open. */
  readonly connections: number
  /** Requests, downloads and WebSockets that are going on. */
  readonly exchanges: number
  /** performance.now() */
  readonly now: number
}

const MIB = 1_048_576
/** What a gate holds without visitors, and for each of them (docs/decisions/0028-own-http1-reader.md), with room. Bytes. */
const EMPTY_BYTES = 160 * MIB
const PER_CONNECTION_BYTES = 160 * 1024
/** What is held beyond that is nobody's. Bytes. */
const LOST_BYTES = 128 * MIB
/** Beyond that no quiet moment is waited for. Bytes. */
const MUCH_LOST_BYTES = 512 * MIB
/** Milliseconds from the first look on, and until a gate that was not replaced asks again. */
const RETRY_MS = 60_000
/** Milliseconds without any request: then a new gate disturbs nobody. */
const QUIET_MS = 2000

/**
 * Finds out when a gate holds memory that belongs to nobody, and when is a good moment to begin anew. Node 24.21 never
 * frees the certificates that a visitor sends beside its own (https://github.com/nodejs/node/issues/65579), which
 * strangers can make as large as the TLS library takes them: 100 KB a connection.
 */
export class MemoryGuard {
  #busyAt = Number.NEGATIVE_INFINITY
  #askedAt: number | null = null

  /** @returns whether to ask now for a gate in the place of this one */
  look({ rss, connections, exchanges, now }: MemoryLook): boolean {
    this.#askedAt ??= now
    if (exchanges > 0) this.#busyAt = now
    const lost = rss - EMPTY_BYTES - connections * PER_CONNECTION_BYTES
    const isTime = lost >= MUCH_LOST_BYTES || (lost >= LOST_BYTES && now - this.#busyAt >= QUIET_MS)
    if (!isTime || now - this.#askedAt < RETRY_MS) return false
    this.#askedAt = now
    return true
  }
}
