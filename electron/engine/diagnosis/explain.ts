import type { Resumption, Seen, VisitorId } from '../../../shared/contract/diagnosis.ts'
import { pageName } from '../../../shared/pages/names.ts'
import { alertMeaningOf } from '../../../shared/verify/alert-meaning.ts'
import { meaningOf } from '../../../shared/verify/meaning.ts'
import type { Expectation } from './expect.ts'
import type { Probed } from './probe.ts'

/** What a line of the diagnosis says. */
export interface Explanation {
  readonly verdict: 'ok' | 'wrong'
  readonly explanation: string
  readonly fix: string | null
}

/** What a refusal of this kind means at a site that does right. */
const right: Readonly<Record<VisitorId, string>> = {
  none: 'A visitor without a certificate does not get past the door.',
  good: 'A device with a certificate of your authority gets through to what is behind the door.',
  expired: 'A certificate stops working the second it ends.',
  'not-yet-valid': 'A certificate from the future does not count yet.',
  revoked: 'A device you have revoked stays outside, although its certificate still looks good.',
  superseded: 'After a renewal the old certificate is worth nothing.',
  stranger: 'Certificates of other authorities are not accepted.',
  'same-name': 'The signature is checked, not the name: an impostor of the same name stays outside.',
  'self-signed': 'A certificate that vouches for itself is not accepted.',
  'wrong-purpose': 'A server’s certificate cannot be used to enter as a device.',
  'missing-intermediate': 'The way from the certificate to your authority must be shown whole.',
  'weak-key': 'A key that can be broken is not accepted, even under a good signature.',
  'weak-digest': 'SHA-1 signatures can be forged and are not accepted.',
  'too-long': 'An authority that may not create further authorities is held to it.',
}

/** Alerts by which a server refuses a visitor because of the certificate, or for want of one. */
const OVER_CERTIFICATE = new Set([
  'handshake_failure',
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
  'access_denied',
  'decrypt_error',
  'certificate_required',
])

/** Pages that say that the visitor was let in, and what is behind the door is at fault. */
export const UPSTREAM_PAGES: ReadonlySet<string> = new Set(['upstream-error', 'upstream-timeout', 'upstream-untrusted'])

function reached(seen: Seen): string {
  if (seen.handshake === 'failed') return 'The site could not be reached at all'
  if (seen.handshake === 'refused') {
    return seen.alert
      ? `The handshake was refused with alert ${seen.alert.number} ${seen.alert.name}`
      : 'The connection was closed without an answer'
  }
  return seen.page === 'upstream'
    ? 'The visitor got through'
    : `The visitor was shown the page “${pageName(seen.page ?? '')}”`
}

/** Those whose session is from before they were revoked. */
const BEFORE = new Set<VisitorId>(['revoked', 'superseded'])

function explainResumption(visitor: VisitorId, expected: Expectation, again: Probed): Resumption {
  const { seen, reused } = again
  const whence = BEFORE.has(visitor)
    ? 'Came back with a session from before the revocation'
    : 'Came back with the session of before'
  if (reused) {
    const explanation = `${whence}, and the door went on with it without verifying the certificate again.`
    return { reused, seen, verdict: 'wrong', explanation }
  }
  const { verdict, explanation } = explain(visitor, expected, seen)
  return verdict === 'ok'
    ? { reused, seen, verdict, explanation: `${whence}: the door did not use it and verified anew.` }
    : { reused, seen, verdict, explanation: `${whence}. ${explanation}` }
}

/** Pure: the same for the visit with a new handshake and the one with an old session, with one verdict for both. */
export function explainBoth(
  visitor: VisitorId,
  expected: Expectation,
  seen: Seen,
  again: Probed | null,
): Explanation & { readonly resumed: Resumption | null } {
  const fresh = explain(visitor, expected, seen)
  const resumed = again && again.problem === null ? explainResumption(visitor, expected, again) : null
  if (fresh.verdict === 'wrong' || resumed?.verdict !== 'wrong') return { ...fresh, resumed }
  return {
    resumed,
    verdict: 'wrong',
    explanation: resumed.explanation,
    fix: 'Restart the site and run the diagnosis again; if it stays so, stop the site: a revocation would come too late.',
  }
}

/** Pure: what was expected and seen → verdict, sentence, fix. */
function explain(visitor: VisitorId, expected: Expectation, seen: Seen): Explanation {
  const code = seen.verifyName === null ? null : meaningOf(seen.verifyName)
  const because = code ? ` ${code.explanation}` : ''
  switch (expected.kind) {
    case 'in': {
      if (seen.handshake === 'completed' && seen.page === 'upstream')
        return { verdict: 'ok', explanation: expected.why ?? right[visitor], fix: null }
      if (seen.page !== null && UPSTREAM_PAGES.has(seen.page)) {
        if (seen.page === 'upstream-untrusted') {
          return {
            verdict: 'wrong',
            explanation:
              'The certificate was accepted, but that of the protected device behind the door is not trusted.',
            fix: 'Look at the certificate of the protected device in the settings of this site, and accept it if it is the right one (site set --upstream-trust seen).',
          }
        }
        return {
          verdict: 'wrong',
          explanation: 'The certificate was accepted, but what is behind the door did not answer properly.',
          fix: 'Check that the protected device is switched on and that its address in this site is right.',
        }
      }
      return {
        verdict: 'wrong',
        explanation: `${reached(seen)}, but should have been let in.${because}`,
        fix: code?.fix ?? 'Check that the site is running and that it trusts this authority.',
      }
    }
    case 'page':
      if (seen.page !== null && expected.pages.includes(seen.page)) {
        return { verdict: 'ok', explanation: `${expected.why ?? right[visitor]}${because}`, fix: null }
      }
      return wrong(seen, 'should have been shown a page that says why not', because)
    case 'refused':
      if (seen.handshake === 'refused' && (seen.alert === null || OVER_CERTIFICATE.has(seen.alert.name))) {
        return { verdict: 'ok', explanation: right[visitor], fix: null }
      }
      if (seen.handshake === 'refused' && seen.alert) {
        const about = alertMeaningOf(seen.alert.name)
        return {
          verdict: 'wrong',
          explanation: `${reached(seen)}, which has nothing to do with the certificate. ${about?.explanation ?? ''}`,
          fix: about?.fix ?? null,
        }
      }
      return wrong(seen, 'should have been refused in the handshake', because)
  }
}

function wrong(seen: Seen, should: string, because: string): Explanation {
  const open = seen.page === 'upstream'
  const fix = open
    ? 'Stop this site until the cause is found: somebody who should stay outside gets in.'
    : seen.handshake === 'failed'
      ? 'Check that the site is running and that nothing else has taken its port.'
      : 'Restart the site and run the diagnosis again.'
  return { verdict: 'wrong', explanation: `${reached(seen)}, but ${should}.${because}`, fix }
}
