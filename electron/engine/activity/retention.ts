import type { Retention } from '../../../shared/contract/settings.ts'
import type { Store } from '../store/index.ts'

const DAY = 86_400_000
const DEFAULTS = { days: 365, lines: 50_000 } as const

/** How much of the activity is kept. */
export function retention({ settings }: Store): Retention {
  return {
    days: settings.number('activity-days', DEFAULTS.days),
    lines: settings.number('activity-lines', DEFAULTS.lines) ?? DEFAULTS.lines,
  }
}

export function setRetention({ settings, sql }: Store, { days, lines }: Retention): void {
  sql.transaction(() => {
    settings.setNumber('activity-days', days)
    settings.setNumber('activity-lines', lines)
  })
}

/** Forgets what is beyond the bounds at a moment, in milliseconds since 1970. A full disk puts it off. */
export function expireActivity(store: Store, now: number): void {
  const { days, lines } = retention(store)
  try {
    store.sql.transaction(() => {
      store.activity.trim(lines)
      const newest = store.activity.newest()
      // A year without a knock is more likely a clock that was set wrong, which must not cost what happened.
      const plausible = newest !== null && now - newest < 366 * DAY
      if (days !== null && plausible) store.activity.expire(now - days * DAY)
    })
  } catch {
    // The next hour tries again.
  }
}
