import { fill } from '../fill.ts'
import type { Failure, Said } from '../transport.ts'
import { germanErrors } from './errors/index.ts'
import { germanFragment } from './fragments.ts'
import { germanSaid } from './said.ts'

/** A failure in German; in the engine's own words where they are not known here. */
export function germanFailure({ code, message, remedy, details = {} }: Failure): Said {
  const entry = Object.hasOwn(germanErrors, code) ? germanErrors[code as keyof typeof germanErrors] : undefined
  // Problems that a diagnosis found have codes that are in no catalogue.
  if (!entry) return { message: germanSaid(message), remedy: germanSaid(remedy) }
  const german = Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? germanFragment(value) : value]),
  )
  return { message: fill(entry.message, german), remedy: fill(entry.remedy, german) }
}
