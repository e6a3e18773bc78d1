import type { Retention } from '../../../shared/contract/settings.ts'
import type { Store } from '../store/index.ts'
import type { Undo } from '../undo/undo.ts'

const DAY = 86_400_000
const DEFAULTS = { days: 365, lines: 50_000 } as const

/** How much of the activity is kept. */
export interface Retained {
  /** What the owner set. */
  show(): Retention
  /** A shorter one can be undone, hence takes lines away only when it cannot any more. */
  set(wanted: Retention): void
  /** How many lines may stay at the moment. */
  lines(): number
  /** Forgets what is beyond the bounds now. A full disk puts it off. */
  expire(): void
}

/** Null days are for ever. */
function looser(one: Retention, other: Retention): Retention {
  const days = one.days === null || other.days === null ? null : Math.max(one.days, other.days)
  return { days, lines: Math.max(one.lines, other.lines) }
}

/** @param now milliseconds since 1970 */
export function createRetention({ store, now, undo }: { store: Store; now: () => number; undo: Undo }): Retained {
  const { settings, sql } = store
  /** What was set before, while it can come back. */
  let before: Retention | null = null

  const show = (): Retention => ({
    days: settings.number('activity-days', DEFAULTS.days),
    lines: settings.number('activity-lines', DEFAULTS.lines) ?? DEFAULTS.lines,
  })
  const bounds = (): Retention => (before ? looser(before, show()) : show())
  const write = ({ days, lines }: Retention): void =>
    sql.transaction(() => {
      settings.setNumber('activity-days', days)
      settings.setNumber('activity-lines', lines)
    })
  const expire = (): void => {
    const { days, lines } = bounds()
    try {
      sql.transaction(() => {
        store.activity.trim(lines)
        const newest = store.activity.newest()
        // A year without a knock is more likely a clock that was set wrong, which must not cost what happened.
        const plausible = newest !== null && now() - newest < 366 * DAY
        if (days !== null && plausible) store.activity.expire(now() - days * DAY)
      })
    } catch {
      // The next hour tries again.
      store.activity.recount()
    }
  }

  return {
    show,
    expire,
    lines: () => bounds().lines,
    set(wanted) {
      const old = show()
      write(wanted)
      const { days, lines } = looser(old, wanted)
      // What could come back from an earlier change is final now.
      undo.forget('activity')
      if (days === wanted.days && lines === wanted.lines) return expire()
      before = old
      undo.keep({
        kind: 'activity-shortened',
        name: '',
        about: 'activity',
        back: async () => {
          write(old)
          before = null
        },
        over() {
          before = null
          expire()
        },
      })
    },
  }
}
