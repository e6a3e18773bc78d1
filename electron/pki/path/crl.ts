import { DerError } from '../asn1/der-reader.ts'
import { buildPaths, climb, publicKeyOf } from '../chain.ts'
import { checkSignature } from '../x509/signature.ts'
import type { ListScope, RevocationList } from '../x509/crl-list.ts'
import type { Certificate } from './certificate.ts'
import { KEY_USAGE, mayUse } from './usage.ts'

/**
 * Why a revocation list may not be used for the certificates of an authority (RFC 5280 §6.3.3), in the order in which it
 * is looked for. `outdated` is for the caller to weigh: it said something true once.
 */
export type ListObjection =
  | 'other-issuer'
  | 'signature'
  | 'unknown-algorithm'
  | 'signer-may-not'
  | 'delta'
  | 'indirect'
  | 'ca-certificates-only'
  | 'attribute-certificates-only'
  | 'some-reasons-only'
  | 'distribution-point-only'
  | 'critical-extension'
  | 'not-yet-valid'

/** How far the clock of an authority may be ahead of ours. Milliseconds. */
export const MAX_CLOCK_SKEW_MS = 5 * 60_000

export interface ListSpeaker {
  /** Every certificate at hand of the authority whose list it shall be: one name, one key. */
  readonly authority: readonly Certificate[]
  /** Certificates that came along: the authority may sign its lists with a key of its own. */
  readonly others: readonly Certificate[]
  /** Milliseconds since 1970. */
  readonly now: number
  /** Signatures that may still be checked; below zero when there were too few. Default: no limit. */
  readonly budget?: { checks: number }
}

/** What of a list's scope keeps it from speaking of all devices' certificates; null when nothing does. */
export function scopeObjection(scope: ListScope | null): ListObjection | null {
  if (!scope) return null
  if (scope.indirect) return 'indirect'
  if (scope.onlyCaCertificates) return 'ca-certificates-only'
  if (scope.onlyAttributeCertificates) return 'attribute-certificates-only'
  if (scope.onlySomeReasons) return 'some-reasons-only'
  return scope.distributionPoint === null ? null : 'distribution-point-only'
}

type Signature = ReturnType<typeof checkSignature>

function signatureBy({ der }: RevocationList, signer: Certificate, budget: ListSpeaker['budget']): Signature {
  if (budget && (budget.checks -= 1) < 0) return 'bad'
  const key = publicKeyOf(signer)
  try {
    return key === null ? 'bad' : checkSignature(der, key)
  } catch (error) {
    if (error instanceof DerError) return 'bad'
    throw error
  }
}

const maySignLists = ({ usage }: Certificate): boolean => !usage.malformed && mayUse(usage, KEY_USAGE.cRLSign)

/**
 * A key of its own for lists counts where the authority itself, or who stands above it, has issued a certificate of the
 * authority's name for it (RFC 5280 §6.3.3 (f): both must end at the same trust anchor).
 */
function isAppointed(signer: Certificate, { authority, others }: ListSpeaker): boolean {
  const above = authority.flatMap((one) => climb(one, others))
  return buildPaths(signer, { anchors: above, pool: [] }).length > 0
}

function signatureObjection(list: RevocationList, speaker: ListSpeaker): ListObjection | null {
  const { authority, others } = speaker
  const [own] = authority
  if (!own) return 'signature'
  const signature = signatureBy(list, own, speaker.budget)
  if (signature === 'unknown') return 'unknown-algorithm'
  if (signature === 'good') return authority.some(maySignLists) ? null : 'signer-may-not'
  const signers = others.filter((one) => one.subject === own.subject && one.issuerKey !== own.issuerKey)
  const signer = signers.find((one) => signatureBy(list, one, speaker.budget) === 'good')
  if (!signer || !isAppointed(signer, speaker)) return 'signature'
  // Nobody becomes a signer of lists by saying nothing.
  return signer.usage.keyUsage !== null && maySignLists(signer) ? null : 'signer-may-not'
}

/** @returns null when the list says who of this authority's devices is revoked, and everything of it */
export function listObjection(list: RevocationList, speaker: ListSpeaker): ListObjection | null {
  const [own] = speaker.authority
  if (!own) return 'signature'
  // A key may have several names, and is another issuer under each.
  if (list.issuerName !== own.subject)
    return signatureBy(list, own, speaker.budget) === 'good' ? 'other-issuer' : 'signature'
  const unsigned = signatureObjection(list, speaker)
  if (unsigned) return unsigned
  if (list.deltaOf !== null) return 'delta'
  const limited = scopeObjection(list.scope)
  if (limited) return limited
  if (list.otherIssuers) return 'indirect'
  if (list.unknownCritical.length > 0) return 'critical-extension'
  return list.thisUpdate.getTime() > speaker.now + MAX_CLOCK_SKEW_MS ? 'not-yet-valid' : null
}
