import type { FromGate, UpstreamRefusals } from '../protocol.ts'

/** Visits in a row that end in an error before that is told: one page that is missing is no news. */
const MIN_VISITS = 3

/**
 * Statuses that say nothing about the next visit: a login that is asked for (401), what one address or method lacks
 * (404, 405, 410), too many requests (429), and what a condition or a range brings about (412, 416).
 */
const ORDINARY = new Set([401, 404, 405, 410, 412, 416, 429])

/** Notices when an upstream answers every visitor of a site with an error. */
export interface Refusals {
  /** What became of a visitor's request; `status` of the upstream's answer. */
  record(siteId: string, status: number): void
  /** Other sites than these are gone. */
  keep(siteIds: ReadonlySet<string>): void
}

interface Streak {
  status: number
  since: number
  count: number
  told: boolean
}

export function createRefusals({ now, send }: { now: () => number; send: (message: FromGate) => void }): Refusals {
  const streaks = new Map<string, Streak>()
  const tell = (siteId: string, refusals: UpstreamRefusals['refusals']): void =>
    send({ type: 'refusals', site: { siteId, refusals } })
  return {
    record(siteId, status) {
      const before = streaks.get(siteId)
      if (status < 400) {
        if (before?.told === true) tell(siteId, null)
        if (before) streaks.delete(siteId)
        return
      }
      if (ORDINARY.has(status)) return
      const same = before?.status === status ? before : { status, since: now(), count: 0, told: before?.told ?? false }
      same.count += 1
      streaks.set(siteId, same)
      // Told again now and then: the engine forgets it when the site gets another upstream.
      if (same.count < MIN_VISITS || !Number.isInteger(Math.log2(same.count / MIN_VISITS))) return
      same.told = true
      tell(siteId, { status, since: same.since, count: same.count })
    },
    keep(siteIds) {
      for (const id of streaks.keys()) if (!siteIds.has(id)) streaks.delete(id)
    },
  }
}
