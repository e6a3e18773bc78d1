import type { VisitorId } from '../../../shared/contract/diagnosis.ts'
import type { SiteMode } from '../../../shared/contract/site.ts'

/** What should happen to a visitor at a site: let in, shown a page that says why, or refused in the handshake. */
export type Expectation =
  | { readonly kind: 'in'; readonly sentence: string }
  /** `pages`: kinds of page any of which tells the truth. */
  | { readonly kind: 'page'; readonly pages: readonly string[]; readonly sentence: string }
  | { readonly kind: 'refused'; readonly sentence: string }

const pages: Readonly<Record<Exclude<VisitorId, 'good'>, readonly string[]>> = {
  none: ['no-certificate'],
  expired: ['expired'],
  'not-yet-valid': ['not-yet-valid'],
  revoked: ['revoked'],
  superseded: ['revoked'],
  stranger: ['unknown-issuer'],
  // With a key identifier the issuer is not found; without one its signature does not fit.
  'same-name': ['unknown-issuer', 'bad-certificate'],
  // BoringSSL takes a certificate that may not sign others for a stranger's, also when it signed itself.
  'self-signed': ['self-signed', 'unknown-issuer'],
  'wrong-purpose': ['wrong-purpose'],
  'missing-intermediate': ['unknown-issuer'],
  'weak-key': ['bad-certificate'],
  'weak-digest': ['bad-certificate'],
  'too-long': ['bad-certificate', 'unknown-issuer'],
}

/** Pure: site and visitor → what should happen. */
export function expectation(mode: SiteMode, visitor: VisitorId, hasPublicUpstream: boolean): Expectation {
  if (mode === 'off') return { kind: 'in', sentence: 'Is let in: this site asks nobody for a certificate.' }
  if (visitor === 'good') return { kind: 'in', sentence: 'Is let in.' }
  if (mode === 'required') return { kind: 'refused', sentence: 'Is refused during the handshake.' }
  if (visitor === 'none' && mode === 'optional' && hasPublicUpstream) {
    return { kind: 'in', sentence: 'Is led to the public upstream.' }
  }
  const kinds = pages[visitor]
  return { kind: 'page', pages: kinds, sentence: `Is shown the page “${kinds[0] ?? 'refused'}”.` }
}
