import { z } from 'zod'
import { isAddress } from '../access/local-network.ts'
import { isAmbiguous, readTarget } from '../access/path.ts'
import { METHOD } from '../access/method.ts'
import { whoLists } from '../access/who.ts'
import { Outcome } from './activity.ts'
import { Fingerprint, Id, Name } from './common.ts'
import { must } from './field.ts'
import { method } from './method.ts'

/** What a path asks of visitors, whatever its site asks elsewhere. */
export const RuleCertificate = z.enum(['required', 'optional', 'none', 'blocked'])
export type RuleCertificate = z.infer<typeof RuleCertificate>

/**
 * What the local network means to a rule. `any`: nothing. `exempt`: visitors from there need no certificate.
 * `only`: visitors from elsewhere are refused, whatever they show.
 */
export const RuleLan = z.enum(['any', 'exempt', 'only'])
export type RuleLan = z.infer<typeof RuleLan>

/**
 * A rule for the paths below a prefix, and for some methods or all. Of the rules that cover a request the one with the
 * longest prefix decides, alone; of two for one prefix the one that names the method.
 * The lists say whose certificate is meant: none at all, everybody's whom the site trusts.
 */
export const AccessRule = z.strictObject({
  id: Id,
  /** Normalised prefix, starts with `/`, ends with none but where it is `/`; covers whole segments only. */
  path: z.string(),
  /** What it is about, in capital letters; none: every method. GET is HEAD too (RFC 9110 §9.3.2). */
  methods: z.array(z.string()),
  certificate: RuleCertificate,
  lan: RuleLan,
  /** Ids. Those of removed devices stay, and match nobody. */
  devices: z.array(Id),
  groups: z.array(z.string()),
  /** Exact values of the certificate's subject: CN, O, OU. */
  commonNames: z.array(z.string()),
  organizations: z.array(z.string()),
  units: z.array(z.string()),
  /** Ids of authorities, one of which must have vouched for the certificate, directly or further up. */
  authorities: z.array(Id),
  fingerprints: z.array(Fingerprint),
  /** Whether one of the lists that are not empty has to match, or each of them. */
  satisfy: z.enum(['any', 'all']),
  /** Most certificates above the visitor's own, the trusted authority included (Apache SSLVerifyDepth); null: any number. */
  depth: z.nullable(z.int()),
})
export type AccessRule = z.infer<typeof AccessRule>

/** A path as a person types it, in the one spelling by which it is judged. */
const RulePath = z
  .string()
  .min(1)
  .max(1000)
  .transform((typed, context) => {
    const target = readTarget(encodeSpelling(typed.trim()), true)
    // A rule that could be read in two ways would protect one of them.
    const path = target?.query === '' && !isAmbiguous(target.path) ? target.path : null
    if (path === null) {
      context.issues.push({
        code: 'custom',
        input: typed,
        message: must('path'),
      })
      return z.NEVER
    }
    return path === '/' ? path : path.replace(/\/$/, '')
  })

/** Spaces and letters beyond ASCII as a browser would send them. */
function encodeSpelling(path: string): string {
  return path.isWellFormed() ? path.replace(/[^\u0021-\u007E]/gu, encodeURIComponent) : ''
}

const names = z._default(z.array(Name).max(64), [])
const selectors = z._default(z.array(z.string().min(1).max(200)).max(256), [])

/** Methods, in whatever letters they are typed. CONNECT and TRACE are never let in. */
const RuleMethods = z
  .array(
    z
      .string()
      .transform((text) => text.trim().toUpperCase())
      .refine((text) => METHOD.test(text) && text !== 'CONNECT' && text !== 'TRACE', must('method')),
  )
  .max(16)

/** What a rule says, as it comes in. Devices and authorities are named by id or name. */
const fields = {
  path: RulePath,
  methods: z._default(RuleMethods, []),
  certificate: z._default(RuleCertificate, 'required'),
  lan: z._default(RuleLan, 'any'),
  devices: selectors,
  groups: names,
  commonNames: names,
  organizations: names,
  units: names,
  authorities: selectors,
  fingerprints: z._default(
    z
      .array(
        z
          .string()
          .transform((text) => text.replace(/[\s:]/g, '').toUpperCase())
          .pipe(z.string().regex(/^[0-9A-F]{64}$/, must('fingerprint'))),
      )
      .max(64),
    [],
  ),
  satisfy: z._default(z.enum(['any', 'all']), 'any'),
  depth: z._default(z.nullable(z.int().min(1).max(8)), null),
}

