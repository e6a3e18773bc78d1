import type { VerifyName } from '../../verify/codes.ts'
import type { Meaning } from '../../verify/meanings/entry.ts'
import { chain } from './chain.ts'
import { general } from './general.ts'
import { revocation } from './revocation.ts'
import { use } from './use.ts'

/** What every verify code means, in German. */
export const germanMeanings: Readonly<Record<VerifyName, Meaning>> = { ...general, ...chain, ...revocation, ...use }
