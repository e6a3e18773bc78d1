import type { GateActivity } from '../../gate/protocol.ts'

type Entry = readonly [siteId: string, outcome: string, count: number]

/** Counters since the program started. */
export interface Counts {
  add(lines: readonly GateActivity[]): void
  /** A site that is gone is counted no longer. */
  forget(siteId: string): void
  knocks(): Entry[]
  observed(): Entry[]
}

export function createCounts(): Counts {
  const knocks = new Map<string, Map<string, number>>()
  const observed = new Map<string, Map<string, number>>()
  const count = (counter: typeof knocks, siteId: string, outcome: string, times: number): void => {
    const own = counter.get(siteId) ?? new Map<string, number>()
    own.set(outcome, (own.get(outcome) ?? 0) + times)
    counter.set(siteId, own)
  }
  const entries = (counter: typeof knocks): Entry[] =>
    [...counter].flatMap(([siteId, own]) => [...own].map(([outcome, value]): Entry => [siteId, outcome, value]))
  return {
    add(lines) {
      for (const line of lines) {
        if (line.probe || line.siteId === null) continue
        count(knocks, line.siteId, line.outcome, line.count)
        if (line.observed !== null) count(observed, line.siteId, line.observed, line.count)
      }
    },
    forget(siteId) {
      knocks.delete(siteId)
      observed.delete(siteId)
    },
    knocks: () => entries(knocks),
    observed: () => entries(observed),
  }
}
