import { X509Certificate } from 'node:crypto'
import { verifyCodeByName, type VerifyCode } from '../../../../shared/verify/index.ts'
import { describeCertificate, type CertificateDescription } from '../../../pki/x509/describe.ts'
import { DerError } from '../../../pki/asn1/der-reader.ts'
import { checkSignature } from '../../../pki/x509/signature.ts'
import { readRevocationList, type RevocationList } from './crl.ts'

/** A certificate, read once. */
export interface Link {
  readonly x509: X509Certificate
  readonly is: CertificateDescription
}

/** What `openssl verify` would say, and the way it went. */
export interface Verified {
  /** From the leaf up, as far as issuers were found. */
  readonly path: readonly Link[]
  readonly code: VerifyCode
  /** The certificate that the code is about. */
  readonly at: Link
}

/** Longer chains are nobody's home; OpenSSL's own limit is 100. */
const MAX_DEPTH = 16

/** Null for what cannot be read: it was reported with the file. */
export function readLink(der: Uint8Array): Link | null {
  try {
    return { x509: new X509Certificate(der), is: describeCertificate(der) }
  } catch {
    return null
  }
}

/** Null for what cannot be read. */
export function readList(der: Uint8Array): RevocationList | null {
  try {
    return readRevocationList(der)
  } catch (error) {
    if (error instanceof DerError) return null
    throw error
  }
}

function named(name: string): VerifyCode {
  const code = verifyCodeByName(name)
  if (!code) throw new Error(`no verify code is called ${name}`)
  return code
}

/** Node throws for key types that its library does not know. */
function quietly(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}

export const issued = (child: Link, issuer: Link): boolean => quietly(() => child.x509.checkIssued(issuer.x509))
export const signed = (child: Link, issuer: Link): boolean => quietly(() => child.x509.verify(issuer.x509.publicKey))
const selfIssued = (link: Link): boolean => issued(link, link)

export const signedList = (list: RevocationList, issuer: Link): boolean =>
  quietly(() => checkSignature(list.der, issuer.x509.publicKey) === 'good')

/** The first flaw of the lists that the issuers in the path have signed; a certificate without a list counts as good. */
function revocation(
  path: readonly Link[],
  lists: readonly RevocationList[],
  now: number,
): { name: string; at: Link } | null {
  for (const [depth, link] of path.entries()) {
    const issuer = path[depth + 1]
    const list = issuer && lists.find((one) => one.issuer === link.is.issuer)
    if (!issuer || !list) continue
    if (!signedList(list, issuer)) return { name: 'X509_V_ERR_CRL_SIGNATURE_FAILURE', at: link }
    if (now < list.thisUpdate) return { name: 'X509_V_ERR_CRL_NOT_YET_VALID', at: link }
    if (list.nextUpdate !== null && now > list.nextUpdate) return { name: 'X509_V_ERR_CRL_HAS_EXPIRED', at: link }
    if (list.serials.has(link.is.serial)) return { name: 'X509_V_ERR_CERT_REVOKED', at: link }
  }
  return null
}

/**
 * Verifies a certificate as `openssl verify -CAfile authorities leaf` does, in the same order: the path to a root, then
 * what authorities may do, then revocation, then signatures and dates. Pure. `now` in milliseconds since 1970.
 */
export function verifyPath(options: {
  readonly leaf: Link
  readonly authorities: readonly Link[]
  readonly lists: readonly RevocationList[]
  readonly now: number
}): Verified {
  const { leaf, authorities, lists, now } = options
  const path = [leaf]
  const result = (name: string, at: Link): Verified => ({ path, code: named(name), at })
  for (let top = leaf; !selfIssued(top) && path.length < MAX_DEPTH;) {
    const child = top
    const candidates = authorities.filter((one) => issued(child, one) && !path.includes(one))
    // Among several of one name OpenSSL takes the first it finds; the one that has signed tells more.
    const issuer = candidates.find((one) => signed(child, one)) ?? candidates[0]
    if (!issuer) break
    path.push(issuer)
    top = issuer
  }
  const root = path.at(-1) ?? leaf
  const trusted = authorities.some((one) => one.is.fingerprint === root.is.fingerprint)
  if (!selfIssued(root)) {
    // Above an authority of the trusted file OpenSSL has another word for what is missing.
    return result(
      path.length > 1 ? 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT' : 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      root,
    )
  }
  if (!trusted) {
    const alone = path.length === 1
    return result(
      alone ? 'X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT' : 'X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN',
      alone ? leaf : root,
    )
  }
  for (const [depth, link] of path.entries()) {
    if (depth > 0 && !link.is.isCa) return result('X509_V_ERR_INVALID_CA', link)
    const { pathLength } = link.is
    // Self-issued certificates below do not count (RFC 5280 §4.2.1.9).
    const below = path.slice(1, depth).filter((one) => one.is.subject !== one.is.issuer).length
    if (depth > 0 && pathLength !== null && below > pathLength) return result('X509_V_ERR_PATH_LENGTH_EXCEEDED', link)
  }
  const revoked = revocation(path, lists, now)
  if (revoked) return result(revoked.name, revoked.at)
  for (const [depth, link] of [...path.entries()].toReversed()) {
    const issuer = path[depth + 1] ?? link
    if (depth + 1 < path.length && !signed(link, issuer)) return result('X509_V_ERR_CERT_SIGNATURE_FAILURE', link)
    if (now < link.is.notBefore.getTime()) return result('X509_V_ERR_CERT_NOT_YET_VALID', link)
    if (now > link.is.notAfter.getTime()) return result('X509_V_ERR_CERT_HAS_EXPIRED', link)
  }
  return result('X509_V_OK', leaf)
}
