import type { FileProblem, ServerDiagnosis } from '../../../../shared/contract/diagnosis.ts'
import { message, messageOf, remedyOf, sentences, type Message } from '../../../../shared/messages/message.ts'
import { alertNumberOf, verifyCodesBehind } from '../../../../shared/verify/alert-of.ts'
import { verifyCodeByName, verifyCodeByNumber, type VerifyCode } from '../../../../shared/verify/index.ts'
import { alertMeaningOf, meaningOf } from '../../../../shared/verify/meaning.ts'
import { fromPem } from '../../../pki/x509/pem.ts'
import { describeIdentities } from '../inspect/certificates.ts'
import { isIssuedBy } from '../../../pki/chain.ts'
import { readLink, type Link } from '../inspect/path.ts'
import type { Credentials, Meeting } from './meet.ts'
import type { Words } from './not-tls.ts'

/** Something about the visitor's own certificate for which servers refuse it. */
interface Flaw {
  readonly code: VerifyCode
  readonly message: Message
  readonly remedy: Message
  /** Its sentence tells the verify code already. */
  readonly namesCode: boolean
}

/** What is known about the certificate that was given, apart from what the server does with it. */
export interface OwnFacts {
  /** Whether one of its issuers is among the authorities that the server names; null when it names none. */
  readonly issuerAccepted: boolean | null
  /** Of its issuer, RFC 4514. */
  readonly issuer: string
  /** In the order in which OpenSSL looks for them. */
  readonly flaws: readonly Flaw[]
}

function named(name: string): VerifyCode {
  const code = verifyCodeByName(name)
  if (!code) throw new Error(`no verify code is called ${name}`)
  return code
}

