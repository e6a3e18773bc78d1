import type { Outcome } from '../contract/activity.ts'
import type { AccessRule, Because } from '../contract/rule.ts'
import type { SiteMode } from '../contract/site.ts'
import type { EncodedPaths } from '../contract/upstream-settings.ts'
import { outcomeOf } from '../verify/outcome.ts'
import { coversMethod } from './method.ts'
import { asWindowsOpens, comparable, isAmbiguous, readingsOf } from './path.ts'
import { whoLists } from './who.ts'

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
  /** SHA-256 of the DER, 64 upper-case hexadecimal digits; null without a certificate. */
  readonly fingerprint: string | null
  readonly subject: Subject
  /** Ids of the authorities that vouch for it, as far as they are known to this house. */
  readonly authorities: readonly string[]
  /** Certificates above it, the trusted authority included; infinite where they are not at hand. */
  readonly depth: number
}

/** Values of the subject, as a rule may ask for them. */
export interface Subject {
  readonly commonNames: readonly string[]
  readonly organizations: readonly string[]
  readonly units: readonly string[]
}

/** Who shows no certificate. */
export const nobody: Evidence = {
  presented: false,
  verification: { number: 0, name: 'X509_V_OK' },
  deviceId: null,
  groups: [],
  fingerprint: null,
  subject: { commonNames: [], organizations: [], units: [] },
  authorities: [],
  depth: 0,
}

/** What is asked for. */
export interface Request {
  /** Normalised; null when it cannot be normalised without doubt. */
  readonly path: string | null
  /** Every method by which the upstream may understand it (method.ts): all of them must be allowed. None: refused. */
  readonly methods: readonly string[]
  readonly localNetwork: boolean
}

/** All that a site says about who may enter. */
export interface Rules {
  readonly mode: SiteMode
  readonly rules: readonly AccessRule[]
  readonly hasPublicUpstream: boolean
  /** The upstream does not tell capital letters in paths apart: then neither do the rules. */
  readonly ignoreCase: boolean
  /** Whether paths that servers read differently are judged by all their readings, or refused, where there are rules. */
  readonly encodedPaths: EncodedPaths
  /** Lets everybody in, and says what would have happened. Nothing to observe where the handshake refuses. */
  readonly observe: boolean
}

/** What to do, which step decided it, and by which rule (null: by the site itself). Closed: every caller handles each kind. */
export type Decision = Grounds &
  (
    | {
        readonly kind: 'forward'
        readonly to: 'upstream' | 'public'
        /** What the answer would have been at a site that does not only observe; null when the same. */
        readonly observed: Outcome | null
      }
    | { readonly kind: 'page'; readonly outcome: Outcome }
  )

interface Grounds {
  readonly because: Because
  readonly rule: AccessRule | null
}

const OK = 0

/**
 * Whether the handshake asks for a certificate: once, for every path, because browsers can neither renegotiate nor
 * answer after the handshake. A site that asks nobody still has to where one of its paths wants to know.
 */
export function asksForCertificate(site: {
  readonly mode: SiteMode
  readonly rules: readonly Pick<AccessRule, 'certificate'>[]
}): boolean {
  return (
    site.mode !== 'off' || site.rules.some((rule) => rule.certificate === 'required' || rule.certificate === 'optional')
  )
}

/**
 * The rule with the longest prefix that covers the path, of those that are about the method; a prefix ends at a `/`
 * boundary. Of two for one prefix the one that names the method.
 * @param read brings a path to the spelling in which both are compared
 */
function ruleFor(
  asked: string,
  method: string,
  rules: readonly AccessRule[],
  read: (path: string) => string,
): AccessRule | null {
  const path = `${read(asked)}/`
  let best: AccessRule | null = null
  let longest = 0
  for (const rule of rules) {
    const prefix = `${read(rule.path).replace(/\/$/, '')}/`
    if (!path.startsWith(prefix) || !coversMethod(rule.methods, method)) continue
    const weight = prefix.length * 2 + (rule.methods.length > 0 ? 1 : 0)
    if (weight <= longest) continue
    best = rule
    longest = weight
  }
  return best
}

/** Whether a certificate is one of those that the rule means. */
function named(rule: AccessRule, evidence: Evidence): boolean {
  const shown: Readonly<Record<(typeof whoLists)[number], readonly (string | null)[]>> = {
    devices: [evidence.deviceId],
    groups: evidence.groups,
    commonNames: evidence.subject.commonNames,
    organizations: evidence.subject.organizations,
    units: evidence.subject.units,
    authorities: evidence.authorities,
    fingerprints: [evidence.fingerprint],
  }
  const asked = whoLists.filter((list) => rule[list].length > 0)
  const matches = (list: (typeof whoLists)[number]): boolean => rule[list].some((one) => shown[list].includes(one))
  if (asked.length === 0) return true
  return rule.satisfy === 'all' ? asked.every(matches) : asked.some(matches)
}

