import { decide, nobody, type Evidence, type Rules, type Verification } from '../../../shared/access/decide.ts'
import { isLocalNetwork } from '../../../shared/access/local-network.ts'
import { methodsOf } from '../../../shared/access/method.ts'
import { readTarget } from '../../../shared/access/path.ts'
import type { Parsed } from '../../../shared/contract/index.ts'
import type { WouldEnter } from '../../../shared/contract/rule.ts'
import { verifyCodeByName } from '../../../shared/verify/index.ts'
import type { Context } from '../app/context.ts'
import { buildPaths } from '../../pki/chain.ts'
import { parseCertificate, type Certificate } from '../../pki/path/certificate.ts'
import { checkPath, TLS_SECURITY_BITS, validatePath } from '../../pki/path/validate.ts'
import { subjectValues } from '../../pki/x509/name.ts'
import { certificateOf } from '../authority/issuer.ts'
import { selectDevice } from '../device/select.ts'
import { groupsOf, type DeviceRow } from '../store/devices.ts'
import type { SiteRecord } from '../store/sites.ts'

function verification(name: string): Verification {
  const code = verifyCodeByName(name)
  if (!code) throw new Error(`no verify code is called ${name}`)
  return { number: code.number, name: code.name }
}

/** What a site trusts, and what is revoked, as the gate has it by its policy. */
function trustOf(context: Context, site: SiteRecord) {
  const { authorities } = context.store
  const rows = authorities.list()
  const known = rows.flatMap((row) => {
    const certificate = certificateOf(row)
    return certificate ? [{ id: row.id, certificate }] : []
  })
  const issuers = new Map(known.map(({ id, certificate }) => [id, certificate.issuerKey]))
  const trusted = new Set(site.authorityIds.flatMap((id) => issuers.get(id) ?? []))
  const pool = known.map((one) => one.certificate)
  return {
    known,
    pool,
    anchors: pool.filter((one) => trusted.has(one.issuerKey)),
    revoked: new Set(authorities.revocations().map((one) => `${issuers.get(one.authority_id)}:${one.serial}`)),
  }
}

/** What the gate would find out about the current certificate of a device, if it were shown now. */
function evidenceOf(context: Context, site: SiteRecord, row: DeviceRow): Evidence {
  const { store } = context
  const now = context.now()
  const leaf = parseCertificate(store.devices.der(row.certificate_id))
  const { known, pool, anchors, revoked } = trustOf(context, site)
  const requirements = {
    purpose: 'client',
    minSecurityBits: TLS_SECURITY_BITS,
    now,
    revocation: (path: readonly Certificate[]) => {
      const depth = path.findIndex(({ serial }, at) => revoked.has(`${path[at + 1]?.issuerKey}:${serial}`))
      return depth === -1 ? null : ({ error: 'CERT_REVOKED', depth } as const)
    },
  } as const
  const judged = buildPaths(leaf, { anchors, pool, now }).map((path) => ({
    path,
    problem: checkPath(path, requirements),
  }))
  const best = judged.find(({ problem }) => problem === null) ?? judged[0]
  // Nobody vouches for it: what is told then is what OpenSSL tells.
  const problem = best
    ? best.problem
    : (validatePath({ leaf, untrusted: [], trusted: anchors, ...requirements }).problem ?? UNKNOWN)
  const above = new Set(best?.path.slice(1).map((one) => one.issuerKey))
  return {
    presented: true,
    verification: verification(problem?.error ?? 'X509_V_OK'),
    deviceId: row.id,
    groups: groupsOf(row),
    fingerprint: row.fingerprint,
    subject: subjectValues(leaf.structure.subject),
    authorities: known.filter(({ certificate }) => above.has(certificate.issuerKey)).map(({ id }) => id),
    depth: best ? best.path.length - 1 : Number.POSITIVE_INFINITY,
  }
}

const UNKNOWN = { error: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' } as const

/** What a site says about who may enter, as the judge wants it. */
export function rulesOf(site: SiteRecord): Rules {
  const { mode, rules, ignoreCase, observe, options } = site
  const { encodedPaths } = options
  return { mode, rules, ignoreCase, observe, encodedPaths, hasPublicUpstream: site.publicUpstream !== null }
}

/** "Who would get in?": asks the judge that the gate asks, about a visit that nobody has made. */
export function wouldEnter(context: Context, site: SiteRecord, input: Parsed<'site.wouldEnter'>): WouldEnter {
  const device = input.device === undefined || input.device === null ? null : selectDevice(context, input.device)
  const evidence = device ? evidenceOf(context, site, device) : nobody
  const target = readTarget(input.path, site.rules.length > 0)
  const path = target?.path ?? null
  const methods = target === null ? [] : methodsOf(input.method, [], target.query)
  const local = isLocalNetwork(input.address)
  const { because, rule, ...decided } = decide(evidence, { path, methods, localNetwork: local }, rulesOf(site))
  const refused = decided.kind === 'page' && because === 'handshake' ? 'refused' : 'page'
  return {
    decision: decided.kind === 'page' ? refused : decided.to === 'public' ? 'public' : 'in',
    observed: decided.kind === 'page' ? null : decided.observed,
    outcome: decided.kind === 'page' ? decided.outcome : 'allowed',
    because,
    rule,
    path,
    local,
    verify: device ? { code: evidence.verification.number, name: evidence.verification.name } : null,
  }
}
