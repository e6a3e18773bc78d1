import type { Outcome } from '../../../../shared/contract/activity.ts'
import type { FixAction } from '../../../../shared/contract/fix.ts'
import type { Knock } from '../../../../shared/contract/watch.ts'
import { alertMeaningOf } from '../../../../shared/verify/alert-meaning.ts'
import { alertFromError } from '../../../../shared/verify/index.ts'
import { meaningOf } from '../../../../shared/verify/meaning.ts'
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

/** In the order of likelihood: what browsers look at before they offer a certificate. */
const CHOOSE =
  'Install the certificate on the device, together with its key (the .pfx). Browsers offer only certificates of an authority that the site names, that have not expired and whose key is there; and they remember when the question was dismissed: close the browser, open the page again and choose the certificate.'

/** Refused by the visitor: an alert that came from the other side. */
function fromVisitor(detail: string | null): Words | null {
  const alert = detail === null ? null : alertFromError(detail)
  if (!alert) return null
  const distrust = ['unknown_ca', 'certificate_unknown', 'bad_certificate'].includes(alert.name)
  if (distrust) {
    return {
      explanation: `The visitor broke off with alert ${alert.number} ${alert.name}: it does not trust this site’s certificate.`,
      fix: 'Install the CA certificate of your authority on the device and trust it: on an iPhone also under Settings › General › About › Certificate Trust Settings.',
      harmless: false,
    }
  }
  const meaning = alertMeaningOf(alert.name)
  return {
    explanation: `The visitor broke off with alert ${alert.number} ${alert.name}. ${meaning?.explanation ?? ''}`.trim(),
    fix: meaning?.fix ?? null,
    harmless: false,
  }
}

/** Node’s codes for handshakes that never had a chance. */
function fromError(detail: string | null): Words {
  if (detail !== null && /UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|WRONG_VERSION_NUMBER/.test(detail)) {
    return {
      explanation: 'The visitor speaks only a version of TLS that is too old: 1.0 or 1.1.',
      fix: 'Update the device or its browser.',
      harmless: false,
    }
  }
  if (detail !== null && /NO_SHARED_CIPHER|NO_SUITABLE/.test(detail)) {
    return {
      explanation: 'Visitor and site found no cipher that both know.',
      fix: 'Update the device or its browser.',
      harmless: false,
    }
  }
  return {
    explanation: `The TLS handshake was not completed${detail === null ? '' : ` (${detail})`}.`,
    fix: 'If it happens each time, update the device’s browser, and try from another network.',
    harmless: false,
  }
}

const deviceOf = (line: GateActivity, facts: HouseFacts): KnownDevice | null =>
  line.fingerprint === null ? null : facts.device(line.fingerprint)

function whoOf(line: GateActivity, device: KnownDevice | null): string {
  if (device) return `“${device.name}”`
  return line.subject === null || line.subject === '' ? 'the visitor' : `“${line.subject.slice(0, 120)}”`
}

function renewal(device: KnownDevice | null): Pick<Words, 'action'> {
  return device?.current === true
    ? { action: { kind: 'renew-device', deviceId: device.id, deviceName: device.name } }
    : {}
}

/** An old certificate of a device that has a newer one: the browser did not notice the renewal. */
function outdated(device: KnownDevice): Words {
  return {
    explanation: `“${device.name}” showed an old certificate: it was renewed since, and the browser still offers the one from before.`,
    fix: 'Install the new certificate if it is not there yet, remove the old one from the device, and close the browser so that it forgets its choice.',
    harmless: false,
  }
}

