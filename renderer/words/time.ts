const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const steps: readonly (readonly [limit: number, unit: Intl.RelativeTimeFormatUnit, size: number])[] = [
  [HOUR, 'minute', MINUTE],
  [2 * DAY, 'hour', HOUR],
  [60 * DAY, 'day', DAY],
  [730 * DAY, 'month', 30.44 * DAY],
  [Infinity, 'year', 365.25 * DAY],
]

/** “3 minutes ago”, “in 11 months”; within a minute, `just` (“just now”). */
export function relative(instant: string, now: number, just: string): string {
  const difference = Date.parse(instant) - now
  const size = Math.abs(difference)
  if (size < MINUTE) return just
  const [, unit, length] = steps.find(([limit]) => size < limit) ?? [0, 'year' as const, 365.25 * DAY]
  return new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(Math.round(difference / length), unit)
}

/** Now, as the engine writes points in time. */
export const instantNow = (): string => new Date().toISOString()

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const momentFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const shortFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const secondFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** “20 Nov 2026”. */
export const day = (instant: string): string => dayFormat.format(new Date(instant))
/** “20 Nov 2026, 21:04”. */
export const moment = (instant: string): string => momentFormat.format(new Date(instant))
/** “21:04”. */
export const clock = (instant: string): string => clockFormat.format(new Date(instant))
/** “21:04:07” today, else “20 Nov, 21:04”. */
export function clockOrDay(instant: string, now: number): string {
  const today = new Date(now).toDateString() === new Date(instant).toDateString()
  return today ? secondFormat.format(new Date(instant)) : shortFormat.format(new Date(instant))
}
