import { countedAs } from '../../../shared/access/local-network.ts'
import type { FromGate, GateActivity, GateKnock } from '../protocol.ts'

/** Lines are sent together so often. Milliseconds. */
const INTERVAL_MS = 50
/** More lines than this in one interval are counted, not kept: a flood must not become our own load. */
const MAX_PER_INTERVAL = 200
/** Lines of one address, outcome and minute that are told one by one; the others are told together. */
export const MAX_SINGLE_LINES = 10
/** So often. Milliseconds. */
const TOGETHER_INTERVAL_MS = 1000
/** Addresses and outcomes of one minute that are told apart. */
const MAX_KEYS = 2000
const MINUTE_MS = 60_000

/** Collects activity and sends it in batches. */
export interface Reporter {
  add(line: GateActivity): void
  knock(knock: GateKnock): void
  /** Sends what is waiting now. */
  flush(): void
}

/** What of the activity of one minute is the same: whoever it was, where, and how it ended. */
interface Repeated {
  singles: number
  /** The others since they were told last. */
  together: GateActivity | null
}

export function createReporter(send: (message: FromGate) => void): Reporter {
  let lines: GateActivity[] = []
  let knocks: GateKnock[] = []
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  let togetherTimer: NodeJS.Timeout | undefined
  let minute = 0
  const repeated = new Map<string, Repeated>()

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (knocks.length > 0) send({ type: 'knocks', knocks })
    if (lines.length > 0 || dropped > 0) send({ type: 'activity', lines, dropped })
    lines = []
    knocks = []
    dropped = 0
  }
  const schedule = (): void => {
    timer ??= setTimeout(flush, INTERVAL_MS)
  }
  const put = (line: GateActivity): void => {
    if (lines.length < MAX_PER_INTERVAL) lines.push(line)
    else dropped += line.count
    schedule()
  }
  const tellTogether = (): void => {
    clearTimeout(togetherTimer)
    togetherTimer = undefined
    for (const one of repeated.values()) {
      if (one.together) put(one.together)
      one.together = null
    }
  }

  return {
    add(line) {
      const its = Math.floor(line.at / MINUTE_MS)
      if (its !== minute) {
        tellTogether()
        repeated.clear()
        minute = its
      }
      const key = keyOf(line)
      let same = repeated.get(key)
      if (!same) {
        if (repeated.size >= MAX_KEYS) {
          dropped += line.count
          return schedule()
        }
        repeated.set(key, (same = { singles: 0, together: null }))
      }
      if (same.singles < MAX_SINGLE_LINES) {
        same.singles += 1
        return put(line)
      }
      const before = same.together
      same.together = before ? { ...before, count: before.count + line.count, lastAt: line.lastAt } : line
      togetherTimer ??= setTimeout(tellTogether, TOGETHER_INTERVAL_MS)
    },
    knock(knock) {
      if (knocks.length < MAX_PER_INTERVAL) knocks.push(knock)
      schedule()
    },
    flush() {
      tellTogether()
      flush()
    },
  }
}

/**
 * Of a stranger nothing but the address counts: names and paths are as many as it likes. What is wrong with an upstream
 * is no stranger's choice.
 */
function keyOf({ siteId, address, outcome, observed, deviceId, probe, detail, requestKind }: GateActivity): string {
  const cause = outcome === 'upstream-error' ? detail : null
  return [siteId, countedAs(address), outcome, observed, deviceId, probe, cause, requestKind].join(' ')
}
