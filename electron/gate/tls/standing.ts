import { nobody, type Evidence, type Verification } from '../../../shared/access/decide.ts'
import { OK, UNKNOWN_ISSUER, verification } from './cause.ts'
import type { CompiledSite } from './compile.ts'
import { HELD, isHeld } from './held.ts'
import type { Presented, PresentedPath } from './identity.ts'

const EXPIRED = verification('CERT_HAS_EXPIRED')
const NOT_YET_VALID = verification('CERT_NOT_YET_VALID')
const REVOKED = verification('CERT_REVOKED')
const LIST_EXPIRED = verification('CRL_HAS_EXPIRED')

/** Judges a presented certificate by the policy and the clock of this moment. */
export function currentEvidence(presented: Presented | null, site: CompiledSite, now: number): Evidence {
  if (!presented) return nobody
  let standing = standings.get(presented)
  if (standing?.site !== site) {
    standing = standingOf(presented, site)
    standings.set(presented, standing)
  }
  const { path, verification } = current(standing.paths, presented, now)
  if (standing.evidence.verification !== verification || standing.path !== path) {
    standing.path = path
    standing.evidence = { ...standing.evidence, ...path.vouching, verification }
  }
  return standing.evidence
}

/** What one policy says of a certificate whatever the time is: asked with every request, so it is found out once. */
interface Standing {
  readonly site: CompiledSite
  readonly paths: readonly [Judged, ...Judged[]]
  /** What was told last, and by which of them. */
  evidence: Evidence
  path: Judged
}

/** One way to who is trusted, by one policy. */
interface Judged {
  /** Verify result, ignoring validity dates. */
  readonly timeless: Verification
  /** When the first authority of it ends. Milliseconds since 1970. */
  readonly authorityEnd: number
  /** From when on the first list of it is too old. Milliseconds since 1970. */
  readonly listEnd: number
  readonly vouching: Pick<Evidence, 'authorities' | 'depth'>
}

const standings = new WeakMap<Presented, Standing>()

function standingOf(presented: Presented, site: CompiledSite): Standing {
  const known = site.policy.known.get(presented.fingerprint)
  const { handshake, paths } = presented
  const judged = handshake.number === OK.number ? paths.map((path) => judge(path, presented, site)) : []
  const [first = nobodyVouches(handshake.number === OK.number ? UNKNOWN_ISSUER : handshake), ...others] = judged
  const evidence = {
    presented: true,
    verification: first.timeless,
    deviceId: known?.deviceId ?? null,
    groups: known?.groups ?? [],
    fingerprint: presented.fingerprint,
    subject: presented.subjectParts,
    ...first.vouching,
  }
  return { site, paths: [first, ...others], evidence, path: first }
}

function nobodyVouches(timeless: Verification): Judged {
  const vouching = { authorities: [], depth: Number.POSITIVE_INFINITY }
  return { timeless, authorityEnd: Infinity, listEnd: Infinity, vouching }
}

function judge(path: PresentedPath, presented: Presented, site: CompiledSite): Judged {
  const { policy } = site
  const issuers = issuersOf(path, site)
  const ends = issuers.map((one) => policy.issuerEnds.get(one) ?? Infinity)
  // A chain whose end is not at hand may end at any of the site's authorities.
  const possible = path.anchor === site.trustKey ? [...issuers, ...site.trustedIssuers] : issuers
  return {
    timeless: timelessVerification(path, presented, site),
    authorityEnd: Math.min(path.sentNotAfter, ...ends),
    listEnd: Math.min(...possible.map((one) => policy.refuseFrom.get(one) ?? Infinity)),
    vouching: {
      authorities: policy.authorities.filter((one) => issuers.includes(one.certificate.issuerKey)).map((one) => one.id),
      // Where an intermediate is not at hand, nobody can say how many there are.
      depth: path.chain.some((one) => one.issuerKey === null) ? Number.POSITIVE_INFINITY : path.chain.length,
    },
  }
}

function issuersOf({ chain, anchor }: PresentedPath, { trustedIssuers, trustKey }: CompiledSite): string[] {
  const issuers = chain.flatMap((one) => (one.issuerKey === null ? [] : [one.issuerKey]))
  // A chain that ends at one of the site's issuers ends at the only one there is.
  const [only] = trustedIssuers
  return trustedIssuers.size === 1 && only !== undefined && anchor === trustKey ? [...issuers, only] : issuers
}

function timelessVerification({ anchor, chain }: PresentedPath, presented: Presented, site: CompiledSite) {
  const { policy, trustKey, trustedIssuers } = site
  // The authority may have been taken from this site since the handshake.
  if (anchor === null || !(anchor === trustKey || trustedIssuers.has(anchor))) return UNKNOWN_ISSUER
  const revoked = chain.some(({ serial, issuerKey }) =>
    issuerKey === null ? policy.revokedSerials.has(serial) : policy.revoked.has(`${issuerKey}:${serial}`),
  )
  if (revoked || policy.refused.has(presented.fingerprint)) return REVOKED
  return isHeld(chain, policy) ? HELD : OK
}

/** The first way that is good now; where none is, what is wrong with the first. */
function current(
  paths: Standing['paths'],
  presented: Presented,
  now: number,
): { readonly path: Judged; readonly verification: Verification } {
  for (const path of paths) {
    const verification = verificationOf(presented, path, now)
    if (verification === OK) return { path, verification }
  }
  return { path: paths[0], verification: verificationOf(presented, paths[0], now) }
}

/** In OpenSSL's order: what lists say, then dates. Whole seconds count, and both ends belong to the validity. */
function verificationOf({ notBefore, notAfter }: Presented, path: Judged, now: number): Verification {
  if (path.timeless !== OK) return path.timeless
  // The owner wants nobody let in whom an authority with an outdated list vouches for.
  if (now >= path.listEnd) return LIST_EXPIRED
  if (now >= Math.min(notAfter, path.authorityEnd) + 1000) return EXPIRED
  return now < notBefore ? NOT_YET_VALID : OK
}
