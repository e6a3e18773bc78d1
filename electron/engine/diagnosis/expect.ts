import { decide, nobody, type Decision, type Evidence, type Rules } from '../../../shared/access/decide.ts'
import type { VisitorId } from '../../../shared/contract/diagnosis.ts'
import type { Because } from '../../../shared/contract/rule.ts'
import { message, type Message } from '../../../shared/messages/message.ts'
import { pageName } from '../../../shared/pages/words.ts'

/** What should happen to a visitor at a site: let in, shown a page that says why, or refused in the handshake. */
export type Expectation = {
  readonly sentence: Message
  /** What that means where a rule or the mode changes what such a visitor usually means; else null. */
  readonly why: Message | null
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

/** Steps of the judge at which the certificate, good or bad, did not decide; null for the others. */
function meaningOf(because: Because): Message | null {
  switch (because) {
    case 'open-site':
    case 'public-upstream':
      return message(`siteDiagnosis.because.${because}`)
    case 'blocked':
    case 'not-local':
    case 'local':
    case 'open-path':
    case 'without-certificate':
    case 'not-named':
      return message(`siteDiagnosis.because.${because}`, { path: PROBE_PATH })
    case 'path-unclear':
    case 'handshake':
    case 'no-certificate':
    case 'bad-certificate':
    case 'chain-too-long':
    case 'good-certificate':
      return null
  }
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
  const decision = decide(evidence, { path: PROBE_PATH, methods: ['GET'], localNetwork }, site)
  const why = meaningOf(decision.because)
  if (decision.because === 'handshake')
    return { kind: 'refused', sentence: message('siteDiagnosis.expected.refused'), why }
  if (decision.kind === 'forward' && decision.observed !== null) {
    const observes = message('siteDiagnosis.because.observes')
    return { kind: 'in', sentence: message('siteDiagnosis.expected.in'), why: observes }
  }
  if (decision.kind === 'forward') {
    return {
      kind: 'in',
      sentence: message(`siteDiagnosis.expected.${decision.to === 'public' ? 'public' : 'in'}`),
      why,
    }
  }
  const kinds = pagesOf(visitor, decision)
  return {
    kind: 'page',
    pages: kinds,
    sentence: message('siteDiagnosis.expected.page', { page: pageName(kinds[0] ?? 'bad-certificate') }),
    why,
  }
}

function pagesOf(visitor: VisitorId, decision: Extract<Decision, { kind: 'page' }>): readonly string[] {
  const aboutCertificate = decision.because === 'bad-certificate' || decision.because === 'no-certificate'
  return aboutCertificate && visitor !== 'good' ? pages[visitor] : [decision.outcome]
}
