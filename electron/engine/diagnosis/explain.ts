import type { Resumption, Seen, VisitorId } from '../../../shared/contract/diagnosis.ts'
import { message, sentences, type Message } from '../../../shared/messages/message.ts'
import { pageName } from '../../../shared/pages/words.ts'
import { alertMeaningOf, meaningOf } from '../../../shared/verify/meaning.ts'
import type { Expectation } from './expect.ts'
import type { Probed } from './probe.ts'

/** What a line of the diagnosis says. */
export interface Explanation {
  readonly verdict: 'ok' | 'wrong'
  readonly explanation: Message
  readonly fix: Message | null
}

/** What a refusal of this kind means at a site that does right. */
const right = (visitor: VisitorId): Message => message(`siteDiagnosis.right.${visitor}`)

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

function reached(seen: Seen): Message {
  if (seen.handshake === 'failed') return message('siteDiagnosis.reached.failed')
  if (seen.handshake === 'refused') {
    return seen.alert ? message('siteDiagnosis.reached.alert', seen.alert) : message('siteDiagnosis.reached.closed')
  }
  return seen.page === 'upstream'
    ? message('siteDiagnosis.reached.through')
    : message('siteDiagnosis.reached.page', { page: pageName(seen.page ?? '') })
}

/** Those whose session is from before they were revoked. */
const BEFORE = new Set<VisitorId>(['revoked', 'superseded'])

function explainResumption(visitor: VisitorId, expected: Expectation, again: Probed): Resumption {
  const { seen, reused } = again
  const old = BEFORE.has(visitor)
  if (reused) {
    const explanation = message(`siteDiagnosis.resumed.${old ? 'reusedRevoked' : 'reused'}`)
    return { reused, seen, verdict: 'wrong', explanation }
  }
  const { verdict, explanation } = explain(visitor, expected, seen)
  if (verdict === 'ok') {
    const verified = message(`siteDiagnosis.resumed.${old ? 'verifiedRevoked' : 'verified'}`)
    return { reused, seen, verdict, explanation: verified }
  }
  const came = message(`siteDiagnosis.resumed.${old ? 'otherRevoked' : 'other'}`)
  return { reused, seen, verdict, explanation: sentences(came, explanation) }
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
    fix: message('siteDiagnosis.resumed.fix'),
  }
}

/** Pure: what was expected and seen → verdict, sentence, fix. */
function explain(visitor: VisitorId, expected: Expectation, seen: Seen): Explanation {
  const code = seen.verifyName === null ? null : meaningOf(seen.verifyName)
  const because = code?.explanation ?? null
  switch (expected.kind) {
    case 'in': {
      if (seen.handshake === 'completed' && seen.page === 'upstream')
        return { verdict: 'ok', explanation: expected.why ?? right(visitor), fix: null }
      if (seen.page !== null && UPSTREAM_PAGES.has(seen.page)) {
        if (seen.page === 'upstream-untrusted') {
          return {
            verdict: 'wrong',
            explanation: message('siteDiagnosis.wrong.upstreamUntrusted'),
            fix: message('siteDiagnosis.fix.upstreamTrust'),
          }
        }
        return {
          verdict: 'wrong',
          explanation: message('siteDiagnosis.wrong.upstream'),
          fix: message('siteDiagnosis.fix.upstream'),
        }
      }
      return {
        verdict: 'wrong',
        explanation: sentences(message('siteDiagnosis.wrong.in', { reached: reached(seen) }), because),
        fix: code?.fix ?? message('siteDiagnosis.fix.trust'),
      }
    }
    case 'page':
      if (seen.page !== null && expected.pages.includes(seen.page)) {
        return { verdict: 'ok', explanation: sentences(expected.why ?? right(visitor), because), fix: null }
      }
      return wrong(seen, 'page', because)
    case 'refused':
      if (seen.handshake === 'refused' && (seen.alert === null || OVER_CERTIFICATE.has(seen.alert.name))) {
        return { verdict: 'ok', explanation: right(visitor), fix: null }
      }
      if (seen.handshake === 'refused' && seen.alert) {
        const about = alertMeaningOf(seen.alert.name)
        return {
          verdict: 'wrong',
          explanation: sentences(
            message('siteDiagnosis.wrong.otherAlert', { reached: reached(seen) }),
            about?.explanation ?? null,
          ),
          fix: about?.fix ?? null,
        }
      }
      return wrong(seen, 'refused', because)
  }
}

function wrong(seen: Seen, should: 'page' | 'refused', because: Message | null): Explanation {
  const fix = seen.page === 'upstream' ? 'open' : seen.handshake === 'failed' ? 'port' : 'restart'
  return {
    verdict: 'wrong',
    explanation: sentences(message(`siteDiagnosis.wrong.${should}`, { reached: reached(seen) }), because),
    fix: message(`siteDiagnosis.fix.${fix}`),
  }
}
