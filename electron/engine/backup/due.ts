import type { BackupScheduleRow } from '../store/backup-schedule.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** After a failure it is tried again so soon. */
const RETRY_MS = HOUR_MS

/** The latest time at that hour of the local day that is not after `now`. */
function slotBefore(hour: number, now: number): number {
  const slot = new Date(now)
  slot.setHours(hour, 0, 0, 0)
  if (slot.getTime() > now) slot.setDate(slot.getDate() - 1)
  return slot.getTime()
}

/**
 * When the next backup is to be made. The first at once, so that its owner sees that it works; one that was missed, because
 * the computer was off, as soon as it is on. Pure; milliseconds since 1970.
 */
export function nextBackupAt(row: BackupScheduleRow, now: number): number {
  const { every, hour, lastGoodAt, lastTriedAt, problem } = row
  // A clock that was set back makes the past lie in the future.
  const tried = lastTriedAt !== null && lastTriedAt <= now ? lastTriedAt : null
  const retry = problem !== null && tried !== null ? tried + RETRY_MS : 0
  if (lastGoodAt === null || lastGoodAt > now + DAY_MS || problem !== null) return Math.max(retry, 0)
  const slot = slotBefore(hour, now)
  // Half a day of room: summer time, and a backup that took its time.
  const missed = lastGoodAt < slot - (every === 'week' ? 6.5 * DAY_MS : 0)
  if (missed) return slot
  const next = new Date(slotBefore(hour, lastGoodAt))
  next.setDate(next.getDate() + (every === 'week' ? 7 : 1))
  return next.getTime()
}
