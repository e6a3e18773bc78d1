import { authorityMark, hasUsableKey, isSignedBy, publicKeyOf, type AuthorityMark } from '../chain.ts'
import { isStrongSignature } from '../x509/algorithm.ts'
import { OID } from '../asn1/oids.ts'
import { securityBits } from '../x509/public-key.ts'
import type { Certificate } from './certificate.ts'
import { constraintViolation, namesOf, type ConstraintError } from './name-constraints.ts'
import { presumedPath, type BuildError, type PresumeOptions } from './presume.ts'
import { KEY_USAGE, mayUse } from './usage.ts'

/** Why a chain is refused: OpenSSL's verify codes without `X509_V_ERR_`. */
export type PathError =
  | BuildError
  | ConstraintError
  | 'EE_KEY_TOO_SMALL'
  | 'CA_KEY_TOO_SMALL'
  | 'CA_MD_TOO_WEAK'
  | 'UNHANDLED_CRITICAL_EXTENSION'
  | 'PROXY_CERTIFICATES_NOT_ALLOWED'
  | 'INVALID_CA'
  | 'EC_KEY_EXPLICIT_PARAMS'
  | 'INVALID_PURPOSE'
  | 'PATH_LENGTH_EXCEEDED'
  | 'KEYUSAGE_NO_CERTSIGN'
  | 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY'
  | 'CERT_SIGNATURE_FAILURE'
  | 'ERROR_IN_CERT_NOT_BEFORE_FIELD'
  | 'ERROR_IN_CERT_NOT_AFTER_FIELD'
  | 'CERT_NOT_YET_VALID'
  | 'CERT_HAS_EXPIRED'

/** The first thing wrong with a chain, and at which certificate of it (0: the leaf). */
export interface PathProblem<E extends string = PathError> {
  readonly error: E
  readonly depth: number
}

/** What a chain is validated for. */
export interface Requirements<R extends string = never> {
  /** What the leaf is for; null for anything. */
  readonly purpose: 'client' | 'server' | null
  /** Security that keys and digests must have: OpenSSL's level 2 is 112, its level 0 is 0. Bits. */
  readonly minSecurityBits: number
  /** Milliseconds since 1970; null: dates are judged by somebody else. */
  readonly now: number | null
  /** `assumed` where they have just been made. Default: they are checked. */
  readonly signatures?: 'assumed'
  /** What lists say, asked where OpenSSL asks: after extensions, before signatures. */
  readonly revocation?: (path: readonly Certificate[]) => PathProblem<R> | null
}

/** OpenSSL's security level 2, which is that of TLS. Bits. */
export const TLS_SECURITY_BITS = 112

/** Server gated cryptography, of Microsoft and Netscape: passes for a server's purpose. */
const GATED = ['1.3.6.1.4.1.311.10.3.3', '2.16.840.1.113730.4.1']
const NETSCAPE = { client: 0x80, server: 0x40, sslCa: 0x04 } as const

/** OpenSSL: check_purpose_ssl_client, check_purpose_ssl_server. Certificates that cannot be read pass here. */
function fitsPurpose(
  { usage }: Certificate,
  purpose: 'client' | 'server',
  mark: AuthorityMark | null,
  issuer: boolean,
) {
  if (usage.malformed) return true
  const uses = usage.extendedKeyUsage
  const wanted = purpose === 'client' ? [OID.clientAuth] : [OID.serverAuth, ...GATED]
  if (uses && !wanted.some((use) => uses.has(use))) return false
  if (issuer) return mark !== null && !(mark === 'netscape' && ((usage.netscapeType ?? 0) & NETSCAPE.sslCa) !== 0)
  const bits = KEY_USAGE.digitalSignature | KEY_USAGE.keyAgreement | (purpose === 'server' ? KEY_ENCIPHERMENT : 0)
  if (!mayUse(usage, bits)) return false
  return usage.netscapeType === null || (usage.netscapeType & NETSCAPE[purpose]) !== 0
}
const KEY_ENCIPHERMENT = 0x20

/** OpenSSL: check_extensions. */
function checkExtensions(path: readonly Certificate[], purpose: Requirements['purpose']): PathProblem | null {
  let counted = 0
  for (const [depth, certificate] of path.entries()) {
    const { usage, publicKey } = certificate
    const problem = (error: PathError): PathProblem => ({ error, depth })
    if (usage.unhandledCritical) return problem('UNHANDLED_CRITICAL_EXTENSION')
    if (usage.proxy) return problem('PROXY_CERTIFICATES_NOT_ALLOWED')
    const mark = authorityMark(certificate)
    const last = depth + 1 === path.length
    // Old ways of being an authority pass for the trust anchor alone.
    if (depth > 0 && (mark === null || (!last && mark !== 'basic-constraints'))) return problem('INVALID_CA')
    if (path.length > 1) {
      if (!hasUsableKey(certificate)) return problem('UNSPECIFIED')
      if (publicKey.explicitCurve) return problem('EC_KEY_EXPLICIT_PARAMS')
    }
    if (purpose && !fitsPurpose(certificate, purpose, mark, depth > 0)) return problem('INVALID_PURPOSE')
    // Self-issued intermediates do not count (RFC 5280 §4.2.1.9).
    if (depth > 1 && usage.pathLength !== null && counted > usage.pathLength) return problem('PATH_LENGTH_EXCEEDED')
    if (depth > 0 && !certificate.selfIssued) counted += 1
  }
  return null
}

