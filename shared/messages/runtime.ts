/**
 * What the compiled catalogues call. Plural rules, numbers, dates and lists are those of the platform (ECMA-402), so
 * that the gate and the command line load no library for them (decision 41).
 */

/** A point in time: milliseconds since 1970, or ISO 8601. */
type Instant = string | number

/** English dates are written as Europe writes them: 20 Nov 2026. */
const LOCALES: Readonly<Record<string, string>> = { en: 'en-GB' }
const localeOf = (language: string): string => LOCALES[language] ?? language

/** Keeps what `make` returns for each key: making a formatter takes far longer than using one. */
function memoize<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}

const numbers = memoize((language) => new Intl.NumberFormat(localeOf(language)))
const cardinals = memoize((language) => new Intl.PluralRules(localeOf(language)))
const ordinals = memoize((language) => new Intl.PluralRules(localeOf(language), { type: 'ordinal' }))

type PluralCategory = (value: number, ordinal?: boolean | number) => string

/** The plural categories of a language (CLDR). */
export function pluralRules(language: string): PluralCategory {
  return (value, ordinal) => (ordinal ? ordinals : cardinals)(language).select(value)
}

/** `{value, plural, …}`: exact matches (`=1`) first, then the category of what is left after the offset. */
export function plural(
  value: number,
  offset: number,
  category: PluralCategory,
  cases: Readonly<Record<string, string>>,
  ordinal?: boolean | number,
): string {
  return cases[String(value)] ?? cases[category(value - offset, ordinal)] ?? cases['other'] ?? ''
}

/** `{value, select, …}` */
export function select(value: string, cases: Readonly<Record<string, string>>): string {
  return (Object.hasOwn(cases, value) ? cases[value] : cases['other']) ?? ''
}

/** `{value, number}`, and `#` within a plural. */
export function number(language: string, value: number, offset: number): string {
  return numbers(language).format(value - offset)
}

const DATES = {
  /** 20 Nov 2026 */
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  /** 20 Nov 2026, 21:04 */
  minute: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const dates = memoize((key) => {
  const [language = '', style = ''] = key.split(' ')
  return new Intl.DateTimeFormat(localeOf(language), DATES[style === 'minute' ? 'minute' : 'day'])
})

/** `{at, date}`: the day; `{at, date, minute}`: with hour and minute. In the reader's time zone. */
export function date(value: Instant, language: string, style = 'day'): string {
  const time = new Date(value)
  return Number.isNaN(time.getTime()) ? String(value) : dates(`${language} ${style}`).format(time)
}

const lists = memoize((key) => {
  const [language = '', type = ''] = key.split(' ')
  return new Intl.ListFormat(localeOf(language), { type: type === 'or' ? 'disjunction' : 'conjunction' })
})

/**
 * `{names, list}`: a, b and c; `{names, list, or}`: a, b or c; `{names, list, comma}`: a, b, c, for what is no sentence;
 * `{names, list, arrows}`: a → b → c; `{texts, list, sentences}`: one after another.
 */
export function list(values: readonly string[], language: string, style = 'and'): string {
  if (style === 'sentences') return values.filter((one) => one !== '').join(' ')
  if (style === 'comma') return values.join(', ')
  return style === 'arrows' ? values.join(' → ') : lists(`${language} ${style}`).format(values)
}

/** `{word, lower}`: a title within a sentence, where the language writes that small. */
export function lower(value: string, language: string): string {
  return value.toLocaleLowerCase(language)
}

const BYTE_UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

const bytesIn = memoize((key) => {
  const [language = '', unit = '', digits = ''] = key.split(' ')
  const fraction = Number(digits)
  return new Intl.NumberFormat(localeOf(language), {
    style: 'unit', unit, minimumFractionDigits: fraction, maximumFractionDigits: fraction,
  }) // prettier-ignore
})

/** `{size, bytes}`: 14.2 GB, in powers of 1000 as on the packaging. */
export function bytes(value: number, language: string): string {
  const step = Math.min(BYTE_UNITS.length, Math.max(1, Math.floor(Math.log10(Math.max(value, 1)) / 3)))
  const scaled = value / 1000 ** step
  return bytesIn(`${language} ${BYTE_UNITS[step - 1] ?? 'kilobyte'} ${scaled < 10 ? 1 : 0}`).format(scaled)
}

/** `{problem, message}`: a message within a message, which is rendered before. */
export function message(value: string, _language: string): string {
  return value
}
