import type { Evidence } from '../../../shared/access/decide.ts'
import { headerText } from './headers.ts'
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
  /** The request brings an `Authorization` of its own. */
  readonly ownLogin: boolean
}

/**
 * The upstream's own login; empty for whoever is not logged in. Only a visitor whose certificate is good at this moment
 * is: paths that are open to everyone must not open the device too. What the visitor sent under that name is removed
 * elsewhere (header-policy.ts).
 */
export function loginHeader(login: LoginPolicy | null, visitor: LoginVisitor): HeaderList {
  if (!login || login.value === '' || !isLoggedIn(login, visitor)) return []
  // Encoded like certificate text: a name may be in any script and must not end the header (RFC 9110 §5.5).
  const value = login.value ?? (visitor.deviceName === null ? null : headerText(visitor.deviceName))
  return value !== null ? [login.header, value] : []
}

/** Whether the gate logs this visitor in. */
export function isLoggedIn(login: LoginPolicy, { to, evidence, observed, ownLogin }: LoginVisitor): boolean {
  if (to === 'public' || (login.leavesVisitors === true && ownLogin)) return false
  return evidence.presented && evidence.verification.number === 0 && !observed
}
