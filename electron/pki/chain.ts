/**
 * Who issued what: the one place that builds chains. An issuer is a name and a key (`Certificate.issuerKey`), never one
 * certificate: authorities are renewed and cross-signed, and all of their certificates are the same issuer.
 *
 * Whoever trusts somebody asks `buildPaths`: it goes down from the trusted, so that a key counts only once somebody
 * trusted has vouched for it, and no key of a stranger is ever used. Whoever only wants to know what stands above a
 * certificate of the house asks `climb`. Which chain OpenSSL would look at is `presumedPath` (path/presume.ts).
 */
import type { KeyObject } from 'node:crypto'
import { DerError } from './asn1/der-reader.ts'
import { matchesKeyIdentifier, type Certificate } from './path/certificate.ts'
import { KEY_USAGE, mayUse } from './path/usage.ts'
import { fitsKey } from './x509/algorithm.ts'
import { loadPublicKey } from './x509/public-key.ts'
import { checkSignature } from './x509/signature.ts'

/** Certificates between leaf and trust anchor at most: OpenSSL's default (`-verify_depth`). */
export const MAX_INTERMEDIATES = 100
/** Signatures that one question may cost: authorities of one name are few, and strangers choose names. */
const MAX_SIGNATURE_CHECKS = 512
/** Ways that are looked at besides the first, where authorities have signed each other. */
const MAX_PATHS = 8
/** Steps of the search for them: a mesh of cross-signed authorities has more ways than anybody could go. */
const MAX_STEPS = 4096

const keys = new WeakMap<Certificate, KeyObject | null>()

/** The public key as the library uses it; null where it does not take it. */
export function publicKeyOf(certificate: Certificate): KeyObject | null {
  let key = keys.get(certificate)
  if (key === undefined) {
    key = loadPublicKey(certificate.structure.spki)
    keys.set(certificate, key)
  }
  return key
}

/**
 * Whether the library takes its key. One whose curve is written out counts as taken everywhere, although BoringSSL does not
 * know such keys: it is refused by its own name.
 */
export function hasUsableKey(certificate: Certificate): boolean {
  return certificate.publicKey.explicitCurve || publicKeyOf(certificate) !== null
}

/**
 * What lets a certificate pass for an authority (OpenSSL: X509_check_ca). `root-v1`, `key-usage` and `netscape` are
 * ways of before basicConstraints, which pass for trust anchors alone.
 */
export type AuthorityMark = 'basic-constraints' | 'root-v1' | 'key-usage' | 'netscape'

const NETSCAPE_ANY_CA = 0x07

/** Null for a certificate that may not issue others. */
export function authorityMark({ usage, selfSigned }: Pick<Certificate, 'usage' | 'selfSigned'>): AuthorityMark | null {
  if (usage.malformed || !mayUse(usage, KEY_USAGE.keyCertSign)) return null
  if (usage.constrained) return usage.ca ? 'basic-constraints' : null
  if (usage.version === 1 && selfSigned) return 'root-v1'
  if (usage.keyUsage !== null) return 'key-usage'
  return ((usage.netscapeType ?? 0) & NETSCAPE_ANY_CA) !== 0 ? 'netscape' : null
}

/** By certificate, then by who has it signed or not: a signature is checked once for each key. */
const checkedSignatures = new WeakMap<Certificate, Map<string, boolean>>()

/**
 * Whether the key of `issuer` has signed `child`. Names are not compared.
 * @param budget counts the checks that were not made before; when none is left, the answer is no
 */
export function isSignedBy(child: Certificate, issuer: Certificate, budget?: Budget): boolean {
  let known = checkedSignatures.get(child)
  if (!known) checkedSignatures.set(child, (known = new Map()))
  const before = known.get(issuer.issuerKey)
  if (before !== undefined) return before
  if (budget && budget.checks <= 0) return false
  if (budget) budget.checks -= 1
  const good = verifySignature(child, issuer)
  known.set(issuer.issuerKey, good)
  return good
}

interface Budget {
  checks: number
}

function verifySignature({ der, structure, algorithm }: Certificate, issuer: Certificate): boolean {
  const sameInside = Buffer.compare(structure.algorithm, structure.innerAlgorithm) === 0
  if (!sameInside || !fitsKey(algorithm, issuer.publicKey)) return false
  const key = publicKeyOf(issuer)
  try {
    return key !== null && checkSignature(der, key) === 'good'
  } catch (error) {
    if (error instanceof DerError) return false
    throw error
  }
}

/** By name and signature. What key identifiers say is a hint which of several it was, and no more. */
export function isIssuedBy(child: Certificate, issuer: Certificate, budget?: Budget): boolean {
  return child.issuer === issuer.subject && isSignedBy(child, issuer, budget)
}

/** Each certificate once. */
export function distinct(certificates: readonly Certificate[]): Certificate[] {
  return [...new Map(certificates.map((one) => [one.fingerprint, one])).values()]
}

function isInForce({ notBefore, notAfter }: Certificate, now: number): boolean {
  return notBefore !== null && notAfter !== null && now >= notBefore && now <= notAfter
}

/** The likelier issuers first: those in force, then those that the child's key identifier means, then the longer-lived. */
function byPreference(child: Certificate, issuers: readonly Certificate[], now: number): Certificate[] {
  const rank = (one: Certificate): number => (isInForce(one, now) ? 0 : 2) + (matchesKeyIdentifier(child, one) ? 0 : 1)
  return issuers.toSorted((a, b) => rank(a) - rank(b) || (b.notAfter ?? 0) - (a.notAfter ?? 0))
}

