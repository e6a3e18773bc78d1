/** Frames without any use that a connection may send at once, and how soon so many may follow (a millisecond). */
const BURST = 2000
const PER_MS = 0.1
/** What a request, and 1 KiB of a body in either direction, is worth: window updates come in proportion to those. */
const PER_REQUEST = 16
const BYTES_PER_FRAME = 1024
/** Streams that are given up while they are answered: a page that is left does so with some dozens at once. */
const RESET_BURST = 200
const RESETS_PER_MS = 0.033

/**
 * Counts frames that cost work and carry nothing: PING, SETTINGS, PRIORITY, window updates, empty DATA, unknown frames
 * (CVE-2019-9512, 9515, 9518), and streams that are begun to be given up (CVE-2023-44487, CVE-2025-8671).
 */
export class FrameBudget {
  #frames = BURST
  #resets = RESET_BURST
  #at = performance.now()

  /** A request, or so many bytes of a body, went through. */
  earn(requests: number, bytes: number): void {
    this.#frames = Math.min(BURST, this.#frames + requests * PER_REQUEST + bytes / BYTES_PER_FRAME)
  }

  /** @returns false when there have been too many */
  spend(): boolean {
    this.#frames -= 1
    if (this.#frames < 0) this.#refill()
    return this.#frames >= 0
  }

  /** @returns false when there have been too many */
  spendReset(): boolean {
    this.#resets -= 1
    if (this.#resets < 0) this.#refill()
    return this.#resets >= 0
  }

  #refill(): void {
    const now = performance.now()
    const passed = now - this.#at
    this.#at = now
    this.#frames = Math.min(BURST, this.#frames + passed * PER_MS)
    this.#resets = Math.min(RESET_BURST, this.#resets + passed * RESETS_PER_MS)
  }
}
