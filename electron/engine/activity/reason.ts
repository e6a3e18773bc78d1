import { upstreamCause } from '../../../shared/upstream-causes.ts'
import type { GateActivity } from '../../gate/protocol.ts'

/** Names that the engine adds to what the gate saw. */
export interface ReasonNames {
  readonly device: string | null
  readonly site: string | null
}

/** One sentence in plain words: who knocked, what was decided, why. Pure. */
export function reasonFor(line: GateActivity, names: ReasonNames): string {
  if (line.observed !== null) {
    const refusal = reasonFor({ ...line, outcome: line.observed, observed: null }, names)
    return `Let in because this site only observes. ${refusal}`
  }
  const who = visitor(line, names)
  switch (line.outcome) {
    case 'allowed':
      return line.fingerprint === null ? `Let in without a certificate, as this site allows.` : `${who} was let in.`
    case 'no-certificate':
      return 'The visitor showed no certificate.'
    case 'expired':
      return `The certificate of ${who} has expired.`
    case 'not-yet-valid':
      return `The certificate of ${who} is not valid yet: is a clock wrong?`
    case 'revoked':
      return `The certificate of ${who} was revoked.`
    case 'unknown-issuer':
      return `The certificate of ${who} was issued by an authority that this site does not trust.`
    case 'self-signed':
      return `The certificate of ${who} is signed by itself, not by your authority.`
    case 'wrong-purpose':
      return `The certificate of ${who} was not made for clients (it may be a server certificate).`
    case 'bad-certificate':
      return `The certificate of ${who} did not verify${code(line)}.`
    case 'not-allowed':
      // X509_V_ERR_APPLICATION_VERIFICATION: see gate/tls/held.ts.
      if (line.verifyCode === 50)
        return `The certificate of ${who} is of your authority, but not known here: it waits for you to let it in.`
      return `${who} is known, but not allowed here.`
    case 'blocked-path':
      return 'This path is blocked for everybody.'
    case 'misdirected':
      return 'The request named another site than the connection was opened for.'
    case 'bad-request':
      return `The request was not well-formed${detail(line)}.`
    case 'upstream-error':
      return `The device behind ${names.site ?? 'the site'} did not answer as it should${cause(line)}.`
    case 'handshake-failed':
      return `The TLS handshake was not completed${detail(line)}.`
    default:
      return assertNever(line.outcome)
  }
}

function visitor(line: GateActivity, names: ReasonNames): string {
  if (names.device !== null) return `“${names.device}”`
  if (line.subject !== null && line.subject !== '') return `“${Array.from(line.subject).slice(0, 120).join('')}”`
  return 'the visitor'
}

const code = (line: GateActivity): string =>
  line.verifyCode === null ? '' : ` (${line.verifyCode} ${line.verifyName ?? ''}`.trimEnd() + ')'

const cause = (line: GateActivity): string =>
  line.detail === null || line.detail === '' ? '' : `: ${upstreamCause(line.detail)}${named(line.detail)}`

/** The code itself too, for those who search for it. */
const named = (code: string): string => (upstreamCause(code) === code ? '' : ` (${code})`)

const detail = (line: GateActivity): string =>
  line.detail === null || line.detail === '' ? '' : `: ${Array.from(line.detail).slice(0, 200).join('')}`

function assertNever(outcome: never): never {
  throw new Error(`unknown outcome ${String(outcome)}`)
}
