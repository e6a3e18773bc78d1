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
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'always' }).format(Math.round(difference / length), unit)
}

/** Now, as the engine writes points in time. */
export const instantNow = (): string => new Date().toISOString()

/** The language of the window is what its document says it is. English dates are written as Europe writes them. */
function locale(): string {
  const language = document.documentElement.lang
  return language === '' || language === 'en' ? 'en-GB' : language
}

const formats = {
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  moment: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  short: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit' },
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const made = new Map<string, Intl.DateTimeFormat>()

/** Formatters are dear: each is made once a language. */
function write(name: keyof typeof formats, instant: string): string {
  const key = `${locale()} ${name}`
  const format = made.get(key) ?? new Intl.DateTimeFormat(locale(), formats[name])
  made.set(key, format)
  return format.format(new Date(instant))
}

/** “20 Nov 2026”. */
export const day = (instant: string): string => write('day', instant)
/** “20 Nov 2026, 21:04”. */
export const moment = (instant: string): string => write('moment', instant)
/** “21:04”. */
export const clock = (instant: string): string => write('clock', instant)
/** “21:04:07” today, else “20 Nov, 21:04”. */
export function clockOrDay(instant: string, now: number): string {
  const today = new Date(now).toDateString() === new Date(instant).toDateString()
  return write(today ? 'second' : 'short', instant)
}
