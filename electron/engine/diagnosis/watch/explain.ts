import type { Outcome } from '../../../../shared/contract/activity.ts'
import type { FixAction } from '../../../../shared/contract/fix.ts'
import type { Knock } from '../../../../shared/contract/watch.ts'
import { message, sentences, type Message } from '../../../../shared/messages/message.ts'
import { alertFromError } from '../../../../shared/verify/index.ts'
import { alertMeaningOf, meaningOf } from '../../../../shared/verify/meaning.ts'
import type { GateActivity, GateKnock } from '../../../gate/protocol.ts'

/** What the app knows about the certificate that was shown. */
export interface KnownDevice {
  readonly id: string
  readonly name: string
  /** Whether it is the certificate that the device should have now, and not one from before a renewal. */
  readonly current: boolean
}

/** What the app knows about those who knock. */
export interface HouseFacts {
  readonly siteId: string
  readonly siteName: string
  readonly url: string
  device(fingerprint: string): KnownDevice | null
  /** An authority of this app of that name (RFC 4514) that the site does not trust. */
  untrustedAuthority(issuer: string): { readonly id: string; readonly name: string } | null
}

type Words = Pick<Knock, 'explanation' | 'fix' | 'harmless'> & { readonly action?: FixAction }

/** Refused by the visitor: an alert that came from the other side. */
function fromVisitor(detail: string | null): Words | null {
  const alert = detail === null ? null : alertFromError(detail)
  if (!alert) return null
  const { number, name } = alert
  if (['unknown_ca', 'certificate_unknown', 'bad_certificate'].includes(name)) {
    return {
      explanation: message('watchDiagnosis.distrust.explanation', { number, name }),
      fix: message('watchDiagnosis.distrust.fix'),
      harmless: false,
    }
  }
  const meaning = alertMeaningOf(name)
  return {
    explanation: sentences(message('watchDiagnosis.brokeOff', { number, name }), meaning?.explanation ?? null),
    fix: meaning?.fix ?? null,
    harmless: false,
  }
}

/** Node’s codes for handshakes that never had a chance. */
function fromError(detail: string | null): Words {
  if (detail !== null && /UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|WRONG_VERSION_NUMBER/.test(detail)) {
    return {
      explanation: message('watchDiagnosis.oldTls'),
      fix: message('watchDiagnosis.update'),
      harmless: false,
    }
  }
  if (detail !== null && /NO_SHARED_CIPHER|NO_SUITABLE/.test(detail)) {
    return {
      explanation: message('watchDiagnosis.noCipher'),
      fix: message('watchDiagnosis.update'),
      harmless: false,
    }
  }
  return {
    explanation:
      detail === null ? message('watchDiagnosis.handshake') : message('watchDiagnosis.handshakeDetail', { detail }),
    fix: message('watchDiagnosis.handshakeFix'),
    harmless: false,
  }
}

const deviceOf = (line: GateActivity, facts: HouseFacts): KnownDevice | null =>
  line.fingerprint === null ? null : facts.device(line.fingerprint)

/** Characters of a subject or name that a stranger chose. */
const MAX_NAME_LENGTH = 120

function nameOf(line: GateActivity, device: KnownDevice | null): string | null {
  if (device) return device.name
  return line.subject === null || line.subject === '' ? null : line.subject.slice(0, MAX_NAME_LENGTH)
}

function renewal(device: KnownDevice | null): Pick<Words, 'action'> {
  return device?.current === true
    ? { action: { kind: 'renew-device', deviceId: device.id, deviceName: device.name } }
    : {}
}

const editSite = ({ siteId, siteName }: HouseFacts): Pick<Words, 'action'> => ({
  action: { kind: 'edit-site', siteId, siteName },
})

/** An old certificate of a device that has a newer one: the browser did not notice the renewal. */
function outdated({ name }: KnownDevice): Words {
  return {
    explanation: message('watchDiagnosis.outdated.explanation', { name }),
    fix: message('watchDiagnosis.outdated.fix'),
    harmless: false,
  }
}

const words = (explanation: Message, fix: Message | null, action: Pick<Words, 'action'> = {}): Words => ({
  explanation,
  fix,
  harmless: false,
  ...action,
})

