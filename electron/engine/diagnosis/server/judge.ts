import type { ServerDiagnosis } from '../../../../shared/contract/diagnosis.ts'
import { message, sentences, type Message } from '../../../../shared/messages/message.ts'
import { alertMeaningOf } from '../../../../shared/verify/meaning.ts'
import { APACHE_REQUIRE, CHANGES } from './changes.ts'
import { judgeOwn, refusesInHttp, type OwnFacts } from './own.ts'
import type { Meeting } from './meet.ts'
import { flawed, notTls } from './not-tls.ts'
import { programsAt, programsWithoutCertificate } from './programs.ts'

export type ClientCertificate = ServerDiagnosis['clientCertificate']

/** Alerts that servers send for want of a certificate; Go's also send bad_certificate. */
const WANT = new Set(['handshake_failure', 'certificate_required', 'bad_certificate', 'unknown_ca', 'decode_error'])

function refused(meeting: Meeting): boolean {
  return meeting.handshake === 'refused' && (meeting.alert === null || WANT.has(meeting.alert.name))
}

/** Pure: what was seen without a certificate → what the server wants. Null when it cannot be told. */
export function clientCertificate(without: readonly Meeting[]): ClientCertificate {
  const asked = without.some((meeting) => meeting.flight.asked === true)
  const hidden = !asked && without.some((meeting) => meeting.flight.asked === null && meeting.handshake !== 'failed')
  if (without.some((meeting) => meeting.flight.asked !== false && (refused(meeting) || refusesInHttp(meeting)))) {
    // An alert that answers the hello itself was not about a certificate, unless it says so.
    const sure = without.some(
      (meeting) =>
        meeting.flight.asked === true || meeting.alert?.name === 'certificate_required' || refusesInHttp(meeting),
    )
    if (sure) return 'required'
  }
  if (asked) return 'optional'
  return hidden || without.every((meeting) => meeting.handshake === 'failed') ? null : 'disabled'
}

export interface Judgement {
  readonly clientCertificate: ClientCertificate
  readonly summary: Message
  readonly explanation: Message
  readonly fix: Message | null
  readonly verify: ServerDiagnosis['verify']
  readonly programs: ServerDiagnosis['programs']
  readonly changes: ServerDiagnosis['changes']
}

/** Asked nobody in the handshake, and refuses by a page all the same: then the certificate is wanted for a path only. */
function asksTooLate(
  wants: ClientCertificate,
  meeting: Meeting | undefined,
): Pick<Judgement, 'explanation' | 'fix'> | null {
  const server = /^server: *([^\r\n]+)/im.exec(meeting?.http?.head ?? '')?.[1] ?? ''
  if (wants !== 'disabled' || meeting?.http?.status !== 403 || !/apache|iis|httpapi/i.test(server)) return null
  return {
    explanation: message('serverDiagnosis.late.explanation'),
    fix: message('serverDiagnosis.late.fix', { require: APACHE_REQUIRE }),
  }
}

/**
 * Pure: everything seen → what to say. `facts` about the certificate that was given; null when none was. `oldTls`: the
 * version before TLS 1.2 that the server takes, where it takes no newer one.
 */
export function judge(
  without: readonly Meeting[],
  withCertificate: Meeting | null,
  facts: OwnFacts | null,
  oldTls: string | null = null,
): Judgement {
  const spoken = without.find((meeting) => meeting.speaks === 'tls')
  const [first] = without
  if (!spoken && oldTls === null) {
    const speaks = first?.speaks ?? 'silent'
    const words = notTls(speaks === 'tls' ? 'other' : speaks)
    return {
      clientCertificate: null,
      summary: words.explanation,
      ...words,
      verify: null,
      programs: programsAt(speaks),
      changes: speaks === 'http' ? CHANGES.encrypt : [],
    }
  }
  const wants = clientCertificate(without)
  const reached = without.filter((meeting) => meeting.handshake !== 'failed')
  if (reached.length === 0 && oldTls !== null) {
    const explanation = message('serverDiagnosis.oldTls.explanation', { version: oldTls })
    return {
      clientCertificate: null,
      summary: explanation,
      explanation,
      fix: message('serverDiagnosis.oldTls.fix'),
      verify: null,
      programs: programsAt('broken'),
      changes: [],
    }
  }
  if (reached.length === 0) {
    const flaw = without.find((meeting) => meeting.flaw)?.flaw
    if (flaw) {
      const words = flawed(flaw)
      const programs = programsAt('broken')
      return { clientCertificate: wants, summary: words.explanation, ...words, verify: null, programs, changes: [] }
    }
    const alert = without.find((meeting) => meeting.alert)?.alert
    const meaning = alert ? alertMeaningOf(alert.name) : null
    const explanation = alert
      ? sentences(
          message('serverDiagnosis.ends', { number: alert.number, name: alert.name }),
          meaning?.explanation ?? null,
        )
      : message('serverDiagnosis.none')
    return {
      clientCertificate: wants,
      summary: explanation,
      explanation,
      fix: meaning?.fix ?? message('serverDiagnosis.log'),
      verify: null,
      programs: [],
      changes: [],
    }
  }
  const line = message(`serverDiagnosis.wants.${wants ?? 'unknown'}`)
  const own =
    wants === 'disabled' && withCertificate
      ? {
          let: true,
          short: message('serverDiagnosis.short.notSent'),
          explanation: message('serverDiagnosis.yours.notAsked'),
          fix: null,
          verify: null,
        }
      : withCertificate && facts
        ? judgeOwn(withCertificate, facts)
        : null
  const newest = reached.findLast((meeting) => meeting.handshake === 'refused' || meeting.http) ?? reached[0]
  const status = newest?.http?.status
  const page =
    wants === 'optional' && status !== undefined && status >= 400
      ? message('serverDiagnosis.wants.page', { status })
      : null
  const late = asksTooLate(wants, newest)
  return {
    clientCertificate: wants,
    summary: sentences(line, own?.short ?? null),
    explanation: sentences(line, page, own?.explanation ?? null, late?.explanation ?? null),
    fix: late?.fix ?? (own ? own.fix : wants === 'required' ? message('serverDiagnosis.wants.try') : null),
    verify: own?.verify ?? null,
    programs: wants === 'required' && newest ? programsWithoutCertificate(newest) : [],
    changes: [
      ...(wants === 'disabled' ? CHANGES.demand : []),
      ...(wants === 'required' && !newest?.http ? CHANGES.explain : []),
      ...(own && !own.let && (facts?.issuerAccepted === false || withCertificate?.alert?.name === 'unknown_ca')
        ? CHANGES.trust
        : []),
      ...(own?.verify && /_CRL_|REVOKED/.test(own.verify.name) ? CHANGES.crl : []),
    ],
  }
}
