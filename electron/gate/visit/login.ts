import type { Evidence } from '../../../shared/access/decide.ts'
import { headerText, plainName } from './headers.ts'
import type { HeaderList } from '../http/head.ts'
import type { LoginPolicy } from '../protocol.ts'

/** Who asks, as far as a login depends on it. */
export interface LoginVisitor {
  readonly to: 'upstream' | 'public'
  readonly evidence: Evidence
  /** Let in only because the site observes: would have been refused. */
  readonly observed: boolean
  /** Null for a certificate that is no device of this house. */
  readonly deviceName: string | null
}

function without(headers: HeaderList, name: string): HeaderList {
  const wanted = plainName(name)
  const kept: HeaderList = []
  for (let at = 0; at < headers.length; at += 2) {
    if (plainName(headers[at] ?? '') !== wanted) kept.push(headers[at] ?? '', headers[at + 1] ?? '')
  }
  return kept
}

/**
 * Puts the upstream's own login in the place of whatever the visitor sent under that name. Only a visitor whose
 * certificate is good at this moment is logged in: paths that are open to everyone must not open the device too.
 */
export function withLogin(headers: HeaderList, login: LoginPolicy | null, visitor: LoginVisitor): HeaderList {
  if (!login) return headers
  // A name that the upstream believes may come from nobody but the gate, wherever the request goes. What else visitors
  // send to the public upstream is their own affair.
  if (visitor.to === 'public') return login.value === null ? without(headers, login.header) : headers
  const { presented, verification } = visitor.evidence
  const proven = presented && verification.number === 0 && !visitor.observed
  // Encoded like certificate text: a name may be in any script and must not end the header (RFC 9110 §5.5).
  const value = login.value ?? (visitor.deviceName === null ? null : headerText(visitor.deviceName))
  const kept = without(headers, login.header)
  return proven && value !== null ? [...kept, login.header, value] : kept
}
