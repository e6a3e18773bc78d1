import type { FileProblem, ServerDiagnosis } from '../../../../shared/contract/diagnosis.ts'
import { alertMeaningOf } from '../../../../shared/verify/alert-meaning.ts'
import { alertNumberOf, verifyCodesBehind } from '../../../../shared/verify/alert-of.ts'
import { verifyCodeByName, verifyCodeByNumber, type VerifyCode } from '../../../../shared/verify/index.ts'
import { meaningOf } from '../../../../shared/verify/meaning.ts'
import { fromPem } from '../../../pki/x509/pem.ts'
import { describeIdentities } from '../inspect/certificates.ts'
import { isIssuedBy } from '../../../pki/chain.ts'
import { readLink, type Link } from '../inspect/path.ts'
import type { Credentials, Meeting } from './meet.ts'
import type { Words } from './not-tls.ts'

/** Something about the visitor's own certificate for which servers refuse it. */
interface Flaw {
  readonly code: VerifyCode
  readonly message: string
  readonly remedy: string
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

function flawsOf(problems: readonly FileProblem[]): Flaw[] {
  return CODES.flatMap(([problem, code]) => {
    const found = problems.find((one) => one.code === problem)
    return found ? [{ code: named(code), message: found.message, remedy: found.remedy }] : []
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
    message: `The intermediate “${between.is.commonName}”, which issued your certificate, was not sent along.`,
    remedy: `Add the certificate of “${between.is.commonName}” to the file that is sent, after your own, and give it to the device again.`,
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
  readonly short: string
  readonly verify: ServerDiagnosis['verify']
}

const ISSUER_MISSING =
  ' The issuer of your certificate is not among the authorities that the server names: browsers will not even offer it.'

/** A certificate without a flaw is refused: then it is about the server's lists, or about who has which name. */
function withoutFlaw(alert: string | undefined, { issuerAccepted, issuer }: OwnFacts): Flaw | null {
  if (alert === 'certificate_expired') {
    return {
      code: named('X509_V_ERR_CRL_HAS_EXPIRED'),
      message:
        'Your certificate has not expired, so it is the server’s revocation list (CRL) that has: it passed its next update, and everybody is refused.',
      remedy:
        'Sign a new CRL with the authority, give it to the server and reload it; then let that happen by itself well before each next update.',
    }
  }
  if (alert === 'certificate_revoked') {
    return {
      code: named('X509_V_ERR_CERT_REVOKED'),
      message: 'It is on the server’s revocation list.',
      remedy: 'Give the device a new certificate; after a renewal, remove the old one from the device.',
    }
  }
  if (alert === undefined && issuerAccepted === true) {
    return {
      code: named('X509_V_ERR_UNSPECIFIED'),
      message:
        'The certificate itself is in order and its authority is accepted, so it is about the server: its revocation list (CRL) is out of date (verify code 12) or missing for one authority (3), or it allows no chain as long as this (22).',
      remedy:
        'Look at the server’s log for the number. Give it a fresh CRL of every authority in the chain; in nginx raise ssl_verify_depth where there is an intermediate.',
    }
  }
  if (alert === 'unknown_ca' && issuerAccepted === true) {
    return {
      code: named('X509_V_ERR_UNSPECIFIED'),
      message: `The server does accept an authority named “${issuer}”, and your certificate was issued by one of that name. So either there are two authorities of one name with different keys, or the server checks revocation and has no CRL of one authority in the chain (verify code 3).`,
      remedy:
        'Compare the fingerprint of the authority at the server with that of the one that issued your certificate. If they are the same, give the server a CRL of every authority in the chain, root and intermediates.',
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

function refused(meeting: Meeting, facts: OwnFacts): OwnJudgement {
  const { alert, http } = meeting
  const meaning = alert ? alertMeaningOf(alert.name) : null
  const behind = alert ? verifyCodesBehind(alert.number).map((one) => one.number) : []
  const reason = reasonFor(meeting, facts)
  const codes =
    behind.length > 0 && !reason
      ? ` At an OpenSSL server one of the verify codes ${behind.join(', ')} is behind it.`
      : ''
  const how = alert
    ? `with alert ${alert.number} ${alert.name}. ${meaning?.explanation ?? ''}${codes}`
    : http
      ? `with HTTP ${http.status}; the server keeps the reason for its log.`
      : 'by hanging up, without a reason; its log may know one.'
  const exact = reason && reason.code.name !== 'X509_V_ERR_UNSPECIFIED' ? reason.code : null
  const why = reason
    ? ` ${reason.message}${exact && !reason.message.includes('verify code') ? ` (verify code ${exact.number})` : ''}`
    : ''
  return {
    let: false,
    short: alert ? `Yours is refused: alert ${alert.number} ${alert.name}.` : 'Yours is refused.',
    explanation: `Your certificate was refused ${how}${why}${facts.issuerAccepted === false ? ISSUER_MISSING : ''}`,
    fix:
      reason?.remedy ??
      meaning?.fix ??
      'Look at the server’s log for the verify code, and paste the line into “An error message”.',
    verify: exact ? { number: exact.number, name: exact.name, by: 'evidence' } : null,
  }
}

/** Pure: what became of the visitor with the certificate, and why. */
export function judgeOwn(meeting: Meeting, facts: OwnFacts): OwnJudgement {
  const code = codeInAnswer(meeting)
  const issuer = facts.issuerAccepted === false ? ISSUER_MISSING : ''
  if (code && code.number !== 0) {
    const meaning = meaningOf(code.name)
    const flaw = facts.flaws.find((one) => one.code === code)
    return {
      let: false,
      short: `Yours is refused: ${code.number} ${code.name}.`,
      explanation: `Your certificate was refused with verify code ${code.number} ${code.name}. ${flaw?.message ?? meaning?.explanation ?? ''}${issuer}`,
      fix: flaw?.remedy ?? meaning?.fix ?? null,
      verify: { number: code.number, name: code.name, by: 'server' },
    }
  }
  if (meeting.handshake === 'refused' || refusesInHttp(meeting)) return refused(meeting, facts)
  if (meeting.handshake === 'failed') {
    return {
      let: false,
      short: 'With yours no handshake could be made.',
      explanation: 'The handshake with your certificate could not be made.',
      fix: null,
      verify: null,
    }
  }
  const status = meeting.http?.status
  const through = status === undefined || status < 400
  return {
    let: through,
    short: through ? 'Yours is accepted.' : `With yours it answers HTTP ${status}.`,
    explanation:
      status === undefined
        ? 'The handshake with your certificate went through; the server gave no answer to an HTTP request.'
        : through
          ? `Your certificate was accepted (HTTP ${status}).`
          : `The handshake with your certificate went through, and the server then answered HTTP ${status}.${issuer}`,
    fix: null,
    verify: null,
  }
}