type Sayable = Pick<AccessRule, (typeof whoLists)[number] | 'certificate' | 'lan' | 'depth'>

/** Why a rule contradicts itself; null when it does not. What would be read in two ways is refused. */
export function ruleProblem(rule: Sayable): string | null {
  const named = rule.depth !== null || whoLists.some((list) => rule[list].length > 0)
  if (named && rule.certificate !== 'required') {
    return must('whose')
  }
  if (rule.certificate === 'blocked' && rule.lan !== 'any') {
    return must('blockedLocal')
  }
  if ((rule.certificate === 'none' || rule.certificate === 'optional') && rule.lan === 'exempt') {
    return must('exempt')
  }
  return null
}

const refuseContradictions = (context: z.core.ParsePayload<Sayable>): void => {
  const message = ruleProblem(context.value)
  if (message !== null) {
    context.issues.push({ code: 'custom', input: context.value, path: ['certificate'], message })
  }
}

/** A site by id or unique name. */
const Selector = z.string().min(1).max(200)

/** How a decision came about: the step of the judge that ended it. */
export const Because = z.enum([
  'path-unclear',
  'blocked',
  'handshake',
  'not-local',
  'local',
  'open-path',
  'open-site',
  'without-certificate',
  'public-upstream',
  'no-certificate',
  'bad-certificate',
  'chain-too-long',
  'not-named',
  'good-certificate',
])
export type Because = z.infer<typeof Because>

/** The answer to "Who would get in?". */
export const WouldEnter = z.strictObject({
  /** `public`: led to the site's public upstream. `page`: shown a page that says why not. `refused`: in the handshake. */
  decision: z.enum(['in', 'public', 'page', 'refused']),
  outcome: Outcome,
  because: Because,
  /** The rule that decides; null when the site itself does. */
  rule: z.nullable(AccessRule),
  /** At a site that only observes: what would have been the outcome; else null. */
  observed: z.nullable(Outcome),
  /** The path in the spelling by which it is judged and forwarded; null when it has none. */
  path: z.nullable(z.string()),
  /** Whether the address belongs to the local network. */
  local: z.boolean(),
  /** What verification says about the device's certificate; null without a device. */
  verify: z.nullable(z.strictObject({ code: z.int(), name: z.string() })),
})
export type WouldEnter = z.infer<typeof WouldEnter>

export const rule = {
  'site.rule.list': method(z.strictObject({ site: Selector }), z.array(AccessRule)),
  /** In force at every gate, also on open connections, when the call returns. So with the others. */
  'site.rule.add': method(z.strictObject({ site: Selector, ...fields }).check(refuseContradictions), AccessRule),
  /** Replaces all that a rule says. */
  'site.rule.set': method(
    z.strictObject({ site: Selector, rule: Id, ...fields }).check(refuseContradictions),
    AccessRule,
  ),
  'site.rule.remove': method(
    /** Without methods: the rule for all of them, or the only one that there is for the path. */
    z.strictObject({ site: Selector, path: RulePath, methods: z.optional(RuleMethods) }),
    z.strictObject({ id: Id, path: z.string(), methods: z.array(z.string()) }),
  ),
  /** Asks the same judge that the gate asks. */
  'site.wouldEnter': method(
    z.strictObject({
      site: Selector,
      /** Without one: a visitor who shows no certificate. */
      device: z.optional(z.nullable(Selector)),
      /** With or without query. */
      path: z._default(z.string().min(1).max(8000), '/'),
      method: z._default(z.string().min(1).max(32), 'GET'),
      address: z._default(z.string().max(64).refine(isAddress, must('address')), '127.0.0.1'),
    }),
    WouldEnter,
  ),
} as const
