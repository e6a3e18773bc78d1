import { Refusal } from './refusal.ts'

/** Windows that are remembered: the oldest are forgotten first. */
const MAX_KEYS = 10_000

export interface Limit {
  /** Counts one more. @throws Refusal rateLimited, with when to come again */
  take(key: string): void
}

/** At most so many in a window of time, for each key. In memory: a restart forgives. */
export function createLimit(options: { most: number; windowMs: number; now: () => number; what: string }): Limit {
  const { most, windowMs, now, what } = options
  const windows = new Map<string, { count: number; ends: number }>()
  return {
    take(key) {
      const known = windows.get(key)
      if (known && known.ends > now()) {
        if (known.count >= most) {
          const retryAfter = Math.max(1, Math.ceil((known.ends - now()) / 1000))
          throw new Refusal('rateLimited', `Too many ${what}: at most ${most} in ${windowMs / 60_000} minutes.`, {
            retryAfter,
          })
        }
        known.count += 1
        return
      }
      windows.delete(key)
      if (windows.size >= MAX_KEYS) {
        const [oldest] = windows.keys()
        if (oldest !== undefined) windows.delete(oldest)
      }
      windows.set(key, { count: 1, ends: now() + windowMs })
    },
  }
}
