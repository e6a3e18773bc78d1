/** What came of it, so far. */
export interface Tally {
  /** One thing that an honest visitor got as it should be. */
  good(what: string): void
  /** One that he did not. */
  failed(what: string, why: unknown): void
  /** One attempt of somebody hostile. */
  attempted(what: string): void
  readonly requests: number
  readonly failures: readonly string[]
  readonly attempts: number
  /** How often each thing happened, by its name. */
  counts(): ReadonlyMap<string, number>
}

/** So many failures are told in words; the rest is counted. */
const TOLD = 200

export function createTally(): Tally {
  const counts = new Map<string, number>()
  const failures: string[] = []
  let requests = 0
  let attempts = 0
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1)
  return {
    good(what) {
      requests += 1
      count(what)
    },
    failed(what, why) {
      const at = new Date().toISOString().slice(11, 19)
      failures.push(
        failures.length < TOLD ? `${at} ${what}: ${why instanceof Error ? why.message : String(why)}` : what,
      )
    },
    attempted(what) {
      attempts += 1
      count(what)
    },
    get requests() {
      return requests
    },
    get attempts() {
      return attempts
    },
    failures,
    counts: () => counts,
  }
}
