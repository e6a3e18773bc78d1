/** One connection that holds a place. */
export interface Occupant {
  /** Who it is counted as: see `countedAs`. */
  readonly line: string
  /** Those of the lowest rank give way first. */
  rank: Rank
  /**
   * When it was last of any use, as performance.now() says; null while it must not be ended. Asked when somebody needs
   * its place.
   */
  idleSince: () => number | null
  /** Ends it at once. */
  readonly destroy: () => void
}

export const RANK = {
  /** Nothing is known of it: it has not finished its handshake. */
  greeting: 0,
  /** It has shown no good certificate. */
  stranger: 1,
  /** It has. */
  device: 2,
} as const
export type Rank = (typeof RANK)[keyof typeof RANK]

export interface OccupancyLimits {
  /** Connections in all. */
  readonly max: number
  /** Of one line: a flood from one place must not shut out the others. */
  readonly maxPerLine: number
  /** Of one line, of the rank `greeting`. */
  readonly maxGreetingPerLine: number
}

/** So many are looked for at once: each search looks at everybody. */
const VICTIMS = 32

/**
 * Places for connections. When there is none left, the one that has been idle the longest makes room, as in nginx
 * (ngx_drain_connections): strangers before those who have shown a good certificate. Nobody is ended who is being served.
 */
export class Occupancy {
  readonly #limits: OccupancyLimits
  readonly #all = new Set<Occupant>()
  readonly #lines = new Map<string, Set<Occupant>>()
  /** Who gives way next, and since when each was idle when that was found out. */
  #victims: { readonly occupant: Occupant; readonly since: number }[] = []

  constructor(limits: OccupancyLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#all.size
  }

  /** Gives a place, which somebody else may lose. @returns whether there was one */
  enter(occupant: Occupant): boolean {
    const { max, maxPerLine, maxGreetingPerLine } = this.#limits
    const line = this.#lines.get(occupant.line)
    if (line) {
      if (line.size >= maxPerLine && !this.#evict(oldest(line, 1)[0]?.occupant)) return false
      const greeting = line.size < maxGreetingPerLine ? [] : [...line].filter((one) => one.rank === RANK.greeting)
      if (greeting.length >= maxGreetingPerLine && !this.#evict(oldest(greeting, 1)[0]?.occupant)) return false
    }
    if (this.#all.size >= max && !this.#evictAny()) return false
    this.#all.add(occupant)
    const now = this.#lines.get(occupant.line)
    if (now) now.add(occupant)
    else this.#lines.set(occupant.line, new Set([occupant]))
    return true
  }

  /** It holds its place no more. */
  leave(occupant: Occupant): void {
    if (!this.#all.delete(occupant)) return
    const line = this.#lines.get(occupant.line)
    line?.delete(occupant)
    if (line?.size === 0) this.#lines.delete(occupant.line)
  }

  #evictAny(): boolean {
    for (let searched = false; ;) {
      const next = this.#victims.shift()
      if (next) {
        // It may have been of use since, or gone.
        if (this.#all.has(next.occupant) && next.occupant.idleSince() === next.since) {
          return this.#evict(next.occupant)
        }
      } else if (searched) return false
      else {
        this.#victims = oldest(this.#all, VICTIMS)
        searched = true
      }
    }
  }

  #evict(occupant: Occupant | undefined): boolean {
    if (!occupant) return false
    this.leave(occupant)
    occupant.destroy()
    return true
  }
}

/** Those that give way first: by rank, and then by how long they have been idle. */
function oldest(occupants: Iterable<Occupant>, most: number): { occupant: Occupant; since: number }[] {
  const idle: { occupant: Occupant; since: number }[] = []
  for (const occupant of occupants) {
    const since = occupant.idleSince()
    if (since !== null) idle.push({ occupant, since })
  }
  return idle
    .toSorted((one, other) => one.occupant.rank - other.occupant.rank || one.since - other.since)
    .slice(0, most)
}