/** What a path may be built of. */
export interface Evidence {
  /** Where a path may end. */
  readonly anchors: readonly Certificate[]
  /** What may stand between, whoever it comes from; certificates that may not issue others are passed over. */
  readonly pool: readonly Certificate[]
  /** Milliseconds since 1970. Changes the order of paths, nothing else. Default: now. */
  readonly now?: number
}

/** From each certificate to those that have issued it, as far as somebody trusted stands above. */
function vouchedFor(leaf: Certificate | null, { anchors, pool }: Evidence): Map<Certificate, Certificate[]> {
  const ends = new Set(anchors.map((one) => one.fingerprint))
  const waiting = new Map<string, Certificate[]>()
  // The leaf first: what a stranger heaps up beside it must not use up the budget.
  const below = distinct([...(leaf ? [leaf] : []), ...pool]).filter((one) => !ends.has(one.fingerprint))
  for (const one of below) waiting.set(one.issuer, [...(waiting.get(one.issuer) ?? []), one])
  const budget: Budget = { checks: MAX_SIGNATURE_CHECKS }
  const issuers = new Map<Certificate, Certificate[]>()
  const queue = distinct(anchors).filter((one) => authorityMark(one) !== null)
  for (let at = 0; at < queue.length; at += 1) {
    const issuer = queue[at] as Certificate
    for (const child of waiting.get(issuer.subject) ?? []) {
      // What looks as if it had signed itself ends a chain for OpenSSL, whoever has really signed it.
      if (child === issuer || child.selfSigned || !isSignedBy(child, issuer, budget)) continue
      const before = issuers.get(child)
      issuers.set(child, [...(before ?? []), issuer])
      if (!before && authorityMark(child) === 'basic-constraints') queue.push(child)
    }
  }
  return issuers
}

/**
 * The ways from a certificate to one of those that are trusted: leaf first, trust anchor last, every signature checked.
 * The likeliest comes first; there are at most eight. Bounded in work, whatever the evidence is: rings, meshes, hundreds of
 * certificates of one name. None goes through a certificate twice, or over more intermediates than OpenSSL allows.
 * @returns none when nobody trusted has issued it
 */
export function buildPaths(leaf: Certificate, evidence: Evidence): readonly (readonly Certificate[])[] {
  const now = evidence.now ?? Date.now()
  const ends = new Set(evidence.anchors.map((one) => one.fingerprint))
  if (ends.has(leaf.fingerprint)) return [[leaf]]
  const issuers = vouchedFor(leaf, evidence)
  const paths: Certificate[][] = []
  let steps = 0
  const extend = (path: readonly Certificate[]): void => {
    const top = path.at(-1) as Certificate
    const above = byPreference(top, issuers.get(top) ?? [], now)
    // A way that ends here is shorter than one that goes on.
    const trusted = above.filter((one) => ends.has(one.fingerprint))
    const others = path.length > MAX_INTERMEDIATES ? [] : above.filter((one) => !ends.has(one.fingerprint))
    for (const issuer of [...trusted, ...others]) {
      if (paths.length >= MAX_PATHS || (steps += 1) > MAX_STEPS) return
      if (path.includes(issuer)) continue
      if (ends.has(issuer.fingerprint)) paths.push([...path, issuer])
      else extend([...path, issuer])
    }
  }
  extend([leaf])
  return paths
}

/**
 * What stands above a certificate of the house, itself first: up to a root that signs itself, or as far as it goes. Every
 * signature is checked; nobody of them is trusted by it. For certificates of strangers that must prove themselves there is
 * `buildPaths`.
 */
export function climb(start: Certificate, pool: readonly Certificate[], now = Date.now()): readonly Certificate[] {
  const all = distinct(pool)
  const budget: Budget = { checks: MAX_SIGNATURE_CHECKS }
  let steps = 0
  let longest: readonly Certificate[] = [start]
  const extend = (path: readonly Certificate[]): readonly Certificate[] | null => {
    if (path.length > longest.length) longest = path
    const top = path.at(-1) as Certificate
    if (top.selfIssued && isIssuedBy(top, top, budget)) return path
    if (path.length > MAX_INTERMEDIATES + 1 || (steps += 1) > MAX_STEPS) return null
    const candidates = all.filter((one) => one.subject === top.issuer && authorityMark(one) !== null)
    for (const issuer of byPreference(top, candidates, now)) {
      if (path.some((one) => one.issuerKey === issuer.issuerKey)) continue
      if (!isSignedBy(top, issuer, budget)) continue
      const found = extend([...path, issuer])
      if (found) return found
    }
    return null
  }
  return extend([start]) ?? longest
}

/** Everything in `all` that stands below one of these, and is none of them. */
export function descendants(of: readonly Certificate[], all: readonly Certificate[]): Certificate[] {
  return [...vouchedFor(null, { anchors: of, pool: all }).keys()]
}

/** Everything in `all` that stands above one of these, and is none of them. */
export function ancestors(of: readonly Certificate[], all: readonly Certificate[]): Certificate[] {
  const budget: Budget = { checks: MAX_SIGNATURE_CHECKS }
  const found = new Map(of.map((one) => [one.fingerprint, one]))
  for (const child of found.values()) {
    for (const issuer of all) {
      if (found.has(issuer.fingerprint) || authorityMark(issuer) === null) continue
      // Map's iterator also visits what is put in on the way.
      if (isIssuedBy(child, issuer, budget)) found.set(issuer.fingerprint, issuer)
    }
  }
  return [...found.values()].slice(of.length)
}
