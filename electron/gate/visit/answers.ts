import type { RequestKind } from '../../../shared/access/request-kind.ts'
import type { Outcome } from '../../../shared/contract/activity.ts'
import { pageStatus, type PageOutcome } from '../../../shared/pages/words.ts'
import type { CompiledPolicy } from '../tls/compile.ts'
import { activityLine, type Connection, type Judgement } from './connection.ts'
import { renderPage, type Page } from './pages.ts'
import type { GateActivity } from '../protocol.ts'
import type { Renewals } from './renewal.ts'

/** What is told of a request in the activity. */
export interface ActivityDetails {
  readonly outcome: Outcome
  readonly status: number | null
  readonly method: string | null
  readonly path: string | null
  readonly detail: string | null
  readonly requestKind: RequestKind | null
  readonly viaProxy: boolean
}

/** A request that is not let in, or got no answer. */
export interface Refusal extends Omit<ActivityDetails, 'outcome' | 'status' | 'viaProxy'> {
  readonly outcome: PageOutcome
  /** The visitor's `Accept` header. */
  readonly accept: string
  /** The visitor's `Accept-Language` header. */
  readonly languages: string
}

/** Answers of the gate itself, and what is told about all answers. */
export interface Answers {
  /** Writes an activity line, unless the last one of this connection said the same. */
  report(connection: Connection, judgement: Judgement | null, details: ActivityDetails): void
  /** The page for an outcome, after its activity line. */
  refuse(connection: Connection, judgement: Judgement | null, refusal: Refusal): Page
}

export function createAnswers(options: {
  readonly policy: () => CompiledPolicy
  readonly now: () => number
  readonly report: (line: GateActivity) => void
  readonly renewals: Renewals
}): Answers {
  const report: Answers['report'] = (connection, judgement, details) => {
    const decision = judgement?.decision
    const observed = details.outcome === 'allowed' && decision?.kind === 'forward' ? decision.observed : null
    if (details.outcome === 'allowed' && connection.lastReported.startsWith(`allowed:${observed ?? ''}:`)) return
    const same = `${details.outcome}:${details.outcome === 'allowed' ? (observed ?? '') : details.path}:${details.status ?? 0}:${details.requestKind ?? ''}`
    if (connection.lastReported === same) return
    connection.lastReported = same
    options.report(
      activityLine(connection, options.policy(), judgement?.evidence ?? null, {
        at: options.now(),
        observed,
        ...details,
      }),
    )
  }
  return {
    report,
    refuse(connection, judgement, { outcome, accept, languages, method, path, detail, requestKind }) {
      // Who may not manage learns nothing by showing a certificate, not even that it is a good one.
      const discreet = judgement?.site.site.kind === 'vestibule' && pageStatus[outcome] === 403
      const aboutCertificate =
        judgement !== null && !discreet && judgement.evidence.presented && judgement.evidence.verification.number !== 0
      const page = renderPage({
        outcome: discreet ? 'no-certificate' : outcome,
        verification: aboutCertificate ? judgement.evidence.verification : null,
        contact: judgement?.site.site.contact ?? '',
        template: judgement?.site.site.page ?? null,
        accept,
        languages,
        renew:
          outcome === 'expired' &&
          !discreet &&
          judgement !== null &&
          options.renewals.offered(connection, judgement.site),
      })
      report(connection, judgement, {
        outcome: reported(outcome),
        status: page.status,
        method,
        path,
        detail,
        requestKind,
        viaProxy: false,
      })
      return page
    },
  }
}

/** Pages that have no outcome of their own in the activity. */
function reported(outcome: PageOutcome): Outcome {
  if (outcome === 'upstream-timeout' || outcome === 'upstream-untrusted') return 'upstream-error'
  return outcome === 'renewal-asked' ? 'expired' : outcome
}
