import type { ServerDiagnosis } from '../../../../shared/contract/diagnosis.ts'
import { alertMeaningOf } from '../../../../shared/verify/alert-meaning.ts'
import { CHANGES } from './changes.ts'
import { judgeOwn, refusesInHttp, type OwnFacts } from './own.ts'
import type { Meeting } from './meet.ts'
import { FLAWED, NOT_TLS } from './not-tls.ts'
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
  readonly summary: string
  readonly explanation: string
  readonly fix: string | null
  readonly verify: ServerDiagnosis['verify']
  readonly programs: ServerDiagnosis['programs']
  readonly changes: ServerDiagnosis['changes']
}

const FIRST_LINE: Readonly<Record<'disabled' | 'optional' | 'required', string>> = {
  disabled: 'Certificates are DISABLED: the server asks nobody for one.',
  optional: 'Certificates are OPTIONAL: the server asks for one and lets the handshake go on without.',
  required: 'Certificates are REQUIRED: the server turns away whoever has none.',
}

/** Asked nobody in the handshake, and refuses by a page all the same: then the certificate is wanted for a path only. */
function asksTooLate(
  wants: ClientCertificate,
  meeting: Meeting | undefined,
): Pick<Judgement, 'explanation' | 'fix'> | null {
  const server = /^server: *([^\r\n]+)/im.exec(meeting?.http?.head ?? '')?.[1] ?? ''
  if (wants !== 'disabled' || meeting?.http?.status !== 403 || !/apache|iis|httpapi/i.test(server)) return null
  return {
    explanation: `It then answers HTTP 403. If it wants a certificate for some paths only, it asks in the middle of the connection: by renegotiation in TLS 1.2, after the handshake in TLS 1.3. Browsers do neither.`,
    fix: 'Ask in the first handshake and enforce per path. In Apache: “SSLVerifyClient optional” for the whole virtual host, and “Require expr "%{SSL_CLIENT_VERIFY} == \'SUCCESS\'"” in the Location.',
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
    const words = NOT_TLS[speaks === 'tls' ? 'other' : speaks]
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
    const explanation = `The server speaks only ${oldTls}, which browsers and this app refuse: it can be read and changed on the way.`
    return {
      clientCertificate: null,
      summary: explanation,
      explanation,
      fix: 'Update it, or switch on TLS 1.2 in its settings.',
      verify: null,
      programs: programsAt('broken'),
      changes: [],
    }
  }
  if (reached.length === 0) {
    const flaw = without.find((meeting) => meeting.flaw)?.flaw
    if (flaw) {
      const words = FLAWED[flaw]
      const programs = programsAt('broken')
      return { clientCertificate: wants, summary: words.explanation, ...words, verify: null, programs, changes: [] }
    }
    const alert = without.find((meeting) => meeting.alert)?.alert
    const meaning = alert ? alertMeaningOf(alert.name) : null
    const explanation = alert
      ? `The server speaks TLS but ends every handshake with alert ${alert.number} ${alert.name}. ${meaning?.explanation ?? ''}`
      : 'The server speaks TLS, but no handshake could be finished with it.'
    return {
      clientCertificate: wants,
      summary: explanation,
      explanation,
      fix: meaning?.fix ?? 'Look at the server’s log.',
      verify: null,
      programs: [],
      changes: [],
    }
  }
  const line =
    wants === null ? 'Whether the server asks for certificates cannot be seen from outside.' : FIRST_LINE[wants]
  const own =
    wants === 'disabled' && withCertificate
      ? {
          let: true,
          short: 'Yours was not sent.',
          explanation: 'Your certificate was not asked for, so it was not sent.',
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
      ? ` Without a certificate it then answers HTTP ${status}: it may keep such visitors out by a page.`
      : ''
  const late = asksTooLate(wants, newest)
  return {
    clientCertificate: wants,
    summary: [line, own?.short].filter(Boolean).join(' '),
    explanation: [`${line}${page}`, own?.explanation, late?.explanation].filter(Boolean).join(' '),
    fix:
      late?.fix ??
      (own
        ? own.fix
        : wants === 'required'
          ? 'Give a device’s certificate to this test to see what becomes of it.'
          : null),
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