function isStrongKey(certificate: Certificate, bits: number): boolean {
  return hasUsableKey(certificate) && securityBits(certificate.publicKey) >= bits
}

/** OpenSSL: check_auth_level. The signature of the trust anchor is nobody's business. */
function checkStrength(path: readonly Certificate[], bits: number): PathProblem | null {
  if (bits <= 0) return null
  for (const [depth, certificate] of path.entries()) {
    if (depth > 0 && !isStrongKey(certificate, bits)) return { error: 'CA_KEY_TOO_SMALL', depth }
    if (depth + 1 < path.length && !isStrongSignature(certificate.algorithm)) return { error: 'CA_MD_TOO_WEAK', depth }
  }
  return null
}

/** RFC 5280 §4.1.2.5: no well-defined end. */
const NO_END = Date.UTC(9999, 11, 31, 23, 59, 59)

/** Whole seconds count, and both ends belong to the validity. */
function checkDates({ notBefore, notAfter }: Certificate, now: number): PathError | null {
  if (notBefore === null) return 'ERROR_IN_CERT_NOT_BEFORE_FIELD'
  if (now < notBefore) return 'CERT_NOT_YET_VALID'
  if (notAfter === null) return 'ERROR_IN_CERT_NOT_AFTER_FIELD'
  return notAfter !== NO_END && now >= notAfter + 1000 ? 'CERT_HAS_EXPIRED' : null
}

/** OpenSSL: internal_verify, from the trust anchor down, so that a key is used only when it has been vouched for. */
function checkSignatures(path: readonly Certificate[], now: number | null): PathProblem | null {
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const certificate = path[depth] as Certificate
    const issuer = path[depth + 1]
    if (issuer) {
      if (!mayUse(issuer.usage, KEY_USAGE.keyCertSign)) return { error: 'KEYUSAGE_NO_CERTSIGN', depth: depth + 1 }
      if (publicKeyOf(issuer) === null) return { error: 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', depth: depth + 1 }
      if (!isSignedBy(certificate, issuer)) return { error: 'CERT_SIGNATURE_FAILURE', depth }
    }
    const wrong = now === null ? null : checkDates(certificate, now)
    if (wrong) return { error: wrong, depth }
  }
  return null
}

/** OpenSSL: check_name_constraints. Self-issued certificates are exempt, except the leaf. */
function checkNameConstraints(path: readonly Certificate[]): PathProblem | null {
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const certificate = path[depth] as Certificate
    if (depth > 0 && certificate.selfIssued) continue
    for (let above = path.length - 1; above > depth; above -= 1) {
      const constraints = path[above]?.usage.nameConstraints
      const found = constraints && constraintViolation(namesOf(certificate), constraints, depth === 0)
      if (found) return { error: found.error, depth }
    }
  }
  return null
}

/**
 * Judges one chain (RFC 5280 §6.1) in the order in which OpenSSL reports what is wrong, so that the first cause is the one
 * that is told. The last certificate is taken as the trust anchor. @returns null when nothing is wrong
 */
export function checkPath<R extends string = never>(
  path: readonly Certificate[],
  { purpose, minSecurityBits, now, revocation, signatures }: Requirements<R>,
): PathProblem<PathError | R> | null {
  return (
    checkExtensions(path, purpose) ??
    checkStrength(path, minSecurityBits) ??
    revocation?.(path) ??
    (signatures === 'assumed' ? null : checkSignatures(path, now)) ??
    checkNameConstraints(path)
  )
}

export interface Validation<E extends string = PathError> {
  /** The chain that was looked at, leaf first. */
  readonly path: readonly Certificate[]
  /** Null when the leaf is good. */
  readonly problem: PathProblem<E> | null
}

/**
 * What `openssl verify` says of a certificate and what came with it: its first error, with its depth. It names causes; whom
 * it calls good is not let in by that.
 */
export function validatePath<R extends string = never>(
  options: Omit<PresumeOptions, 'now'> & Requirements<R>,
): Validation<PathError | R> {
  const { leaf, minSecurityBits, now } = options
  if (minSecurityBits > 0 && !isStrongKey(leaf, minSecurityBits)) {
    return { path: [leaf], problem: { error: 'EE_KEY_TOO_SMALL', depth: 0 } }
  }
  const { path, error } = presumedPath({ ...options, now: now ?? Date.now() })
  if (error) return { path, problem: { error, depth: path.length - 1 } }
  return { path, problem: checkPath(path, options) }
}
