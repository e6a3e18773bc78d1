import type { Outcome } from '../../shared/contract/activity.ts'
import type { SiteMode } from '../../shared/contract/site.ts'
import { outcomeOf } from '../../shared/verify/outcome.ts'
import type { RulePolicy } from './protocol.ts'

/** A result of certificate verification, by OpenSSL's number and name. */
export interface Verification {
  readonly number: number
  readonly name: string
}

/** What is known about the visitor's certificate at this moment. */
export interface Evidence {
  /** False: no certificate was sent. Then nothing else here means anything. */
  readonly presented: boolean
  /** X509_V_OK only when the whole chain was verified in a full handshake for this very site. */
  readonly verification: Verification
  readonly deviceId: string | null
  readonly groups: readonly string[]
}

/** What is asked for. */
export interface Request {
  /** Normalised; null when it cannot be normalised without doubt. */
  readonly path: string | null
  readonly localNetwork: boolean
}

export interface Rules {
  readonly mode: SiteMode
  readonly rules: readonly RulePolicy[]
  readonly hasPublicUpstream: boolean
}

/** What to do. Closed: every caller handles each kind. */
export type Decision =
  | { readonly kind: 'forward'; readonly to: 'upstream' | 'public' }
  | { readonly kind: 'page'; readonly outcome: Outcome }

const OK = 0

/** The rule with the longest prefix that covers the path; a prefix ends at a `/` boundary. */
function ruleFor(path: string, rules: readonly RulePolicy[]): RulePolicy | null {
  let best: RulePolicy | null = null
  for (const rule of rules) {
    const prefix = rule.path.endsWith('/') ? rule.path : `${rule.path}/`
    if ((path === rule.path || `${path}/`.startsWith(prefix)) && rule.path.length > (best?.path.length ?? -1))
      best = rule
  }
  return best
}

function named(rule: RulePolicy, evidence: Evidence): boolean {
  if (rule.devices.length === 0 && rule.groups.length === 0) return true
  return (
    (evidence.deviceId !== null && rule.devices.includes(evidence.deviceId)) ||
    rule.groups.some((group) => evidence.groups.includes(group))
  )
}

/** Evidence → decision. Pure; everything that is not clearly allowed is refused. */
export function decide(evidence: Evidence, request: Request, site: Rules): Decision {
  if (request.path === null) return { kind: 'page', outcome: 'bad-request' }
  const rule = ruleFor(request.path, site.rules)
  if (rule?.certificate === 'blocked') return { kind: 'page', outcome: 'blocked-path' }
  if (site.mode === 'off') return { kind: 'forward', to: 'upstream' }
  // A path may ask for less than the site, except where the handshake itself already demanded a certificate.
  if (rule && (rule.certificate === 'none' || (rule.lanExempt && request.localNetwork))) {
    return { kind: 'forward', to: 'upstream' }
  }
  if (!evidence.presented) {
    if (rule?.certificate === 'optional') return { kind: 'forward', to: 'upstream' }
    if (site.mode === 'optional' && site.hasPublicUpstream && rule?.certificate !== 'required') {
      return { kind: 'forward', to: 'public' }
    }
    return { kind: 'page', outcome: 'no-certificate' }
  }
  if (evidence.verification.number !== OK) return { kind: 'page', outcome: outcomeOf(evidence.verification.name) }
  if (rule && !named(rule, evidence)) return { kind: 'page', outcome: 'not-allowed' }
  return { kind: 'forward', to: 'upstream' }
}
