/**
 * Chains with one thing or several wrong with them, each named after it: for everything that says why a chain is refused.
 */
import { datesAndIssuers } from './chains/dates-and-issuers.ts'
import { extensions } from './chains/extensions.ts'
import { keys } from './chains/keys.ts'
import { names } from './chains/names.ts'
import { root, type Chain } from './chains/parts.ts'

export type { Chain } from './chains/parts.ts'
export { explicitEcKey } from './chains/parts.ts'

/** Name → chain. Made when it is asked for. */
export const brokenChains: Readonly<Record<string, () => Chain>> = {
  ...datesAndIssuers,
  ...extensions,
  ...keys,
  ...names,
}

/** For tests that need one that is good. */
export const trustedRoot = root
