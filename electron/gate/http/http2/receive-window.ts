/** Octets that the other side may send (RFC 9113 §6.9): so many wait here at most. */
export class ReceiveWindow {
  readonly #size: number
  #left: number
  #taken = 0

  /** @param size octets, when nothing waits */
  constructor(size: number) {
    this.#size = size
    this.#left = size
  }

  /** So many have come. @returns false when they were more than allowed */
  receive(octets: number): boolean {
    this.#left -= octets
    return this.#left >= 0
  }

  /** So many do not wait any more. @returns by how much to widen the window now: seldom, and then much */
  take(octets: number): number {
    this.#taken += octets
    if (this.#taken < this.#size / 2) return 0
    const increment = this.#taken
    this.#taken = 0
    this.#left += increment
    return increment
  }
}
