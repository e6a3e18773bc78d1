import { decide, nobody, type Decision, type Evidence, type Rules } from '../../../shared/access/decide.ts'
import type { VisitorId } from '../../../shared/contract/diagnosis.ts'
import { pageName } from '../../../shared/pages/names.ts'
import type { Because } from '../../../shared/contract/rule.ts'

/** What should happen to a visitor at a site: let in, shown a page that says why, or refused in the handshake. */
export type Expectation = {
  readonly sentence: string
  /** What that means where a rule or the mode changes what such a visitor usually means; else null. */
  readonly why: string | null
} & (
  | { readonly kind: 'in' }
  /** `pages`: kinds of page any of which tells the truth. */
  | { readonly kind: 'page'; readonly pages: readonly string[] }
  | { readonly kind: 'refused' }
)

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

/** What the probes visit. */
export const PROBE_PATH = '/'

/** Steps of the judge at which the certificate, good or bad, did not decide. */
const meanings: Readonly<Partial<Record<Because, string>>> = {
  blocked: `A rule of this site closes ${PROBE_PATH} to everybody.`,
  'not-local': `A rule of this site opens ${PROBE_PATH} to the local network only.`,
  local: `A rule of this site asks nobody in the local network for a certificate at ${PROBE_PATH}.`,
  'open-path': `A rule of this site asks nobody for a certificate at ${PROBE_PATH}.`,
  'open-site': 'This site asks nobody for a certificate.',
  'without-certificate': `A rule of this site lets visitors without a certificate in at ${PROBE_PATH}.`,
  'public-upstream': 'Visitors without a certificate are led to the public upstream.',
  'not-named': `A rule of this site opens ${PROBE_PATH} to some devices only, and the diagnosis’ own is none of them.`,
}

/** Enough for the judge: which code it is changes nothing but the page. */
const BAD = { number: 1, name: 'X509_V_ERR_UNSPECIFIED' }

/** Pure: site, visitor and what it shows → what should happen. `good` is the evidence of a good certificate. */
export function expectation(
  site: Rules,
  visitor: VisitorId,
  { good, localNetwork }: { good: Evidence; localNetwork: boolean },
): Expectation {
  const evidence = visitor === 'none' ? nobody : visitor === 'good' ? good : { ...good, verification: BAD }
  const decision = decide(evidence, { path: PROBE_PATH, localNetwork }, site)
  const why = meanings[decision.because] ?? null
  if (decision.because === 'handshake') return { kind: 'refused', sentence: 'Is refused during the handshake.', why }
  if (decision.kind === 'forward' && decision.observed !== null) {
    return { kind: 'in', sentence: 'Is let in.', why: 'This site only observes for now: everybody gets in.' }
  }
  if (decision.kind === 'forward') {
    const sentence = decision.to === 'public' ? 'Is led to the public upstream.' : 'Is let in.'
    return { kind: 'in', sentence, why }
  }
  const kinds = pagesOf(visitor, decision)
  return {
    kind: 'page',
    pages: kinds,
    sentence: `Is shown the page “${pageName(kinds[0] ?? 'bad-certificate')}”.`,
    why,
  }
}

function pagesOf(visitor: VisitorId, decision: Extract<Decision, { kind: 'page' }>): readonly string[] {
  const aboutCertificate = decision.because === 'bad-certificate' || decision.because === 'no-certificate'
  return aboutCertificate && visitor !== 'good' ? pages[visitor] : [decision.outcome]
}
