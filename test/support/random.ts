import { randomInt } from 'node:crypto'

/** Numbers that can be drawn again from the same seed. */
export interface SeededRandom {
  /** For the message of a test that fails. */
  readonly seed: number
  /** A whole number from 0 up to, not including, `below`. */
  readonly pick: (below: number) => number
}

/** Mulberry32 (Tommy Ettinger, public domain). @param seed given to repeat a run; else drawn anew */
export function seededRandom(seed = randomInt(2 ** 32)): SeededRandom {
  let state = seed
  return {
    seed,
    pick(below) {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
    },
  }
}
