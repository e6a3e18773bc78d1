import { distinct, hasUsableKey, MAX_INTERMEDIATES } from '../chain.ts'
import { fitsKey } from '../x509/algorithm.ts'
import { matchesKeyIdentifier, type Certificate } from './certificate.ts'

/** Why no chain reaches anybody who is trusted; `X509_V_ERR_…` in OpenSSL's words. */
export type BuildError =
  | 'CERT_CHAIN_TOO_LONG'
  | 'DEPTH_ZERO_SELF_SIGNED_CERT'
  | 'SELF_SIGNED_CERT_IN_CHAIN'
  | 'UNABLE_TO_GET_ISSUER_CERT'
  | 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'

/** The chain that OpenSSL looks at. */
export interface PresumedPath {
  /** Leaf first. */
  readonly path: readonly Certificate[]
  /** How many of them, from the leaf up, came from the peer and not from the trusted. */
  readonly untrusted: number
  /** Null when it ends at somebody trusted. */
  readonly error: BuildError | null
}

export interface PresumeOptions {
  readonly leaf: Certificate
  /** What the peer has sent along. */
  readonly untrusted: readonly Certificate[]
  readonly trusted: readonly Certificate[]
  /** Milliseconds since 1970. */
  readonly now: number
  /** Whether somebody trusted who is no root may end the chain (X509_V_FLAG_PARTIAL_CHAIN). Default: no. */
  readonly partial?: boolean
}

/** Whether one looks like the issuer of another, signatures apart (OpenSSL: x509_likely_issued). */
export function likelyIssued(issuer: Certificate, child: Certificate): boolean {
  return (
    issuer.subject === child.issuer &&
    !issuer.usage.malformed &&
    !child.usage.malformed &&
    matchesKeyIdentifier(child, issuer) &&
    fitsKey(child.algorithm, issuer.publicKey) &&
    hasUsableKey(issuer)
  )
}

function isInForce({ notBefore, notAfter }: Certificate, now: number): boolean {
  return notBefore !== null && notAfter !== null && now >= notBefore && now <= notAfter
}

/** The first that is in force, else the one that lives longest. */
function best(child: Certificate, among: readonly Certificate[], now: number): Certificate | null {
  const likely = among.filter((one) => likelyIssued(one, child))
  const inForce = likely.find((one) => isInForce(one, now))
  if (inForce) return inForce
  const [first = null, ...others] = likely
  return others.reduce((found, one) => ((one.notAfter ?? 0) > (found?.notAfter ?? 0) ? one : found), first)
}

/**
 * The chain that OpenSSL would choose to look at (X509_verify_cert: build_chain), by names alone and the trusted first. Which
 * one it is decides what a refusal is called, and nothing else: signatures are checked afterwards.
 */
export function presumedPath({ leaf, untrusted, trusted, now, partial = false }: PresumeOptions): PresumedPath {
  const path: Certificate[] = [leaf]
  const left = distinct(untrusted)
  const maxLength = MAX_INTERMEDIATES + 1
  let fromPeer = 1
  let searchPeer = left.length > 0
  for (;;) {
    const top = path.at(-1) as Certificate
    const issuer = path.length > maxLength ? null : best(top, trusted, now)
    if (issuer && !top.selfSigned) {
      path.push(issuer)
      searchPeer = false
      if (issuer.selfSigned || partial) return { path, untrusted: fromPeer, error: null }
      // The trusted may lead in circles: the limit on the length ends them.
      continue
    }
    if (issuer && issuer.fingerprint === top.fingerprint) {
      // A root that was sent along and is trusted.
      path[path.length - 1] = issuer
      if (path.length <= fromPeer) fromPeer = path.length - 1
      return { path, untrusted: fromPeer, error: null }
    }
    if (!searchPeer) break
    const sent = top.selfSigned || path.length > maxLength ? null : bestSent(top, left, path, now)
    if (!sent) {
      searchPeer = false
      break
    }
    left.splice(left.indexOf(sent), 1)
    path.push(sent)
    fromPeer += 1
  }
  const top = path.at(-1) as Certificate
  if (partial && path.length === fromPeer && trusted.some((one) => one.fingerprint === leaf.fingerprint)) {
    return { path: [leaf], untrusted: 0, error: null }
  }
  return { path, untrusted: fromPeer, error: buildError(path, fromPeer, top, maxLength) }
}

/** No certificate twice, except one that has issued itself at the very beginning. */
function bestSent(top: Certificate, left: readonly Certificate[], path: readonly Certificate[], now: number) {
  const again = top.selfIssued && path.length === 1
  const fresh = left.filter((one) => again || !path.some((before) => before.fingerprint === one.fingerprint))
  return best(top, fresh, now)
}

function buildError(path: readonly Certificate[], fromPeer: number, top: Certificate, maxLength: number): BuildError {
  if (path.length > maxLength) return 'CERT_CHAIN_TOO_LONG'
  if (top.selfSigned) return path.length === 1 ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'SELF_SIGNED_CERT_IN_CHAIN'
  return fromPeer < path.length ? 'UNABLE_TO_GET_ISSUER_CERT' : 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'
}
