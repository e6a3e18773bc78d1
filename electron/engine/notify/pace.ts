import type { NotifyPace } from '../../../shared/contract/notify.ts'
import type { ChannelRow, ChannelState, QueuedNotice } from '../store/notify.ts'

/** When something is sent. Pure; times are milliseconds since 1970. */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const PACE_MS: Readonly<Record<NotifyPace, number>> = { now: 0, hour: HOUR_MS, day: 24 * HOUR_MS }
/** After so many failures in a row. */
const BACKOFF_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS] as const
/** Older news helps nobody. */
const MAX_AGE_MS = 72 * HOUR_MS
/** Attempts for one notice; by the back-off they last for two days. */
const MAX_ATTEMPTS = 12
/** More than this that wait are sent together: a service that comes back is not flooded. */
const MAX_SINGLE = 3
/** Notices in one message. */
export const MAX_TOGETHER = 50

export function backoff(failures: number): number {
  return BACKOFF_MS[Math.min(failures, BACKOFF_MS.length) - 1] ?? 0
}

/** When the next message may go; null while nothing waits. A clock that was set back holds nothing up. */
export function dueAt({ settings, state }: ChannelRow, waiting: number, now: number): number | null {
  if (waiting === 0) return null
  const afterLast = (state.lastSentAt ?? 0) + PACE_MS[settings.pace]
  const due = Math.max(afterLast, state.nextAttemptAt ?? 0, 0)
  const furthest = now + Math.max(PACE_MS[settings.pace], backoff(BACKOFF_MS.length))
  return due > furthest ? now : due
}

/** What of the queue goes into the next message. */
export function nextBatch(pace: NotifyPace, queue: readonly QueuedNotice[]): readonly QueuedNotice[] {
  return pace === 'now' && queue.length <= MAX_SINGLE ? queue.slice(0, 1) : queue.slice(0, MAX_TOGETHER)
}

/** What is not tried any more. */
export function stale(queue: readonly QueuedNotice[], now: number): readonly QueuedNotice[] {
  return queue.filter((one) => now - one.at > MAX_AGE_MS || one.attempts >= MAX_ATTEMPTS)
}

export function afterSuccess(state: ChannelState, now: number): ChannelState {
  return { ...state, lastSentAt: now, problem: null, failures: 0, nextAttemptAt: null, dropped: 0 }
}

export function afterFailure(state: ChannelState, problem: ChannelState['problem'], now: number): ChannelState {
  const failures = state.failures + 1
  return { ...state, problem, failures, nextAttemptAt: now + backoff(failures) }
}
