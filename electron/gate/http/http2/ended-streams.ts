/** More are forgotten, the oldest first. */
const MAX_ENDED = 256

/** Streams that were ended from here, whose last frames may still be on their way (RFC 9113 §5.1, closed). */
export class EndedStreams {
  readonly #ids = new Set<number>()

  add(streamId: number): void {
    this.#ids.add(streamId)
    const [oldest] = this.#ids
    if (this.#ids.size > MAX_ENDED && oldest !== undefined) this.#ids.delete(oldest)
  }

  has(streamId: number): boolean {
    return this.#ids.has(streamId)
  }
}