function refused(line: GateActivity, facts: HouseFacts): Words {
  const device = deviceOf(line, facts)
  const name = nameOf(line, device)
  const who = name === null ? message('watchDiagnosis.who.visitor') : message('watchDiagnosis.who.named', { name })
  const certificate = {
    whose: name === null ? message('watchDiagnosis.whose.visitor') : message('watchDiagnosis.whose.named', { name }),
    code:
      line.verifyCode === null
        ? message('watchDiagnosis.code.none')
        : message('watchDiagnosis.code.some', { number: line.verifyCode, name: line.verifyName ?? '' }),
  }
  const meaning = line.verifyName === null ? null : meaningOf(line.verifyName)
  if (device && !device.current && ['expired', 'revoked'].includes(line.outcome)) return outdated(device)
  switch (line.outcome) {
    case 'allowed':
      return words(
        line.fingerprint === null ? message('watchDiagnosis.letInWithout') : message('watchDiagnosis.letIn', { who }),
        null,
      )
    case 'no-certificate':
      return words(message('watchDiagnosis.noCertificate'), message('watchDiagnosis.choose'))
    case 'expired':
      return words(
        message('watchDiagnosis.expired.explanation', certificate),
        message('watchDiagnosis.expired.fix'),
        renewal(device),
      )
    case 'not-yet-valid':
      return words(
        message('watchDiagnosis.notYetValid.explanation', certificate),
        message('watchDiagnosis.notYetValid.fix'),
      )
    case 'revoked':
      return words(message('watchDiagnosis.revoked.explanation', certificate), message('watchDiagnosis.revoked.fix'))
    case 'unknown-issuer':
      return untrusted(line, facts, certificate)
    case 'self-signed':
    case 'wrong-purpose':
    case 'bad-certificate':
      return words(
        sentences(message('watchDiagnosis.notVerified.explanation', certificate), meaning?.explanation ?? null),
        meaning?.fix ?? message('watchDiagnosis.notVerified.fix'),
      )
    case 'not-allowed':
      if (line.verifyCode === 50) {
        return words(message('watchDiagnosis.held', certificate), message('watchDiagnosis.heldFix'))
      }
      return words(message('watchDiagnosis.notAllowed', { who }), message('watchDiagnosis.rules'), editSite(facts))
    case 'blocked-path':
      return words(message('watchDiagnosis.blocked'), message('watchDiagnosis.rules'), editSite(facts))
    case 'misdirected':
      return words(
        message('watchDiagnosis.misdirected'),
        message('watchDiagnosis.openOrAdd', { url: facts.url }),
        editSite(facts),
      )
    case 'bad-request':
      return words(message('watchDiagnosis.badRequest.explanation'), message('watchDiagnosis.badRequest.fix'))
    case 'upstream-error':
      return words(
        message('watchDiagnosis.upstream.explanation', { who }),
        message('watchDiagnosis.upstream.fix'),
        editSite(facts),
      )
    case 'handshake-failed':
      return fromVisitor(line.detail) ?? fromError(line.detail)
  }
}

/** From an authority that the site does not trust: one of this app, which it could, or a stranger's. */
function untrusted(
  { issuer, verifyName }: GateActivity,
  facts: HouseFacts,
  certificate: { readonly whose: Message; readonly code: Message },
): Words {
  const authority = issuer === null ? null : facts.untrustedAuthority(issuer)
  if (authority) {
    const { siteId, siteName } = facts
    const ids = { authorityId: authority.id, authorityName: authority.name }
    return words(
      message('watchDiagnosis.untrusted.own', { ...certificate, authority: authority.name }),
      message('watchDiagnosis.untrusted.ownFix'),
      { action: { kind: 'trust-authority', siteId, siteName, ...ids } },
    )
  }
  const meaning = verifyName === null ? null : meaningOf(verifyName)
  return words(
    issuer === null
      ? message('watchDiagnosis.untrusted.unknown', certificate)
      : message('watchDiagnosis.untrusted.other', { ...certificate, issuer }),
    meaning?.fix ?? message('watchDiagnosis.untrusted.fix'),
  )
}

const DECIDED: Readonly<Partial<Record<Outcome, Knock['decision']>>> = {
  allowed: 'in',
  'handshake-failed': 'failed',
  // The visitor itself got in.
  'upstream-error': 'in',
}

/** Pure: one line of the gate → one knock, explained. */
export function explainLine(line: GateActivity, facts: HouseFacts): Knock {
  return {
    at: new Date(line.at).toISOString(),
    address: line.address,
    serverName: null,
    what: line.outcome,
    decision: DECIDED[line.outcome] ?? 'refused',
    tlsVersion: line.tlsVersion?.replace('TLSv', '') ?? null,
    presented:
      line.subject === null
        ? null
        : {
            subject: line.subject,
            issuer: line.issuer ?? '',
            serial: line.serial ?? '',
            device: deviceOf(line, facts)?.name ?? null,
          },
    verifyCode: line.verifyCode,
    verifyName: line.verifyName,
    status: line.status,
    ...decided(line, facts),
  }
}

/** At a site that only observes: let in, and what would have been said otherwise. */
function decided(line: GateActivity, facts: HouseFacts): Words {
  if (line.observed === null) return refused(line, facts)
  const otherwise = refused({ ...line, outcome: line.observed, observed: null }, facts)
  return { ...otherwise, explanation: sentences(message('watchDiagnosis.observes'), otherwise.explanation) }
}

function early({ kind, serverName }: GateKnock, facts: HouseFacts): Words {
  switch (kind) {
    case 'hung-up':
    case 'silent':
      return { explanation: message(`watchDiagnosis.early.${kind}`), fix: null, harmless: true }
    case 'plain-http':
      return words(
        message('watchDiagnosis.early.plain-http'),
        message('watchDiagnosis.early.typeHttps', { url: facts.url }),
      )
    case 'not-tls':
      return words(message('watchDiagnosis.early.not-tls'), message('watchDiagnosis.early.app'))
    case 'unknown-name':
      return words(
        serverName === null
          ? message('watchDiagnosis.early.no-name')
          : message('watchDiagnosis.early.unknown-name', { asked: serverName.slice(0, MAX_NAME_LENGTH) }),
        message('watchDiagnosis.openOrAdd', { url: facts.url }),
        editSite(facts),
      )
  }
}

/** Pure: the same for what came to nothing. */
export function explainKnock(knock: GateKnock, facts: HouseFacts): Knock {
  return {
    at: new Date(knock.at).toISOString(),
    address: knock.address,
    serverName: knock.kind === 'unknown-name' ? knock.serverName : null,
    what: knock.kind,
    decision: 'failed',
    tlsVersion: null,
    presented: null,
    verifyCode: null,
    verifyName: null,
    status: null,
    ...early(knock, facts),
  }
}