/** Evidence → decision. Pure; everything that is not clearly allowed is refused. */
export function decide(evidence: Evidence, request: Request, site: Rules): Decision {
  const decision = strictly(evidence, request, site)
  if (decision.kind === 'forward' || !observes(site)) return decision
  // What cannot be read in one way cannot be passed on either.
  if (decision.because === 'path-unclear') return decision
  const { because, rule, outcome } = decision
  return { kind: 'forward', to: 'upstream', because, rule, observed: outcome }
}

/** Whether a site lets everybody in for now. */
export function observes(site: Pick<Rules, 'mode' | 'observe'>): boolean {
  return site.observe && site.mode !== 'required'
}

/** By the path as it is written; where the upstream may read it in other ways, too, by the strictest of all. */
function strictly(evidence: Evidence, request: Request, site: Rules): Decision {
  const unclear = (rule: AccessRule | null): Decision => judge(evidence, { ...request, path: null }, site, rule)
  const { path } = request
  if (path === null) return unclear(null)
  const rules = rulesFor(path, request.methods, site)
  if (rules === null) return unclear(null)
  const decisions = rules.map((rule) => judge(evidence, request, site, rule))
  const [first] = decisions
  const page = decisions.findLast(({ kind }) => kind === 'page')
  if (page || !first) return page ?? unclear(null)
  const same = decisions.every((one) => one.kind === 'forward' && first.kind === 'forward' && one.to === first.to)
  return same ? (decisions.at(-1) ?? first) : unclear(rules.at(-1) ?? null)
}

/** The rules that some reading of the request falls under. @returns null when one of the readings may lead upwards */
function rulesFor(path: string, methods: readonly string[], site: Rules): readonly (AccessRule | null)[] | null {
  const written = (text: string): string => comparable(text, site.ignoreCase)
  const opened = (text: string): string => asWindowsOpens(written(text)) ?? written(text)
  const refused = site.encodedPaths === 'refuse' && isAmbiguous(path)
  const readings = site.rules.length === 0 ? [path] : refused ? null : readingsOf(path)
  if (!readings) return null
  const rules = new Set<AccessRule | null>()
  for (const one of readings) {
    if (site.ignoreCase && asWindowsOpens(written(one)) === null) return null
    for (const method of methods) {
      rules.add(ruleFor(one, method, site.rules, written))
      if (site.ignoreCase) rules.add(ruleFor(one, method, site.rules, opened))
    }
  }
  return [...rules]
}

function judge(evidence: Evidence, request: Request, site: Rules, rule: AccessRule | null): Decision {
  const page = (outcome: Outcome, because: Because): Decision => ({ kind: 'page', outcome, because, rule })
  const forward = (because: Because, to: 'upstream' | 'public' = 'upstream'): Decision => ({
    kind: 'forward',
    to,
    because,
    rule,
    observed: null,
  })
  const good = evidence.presented && evidence.verification.number === OK
  const refusal = evidence.presented ? outcomeOf(evidence.verification.name) : 'no-certificate'

  // The handshake has demanded a good certificate of everybody, and no rule takes that back: also not when the
  // certificate was good then and is not any more.
  if (site.mode === 'required' && !good) return page(refusal, 'handshake')
  if (request.path === null) return page('bad-request', 'path-unclear')
  if (rule?.certificate === 'blocked') return page('blocked-path', 'blocked')
  if (rule?.lan === 'only' && !request.localNetwork) return page('not-allowed', 'not-local')
  if (rule?.lan === 'exempt' && request.localNetwork) return forward('local')
  if (rule?.certificate === 'none') return forward('open-path')
  if (!rule && site.mode === 'off') return forward('open-site')
  if (!evidence.presented) {
    if (rule?.certificate === 'optional') return forward('without-certificate')
    const elsewhere = site.mode === 'optional' && site.hasPublicUpstream && rule?.certificate !== 'required'
    return elsewhere ? forward('public-upstream', 'public') : page('no-certificate', 'no-certificate')
  }
  if (!good) return page(refusal, 'bad-certificate')
  if (rule && rule.depth !== null && evidence.depth > rule.depth) return page('not-allowed', 'chain-too-long')
  if (rule && !named(rule, evidence)) return page('not-allowed', 'not-named')
  return forward('good-certificate')
}