function refused(line: GateActivity, facts: HouseFacts): Words {
  const device = deviceOf(line, facts)
  const who = whoOf(line, device)
  const meaning = line.verifyName === null ? null : meaningOf(line.verifyName)
  const code = line.verifyCode === null ? '' : ` (verify code ${line.verifyCode} ${line.verifyName ?? ''})`
  const words = (explanation: string, fix: string | null, action: Pick<Words, 'action'> = {}): Words => ({
    explanation,
    fix,
    harmless: false,
    ...action,
  })
  if (device && !device.current && ['expired', 'revoked'].includes(line.outcome)) return outdated(device)
  switch (line.outcome) {
    case 'allowed':
      return {
        ...words(
          line.fingerprint === null ? 'Let in without a certificate, as this site allows.' : `${who} was let in.`,
          null,
        ),
      }
    case 'no-certificate':
      return words('It got through to the door, but showed no certificate.', CHOOSE)
    case 'expired':
      return words(
        `The certificate of ${who} has expired${code}.`,
        'Renew it and carry the new one over to the device.',
        renewal(device),
      )
    case 'not-yet-valid':
      return words(
        `The certificate of ${who} is not valid yet${code}.`,
        'Look at the clock of this computer: certificates are valid from the moment they are made. A clock that was set back makes them lie in the future.',
      )
    case 'revoked':
      return words(
        `The certificate of ${who} was revoked${code}.`,
        'If it shall get in again, add the device anew and carry the new certificate over.',
      )
    case 'unknown-issuer': {
      const authority = line.issuer === null ? null : facts.untrustedAuthority(line.issuer)
      const action: Pick<Words, 'action'> = authority
        ? {
            action: {
              kind: 'trust-authority',
              siteId: facts.siteId,
              siteName: facts.siteName,
              authorityId: authority.id,
              authorityName: authority.name,
            },
          }
        : {}
      return words(
        authority
          ? `The certificate of ${who} is from your authority “${authority.name}”, which this site does not trust${code}.`
          : `The certificate of ${who} was issued by ${line.issuer === null ? 'another authority' : `“${line.issuer}”`}, which this site does not trust${code}.`,
        authority
          ? 'Let the site trust this authority too, or carry a certificate of one that it trusts over to the device.'
          : (meaning?.fix ??
              'Carry a certificate of your authority over to the device, and choose it when the browser asks.'),
        action,
      )
    }
    case 'self-signed':
    case 'wrong-purpose':
    case 'bad-certificate':
      return words(
        `The certificate of ${who} did not verify${code}. ${meaning?.explanation ?? ''}`.trim(),
        meaning?.fix ?? 'Carry a certificate of your authority over to the device.',
      )
    case 'not-allowed':
      if (line.verifyCode === 50) {
        return words(
          `The certificate of ${who} is of your authority, but not known here: it was issued after the state that was restored${code}.`,
          'Let it in or revoke it: it waits on Home.',
        )
      }
      return words(
        `${who} is known, but the rules of this site do not let it in here.`,
        'Look at the rules of the site.',
        {
          action: { kind: 'edit-site', siteId: facts.siteId, siteName: facts.siteName },
        },
      )
    case 'blocked-path':
      return words('The rules of this site block this path for everybody.', 'Look at the rules of the site.', {
        action: { kind: 'edit-site', siteId: facts.siteId, siteName: facts.siteName },
      })
    case 'misdirected':
      return words(
        'The request asked for a name that is none of this site’s.',
        `Open ${facts.url}, or add the name to the site.`,
        { action: { kind: 'edit-site', siteId: facts.siteId, siteName: facts.siteName } },
      )
    case 'bad-request':
      return words(
        'What was asked is no well-formed request.',
        'Use a browser: nothing that browsers send is refused like this.',
      )
    case 'upstream-error':
      return words(
        `${who} was let in, but the device behind the door did not answer as it should.`,
        'Check that the protected device is switched on and that its address in this site is right.',
        { action: { kind: 'edit-site', siteId: facts.siteId, siteName: facts.siteName } },
      )
    case 'handshake-failed':
      return fromVisitor(line.detail) ?? fromError(line.detail)
  }
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
  const words = refused({ ...line, outcome: line.observed, observed: null }, facts)
  return { ...words, explanation: `Let in because this site only observes for now. ${words.explanation}` }
}

function early(knock: GateKnock, facts: HouseFacts): Words {
  switch (knock.kind) {
    case 'hung-up':
      return {
        explanation:
          'The visitor hung up when it was asked for a certificate. Browsers do this once, to ask their person which one to show, and then come back.',
        fix: null,
        harmless: true,
      }
    case 'silent':
      return {
        explanation:
          'A connection was opened and closed again without a word: browsers keep such connections in reserve.',
        fix: null,
        harmless: true,
      }
    case 'plain-http':
      return {
        explanation: 'The visitor spoke plain HTTP: http:// was typed instead of https://.',
        fix: `Type the address with https://: ${facts.url}`,
        harmless: false,
      }
    case 'not-tls':
      return {
        explanation: 'What arrived is neither HTTPS nor HTTP: no browser.',
        fix: 'If this is your app, set it to HTTPS. Otherwise it is a scanner, and nothing to do.',
        harmless: false,
      }
    case 'unknown-name':
      return {
        explanation: `The visitor asked for ${knock.serverName === null ? 'no name' : `“${knock.serverName.slice(0, 120)}”`}, and no site here has that name.`,
        fix: `Open ${facts.url}, or add the name to the site.`,
        action: { kind: 'edit-site', siteId: facts.siteId, siteName: facts.siteName },
        harmless: false,
      }
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
