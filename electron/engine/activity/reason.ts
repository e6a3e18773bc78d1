import { message, type Message } from '../../../shared/messages/message.ts'
import { upstreamCause } from '../../../shared/upstream-causes.ts'
import type { GateActivity } from '../../gate/protocol.ts'

/** Names that the engine adds to what the gate saw. */
export interface ReasonNames {
  readonly device: string | null
  readonly site: string | null
}

/** Characters of a subject that a stranger chose, and of a detail. */
const MAX_SUBJECT_LENGTH = 120
const MAX_DETAIL_LENGTH = 200

const beginning = (text: string, length: number): string => Array.from(text).slice(0, length).join('')

/** One sentence in plain words: who came, what was decided, why. Pure. */
export function reasonFor(line: GateActivity, names: ReasonNames): Message {
  if (line.observed !== null) {
    return message('reasons.observed', {
      refusal: reasonFor({ ...line, outcome: line.observed, observed: null }, names),
    })
  }
  const who = visitor(line, names)
  switch (line.outcome) {
    case 'allowed':
      if (line.fingerprint === null) return message('reasons.allowed-without')
      return who === null ? message('reasons.allowed-unnamed') : message('reasons.allowed', { who })
    case 'no-certificate':
      return message(line.requestKind === null ? 'reasons.no-certificate' : `reasons.${line.requestKind}`)
    case 'blocked-path':
    case 'misdirected':
      return message(`reasons.${line.outcome}`)
    case 'expired':
    case 'not-yet-valid':
    case 'revoked':
    case 'unknown-issuer':
    case 'self-signed':
    case 'wrong-purpose':
      return who === null ? message(`reasons.${line.outcome}-unnamed`) : message(`reasons.${line.outcome}`, { who })
    case 'not-allowed': {
      // X509_V_ERR_APPLICATION_VERIFICATION: see gate/tls/held.ts.
      const id = line.verifyCode === 50 ? 'held' : 'not-allowed'
      return who === null ? message(`reasons.${id}-unnamed`) : message(`reasons.${id}`, { who })
    }
    case 'bad-certificate': {
      const code = line.verifyCode === null ? '' : `${line.verifyCode} ${line.verifyName ?? ''}`.trimEnd()
      return who === null
        ? message('reasons.bad-certificate-unnamed', { code })
        : message('reasons.bad-certificate', { who, code })
    }
    case 'upstream-error':
      return upstreamReason(line, names.site ?? message('reasons.the-site'))
    case 'bad-request':
    case 'handshake-failed': {
      const detail = beginning(line.detail ?? '', MAX_DETAIL_LENGTH)
      return detail === '' ? message(`reasons.${line.outcome}`) : message(`reasons.${line.outcome}-detail`, { detail })
    }
    default:
      return assertNever(line.outcome)
  }
}

function visitor(line: GateActivity, names: ReasonNames): string | null {
  if (names.device !== null) return names.device
  return line.subject !== null && line.subject !== '' ? beginning(line.subject, MAX_SUBJECT_LENGTH) : null
}

/** With the code itself too, for those who search for it. */
function upstreamReason({ detail }: GateActivity, site: string | Message): Message {
  if (detail === null || detail === '') return message('reasons.upstream-error', { site })
  const { cause, known } = upstreamCause(detail)
  return known
    ? message('reasons.upstream-error-cause-code', { site, cause, code: detail })
    : message('reasons.upstream-error-cause', { site, cause })
}

function assertNever(outcome: never): never {
  throw new Error(`unknown outcome ${String(outcome)}`)
}