/** Problems of a file that servers refuse, and by which code. */
const CODES: readonly (readonly [problem: string, code: string])[] = [
  ['file/same-subject', 'X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['file/self-signed', 'X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['file/wrong-purpose', 'X509_V_ERR_INVALID_PURPOSE'],
  ['file/no-digital-signature', 'X509_V_ERR_INVALID_PURPOSE'],
  ['file/weak-key', 'X509_V_ERR_EE_KEY_TOO_SMALL'],
  ['file/weak-digest', 'X509_V_ERR_CA_MD_TOO_WEAK'],
  ['file/not-yet-valid', 'X509_V_ERR_CERT_NOT_YET_VALID'],
  ['file/expired', 'X509_V_ERR_CERT_HAS_EXPIRED'],
]

/** Those whose sentence tells the verify code. */
const NAME_THEIR_CODE: ReadonlySet<string> = new Set([
  'file/same-subject',
  'file/self-signed',
  'file/wrong-purpose',
  'file/no-digital-signature',
])

function flawsOf(problems: readonly FileProblem[]): Flaw[] {
  return CODES.flatMap(([problem, code]) => {
    const found = problems.find((one) => one.code === problem)
    if (!found) return []
    const namesCode = NAME_THEIR_CODE.has(problem)
    return [{ code: named(code), message: messageOf(found), remedy: remedyOf(found), namesCode }]
  })
}

/** The intermediate between the certificate and an authority that the server names, when it is known and was not sent. */
function missing(sent: readonly Link[], accepted: readonly string[], trust: readonly string[]): Flaw | null {
  const top = sent.at(-1)
  if (!top || accepted.includes(top.is.issuer)) return null
  const known = trust.flatMap((pem) => fromPem(pem)).flatMap(({ der }) => readLink(der) ?? [])
  const between = known.find((one) => isIssuedBy(top.certificate, one.certificate) && accepted.includes(one.is.issuer))
  if (!between) return null
  return {
    code: named('X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    message: message('serverDiagnosis.flaw.intermediate.message', { name: between.is.commonName }),
    remedy: message('serverDiagnosis.flaw.intermediate.remedy', { name: between.is.commonName }),
    namesCode: false,
  }
}

/** Looks at the certificate that was given, as a server would. */
export async function ownFacts(options: {
  readonly credentials: Credentials
  /** RFC 4514; null when the server did not tell. */
  readonly accepted: readonly string[] | null
  /** PEM of authorities known here. */
  readonly trust: readonly string[]
  readonly now: number
}): Promise<OwnFacts> {
  const { credentials, now } = options
  const sent = fromPem(credentials.certPem)
    .filter((block) => block.label === 'CERTIFICATE')
    .flatMap((block) => readLink(block.der) ?? [])
  const [leaf] = sent
  const accepted = options.accepted ?? []
  const { problems } = await describeIdentities(leaf ? [leaf.is.der] : [], [], { now, authorities: [], forLogin: true })
  const between = missing(sent, accepted, options.trust)
  return {
    issuerAccepted: accepted.length === 0 ? null : sent.some(({ is }) => accepted.includes(is.issuer)),
    issuer: leaf?.is.issuer ?? '',
    flaws: [...(between ? [between] : []), ...flawsOf(problems)],
  }
}

/** nginx completes the handshake and says no in HTTP: 400 in words, 495 and 496 where they are passed on. */
export function refusesInHttp({ http }: Meeting): boolean {
  if (!http) return false
  return http.status === 495 || http.status === 496 || (http.status === 400 && /certificate/i.test(http.body))
}

/** A verify code that the server put into its answer, as sites of Vestibule and HAProxy set-ups do. */
function codeInAnswer({ http }: Meeting): VerifyCode | undefined {
  const text = /^x-(?:vestibule-verify|ssl-error|ssl-client-verify): *(\d{1,3})\b/im.exec(http?.head ?? '')?.[1]
  const body = /verify error: ?\((\d{1,3}):/i.exec(http?.body ?? '')?.[1]
  const number = text ?? body
  return number === undefined ? undefined : verifyCodeByNumber(Number(number))
}

export interface OwnJudgement extends Words {
  readonly let: boolean
  /** For the first line. */
  readonly short: Message
  readonly verify: ServerDiagnosis['verify']
}

const ISSUER_MISSING = message('serverDiagnosis.yours.issuer')

/** A certificate without a flaw is refused: then it is about the server's lists, or about who has which name. */
function withoutFlaw(alert: string | undefined, { issuerAccepted, issuer }: OwnFacts): Flaw | null {
  const about = (kind: 'crlExpired' | 'revoked' | 'server', code: string): Flaw => ({
    code: named(code),
    message: message(`serverDiagnosis.flaw.${kind}.message`),
    remedy: message(`serverDiagnosis.flaw.${kind}.remedy`),
    namesCode: kind === 'server',
  })
  if (alert === 'certificate_expired') return about('crlExpired', 'X509_V_ERR_CRL_HAS_EXPIRED')
  if (alert === 'certificate_revoked') return about('revoked', 'X509_V_ERR_CERT_REVOKED')
  if (alert === undefined && issuerAccepted === true) return about('server', 'X509_V_ERR_UNSPECIFIED')
  if (alert === 'unknown_ca' && issuerAccepted === true) {
    return {
      code: named('X509_V_ERR_UNSPECIFIED'),
      message: message('serverDiagnosis.flaw.sameName.message', { issuer }),
      remedy: message('serverDiagnosis.flaw.sameName.remedy'),
      namesCode: true,
    }
  }
  return null
}

/** The flaw that explains a refusal: one that fits the alert, or the first where the server does not tell them apart. */
function reasonFor(meeting: Meeting, facts: OwnFacts): Flaw | null {
  const { alert } = meeting
  const vague = alert === null || alert.name === 'bad_certificate' || alert.name === 'certificate_unknown'
  const fitting = facts.flaws.find(({ code }) => alertNumberOf(code) === alert?.number)
  return fitting ?? (vague ? facts.flaws[0] : undefined) ?? withoutFlaw(alert?.name, facts)
}

/** How the server said no. */
function howRefused({ alert, http }: Meeting): Message {
  if (alert) return message('serverDiagnosis.yours.alert', { number: alert.number, name: alert.name })
  return http ? message('serverDiagnosis.yours.http', { status: http.status }) : message('serverDiagnosis.yours.hangUp')
}

function refused(meeting: Meeting, facts: OwnFacts): OwnJudgement {
  const { alert } = meeting
  const meaning = alert ? alertMeaningOf(alert.name) : null
  const behind = alert ? verifyCodesBehind(alert.number).map((one) => String(one.number)) : []
  const reason = reasonFor(meeting, facts)
  const exact = reason && reason.code.name !== 'X509_V_ERR_UNSPECIFIED' ? reason.code : null
  const why =
    reason && exact && !reason.namesCode
      ? message('serverDiagnosis.yours.reasonCode', { reason: reason.message, number: exact.number })
      : (reason?.message ?? null)
  return {
    let: false,
    short: alert
      ? message('serverDiagnosis.short.refusedAlert', { number: alert.number, name: alert.name })
      : message('serverDiagnosis.short.refused'),
    explanation: sentences(
      howRefused(meeting),
      meaning?.explanation ?? null,
      behind.length > 0 && !reason ? message('serverDiagnosis.yours.behind', { codes: behind }) : null,
      why,
      facts.issuerAccepted === false ? ISSUER_MISSING : null,
    ),
    fix: reason?.remedy ?? meaning?.fix ?? message('serverDiagnosis.yours.log'),
    verify: exact ? { number: exact.number, name: exact.name, by: 'evidence' } : null,
  }
}

/** Pure: what became of the visitor with the certificate, and why. */
export function judgeOwn(meeting: Meeting, facts: OwnFacts): OwnJudgement {
  const code = codeInAnswer(meeting)
  const issuer = facts.issuerAccepted === false ? ISSUER_MISSING : null
  if (code && code.number !== 0) {
    const meaning = meaningOf(code.name)
    const flaw = facts.flaws.find((one) => one.code === code)
    const { number, name } = code
    return {
      let: false,
      short: message('serverDiagnosis.short.refusedCode', { number, name }),
      explanation: sentences(
        message('serverDiagnosis.yours.code', { number, name }),
        flaw?.message ?? meaning?.explanation ?? null,
        issuer,
      ),
      fix: flaw?.remedy ?? meaning?.fix ?? null,
      verify: { number, name, by: 'server' },
    }
  }
  if (meeting.handshake === 'refused' || refusesInHttp(meeting)) return refused(meeting, facts)
  if (meeting.handshake === 'failed') {
    return {
      let: false,
      short: message('serverDiagnosis.short.noHandshake'),
      explanation: message('serverDiagnosis.yours.noHandshake'),
      fix: null,
      verify: null,
    }
  }
  const status = meeting.http?.status
  if (status !== undefined && status >= 400) {
    return {
      let: false,
      short: message('serverDiagnosis.short.answers', { status }),
      explanation: sentences(message('serverDiagnosis.yours.answer', { status }), issuer),
      fix: null,
      verify: null,
    }
  }
  return {
    let: true,
    short: message('serverDiagnosis.short.accepted'),
    explanation:
      status === undefined
        ? message('serverDiagnosis.yours.noAnswer')
        : message('serverDiagnosis.yours.accepted', { status }),
    fix: null,
    verify: null,
  }
}
