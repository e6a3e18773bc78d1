/**
 * What is known of how an upstream treats idle connections. Small devices close them after some milliseconds without
 * saying so, and a request that is on its way just then is lost: one that cannot be sent twice (RFC 9110 §9.2.2,
 * RFC 9112 §9.3.1) goes on an idle connection only where the upstream has shown that it keeps them.
 */
export class IdleLifetime {
  /** Requests that a connection had carried when it stayed open for `PROOF_MS`. */
  #provenRequests = 0
  #closedEarlyAt = Number.NEGATIVE_INFINITY
  #surplusAt = Number.NEGATIVE_INFINITY

  /** The connection was still open after this time. @param requests that it had carried @param idleMs milliseconds */
  survived(requests: number, idleMs: number): void {
    if (idleMs >= PROOF_MS && requests > this.#provenRequests) this.#provenRequests = requests
  }

  /** The upstream closed it, or did not answer on it. @param now performance.now() */
  closedByUpstream(idleMs: number, now: number): void {
    if (idleMs > EARLY_MS) return
    this.#closedEarlyAt = now
    this.#provenRequests = 0
  }

  /** The upstream sent something that belonged to no request. @param now performance.now() */
  sentSurplus(now: number): void {
    this.#surplusAt = now
  }

  /** Whether its connections are used more than once at all: surplus bytes must not become somebody's answer. */
  reusable(now: number): boolean {
    return now - this.#surplusAt >= MEMORY_MS
  }

  /**
   * Whether a request that cannot be sent twice may go on a connection.
   * @param requests that it has carried: devices may close after so many @param idleMs milliseconds
   */
  trusts(requests: number, idleMs: number, now: number): boolean {
    return requests <= this.#provenRequests && idleMs <= PROOF_MS && now - this.#closedEarlyAt >= MEMORY_MS
  }
}

/** Milliseconds of idleness after which a connection counts as kept. */
const PROOF_MS = 1000
/** A server that keeps its connections for so long closes none that has been idle for less than `PROOF_MS`. */
const EARLY_MS = 1500
/** How long an unannounced close or surplus bytes are remembered. Milliseconds. */
const MEMORY_MS = 10 * 60_000
