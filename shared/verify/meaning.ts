import type { VerifyName } from './codes.ts'
import { chain } from './meanings/chain.ts'
import type { Meaning } from './meanings/entry.ts'
import { general } from './meanings/general.ts'
import { revocation } from './meanings/revocation.ts'
import { use } from './meanings/use.ts'

export type { Meaning } from './meanings/entry.ts'

/** Whole by type: a code without a meaning does not compile. */
export const allMeanings: Readonly<Record<VerifyName, Meaning>> = { ...general, ...chain, ...revocation, ...use }

/** The meaning of a verify code by its full name; null for a name that is none. */
export function meaningOf(name: string): Meaning | null {
  return Object.hasOwn(allMeanings, name) ? allMeanings[name as VerifyName] : null
}
