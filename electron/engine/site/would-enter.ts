import { X509Certificate } from 'node:crypto'
import { decide, nobody, type Evidence, type Rules, type Verification } from '../../../shared/access/decide.ts'
import { isLocalNetwork } from '../../../shared/access/local-network.ts'
import { readTarget } from '../../../shared/access/path.ts'
import type { Parsed } from '../../../shared/contract/index.ts'
import type { WouldEnter } from '../../../shared/contract/rule.ts'
import { verifyCodeByName } from '../../../shared/verify/index.ts'
import type { Context } from '../app/context.ts'
import { readCertificate } from '../../pki/x509/certificate.ts'
import { subjectValues } from '../../pki/x509/name.ts'
import { OID } from '../../pki/asn1/oids.ts'
import { selectDevice } from '../device/select.ts'
import type { AuthorityRow } from '../store/authorities.ts'
import { groupsOf, type DeviceRow } from '../store/devices.ts'
import type { SiteRecord } from '../store/sites.ts'

/** Longer chains are nobody's home. */
const MAX_DEPTH = 8

function verification(name: string): Verification {
  const code = verifyCodeByName(name)
  if (!code) throw new Error(`no verify code is called ${name}`)
  return { number: code.number, name: code.name }
}

/** The authorities above a certificate, nearest first, up to one that the site trusts; null where none is reached. */
function chainOf(
  leaf: X509Certificate,
  all: readonly AuthorityRow[],
  trusted: readonly string[],
): AuthorityRow[] | null {
  const chain: AuthorityRow[] = []
  let current = leaf
  while (chain.length < MAX_DEPTH) {
    const child = current
    const vouching = all.filter((row) => {
      const above = new X509Certificate(row.der)
      return child.checkIssued(above) && child.verify(above.publicKey)
    })
    const issuer = vouching.find((row) => trusted.includes(row.id)) ?? vouching[0]
    if (!issuer) return null
    chain.push(issuer)
    if (trusted.includes(issuer.id)) return chain
    current = new X509Certificate(issuer.der)
  }
  return null
}

/** What the gate would find out about the current certificate of a device, if it were shown now. */
function evidenceOf(context: Context, site: SiteRecord, row: DeviceRow): Evidence {
  const { store } = context
  const der = store.devices.der(row.certificate_id)
  const leaf = new X509Certificate(der)
  const chain = chainOf(leaf, store.authorities.list(), site.authorityIds)
  const revocations = new Set(store.authorities.revocations().map((one) => `${one.authority_id} ${one.serial}`))
  const revoked = (chain ?? []).some((issuer, at) =>
    revocations.has(`${issuer.id} ${at === 0 ? row.serial : (chain?.[at - 1]?.serial ?? '')}`),
  )
  const judge = (): Verification => {
    const now = context.now()
    // In the order in which TLS libraries find out, and the gate after them.
    if (!chain) return verification('X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    if (leaf.keyUsage && !leaf.keyUsage.includes(OID.clientAuth)) return verification('X509_V_ERR_INVALID_PURPOSE')
    if (now >= row.not_after + 1000) return verification('X509_V_ERR_CERT_HAS_EXPIRED')
    if (now < row.not_before) return verification('X509_V_ERR_CERT_NOT_YET_VALID')
    return verification(revoked ? 'X509_V_ERR_CERT_REVOKED' : 'X509_V_OK')
  }
  return {
    presented: true,
    verification: judge(),
    deviceId: row.id,
    groups: groupsOf(row),
    fingerprint: row.fingerprint,
    subject: subjectValues(readCertificate(der).subject),
    authorities: (chain ?? []).map((one) => one.id),
    depth: chain?.length ?? Number.POSITIVE_INFINITY,
  }
}

/** What a site says about who may enter, as the judge wants it. */
export function rulesOf(site: SiteRecord): Rules {
  const { mode, rules, ignoreCase, observe } = site
  return { mode, rules, ignoreCase, observe, hasPublicUpstream: site.publicUpstream !== null }
}

/** "Who would get in?": asks the judge that the gate asks, about a visit that nobody has made. */
export function wouldEnter(context: Context, site: SiteRecord, input: Parsed<'site.wouldEnter'>): WouldEnter {
  const device = input.device === undefined || input.device === null ? null : selectDevice(context, input.device)
  const evidence = device ? evidenceOf(context, site, device) : nobody
  const path = readTarget(input.path, site.rules.length > 0)?.path ?? null
  const local = isLocalNetwork(input.address)
  const { because, rule, ...decided } = decide(evidence, { path, localNetwork: local }, rulesOf(site))
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
