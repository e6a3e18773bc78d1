import { createHash } from 'node:crypto'
import { DerError, readTime } from '../asn1/der-reader.ts'
import { fitsKey, readSignatureAlgorithm, type SignatureAlgorithm } from '../x509/algorithm.ts'
import { readStructure, type CertificateStructure } from '../x509/certificate.ts'
import { canonicalName } from '../x509/name.ts'
import { keyIdentity, readPublicKey, type PublicKeyInfo } from '../x509/public-key.ts'
import { readUsage, type Usage } from './usage.ts'

/**
 * A certificate as the building and judging of paths read it: once, from its DER alone, so that nothing a stranger wrote
 * reaches a library before somebody trusted has vouched for it.
 */
export interface Certificate {
  readonly der: Uint8Array
  /** SHA-256 of the DER, upper-case hexadecimal. */
  readonly fingerprint: string
  readonly structure: CertificateStructure
  readonly serial: string
  /** Names in the form in which they are compared (`canonicalName`), as strings. */
  readonly subject: string
  readonly issuer: string
  /**
   * Who it is as an issuer: SHA-256 of its canonical subject and its key, upper-case hexadecimal. Certificates of one
   * authority (renewed, cross-signed) have it in common; RFC 5280 §6.3 means it when it says "the issuer".
   */
  readonly issuerKey: string
  /** Milliseconds since 1970; null for what is no date. */
  readonly notBefore: number | null
  readonly notAfter: number | null
  readonly publicKey: PublicKeyInfo
  readonly algorithm: SignatureAlgorithm
  readonly usage: Usage
  /** Subject and issuer are equal names (RFC 5280 §3.2). */
  readonly selfIssued: boolean
  /** Self-issued, and nothing in it says that another key has signed it; the signature is not looked at. */
  readonly selfSigned: boolean
}

/** What a damaged part is read as, so that the rest of the certificate can still be told of. */
function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof DerError) return otherwise
    throw error
  }
}

const UNREADABLE_KEY: PublicKeyInfo = {
  kind: 'unknown',
  oid: '',
  bits: null,
  subgroupBits: null,
  exponent: null,
  curve: null,
  explicitCurve: false,
}
const UNREADABLE_ALGORITHM: SignatureAlgorithm = { oid: '', key: 'unknown', digest: null, pss: null }

function nameOf(der: Uint8Array): string {
  return Buffer.from(canonicalName(der)).toString('latin1')
}

/** @param subject canonical name, as `Certificate` has it. @param spki SubjectPublicKeyInfo, DER */
function issuerKeyOf(subject: string, spki: Uint8Array): string {
  const key = orElse(() => keyIdentity(spki), spki)
  return createHash('sha256').update(subject, 'latin1').update(key).digest('hex').toUpperCase()
}

/**
 * Whether what a certificate says of its issuer's key, serial number and issuer is true of this one, as far as both say
 * something (OpenSSL: X509_check_akid).
 */
export function matchesKeyIdentifier(
  { usage: { authorityKeyId: said } }: Pick<Certificate, 'usage'>,
  issuer: Pick<Certificate, 'usage' | 'serial' | 'issuer'>,
): boolean {
  if (!said) return true
  const { subjectKeyId } = issuer.usage
  if (said.keyId && subjectKeyId && !Buffer.from(said.keyId).equals(subjectKeyId)) return false
  if (said.serial !== null && said.serial !== issuer.serial) return false
  return said.issuer === null || said.issuer === issuer.issuer
}

/** @throws DerError for what has not the structure of a certificate; keys, dates and extensions may be bad all the same */
export function parseCertificate(der: Uint8Array): Certificate {
  const structure = readStructure(der)
  const { serial } = structure
  const subject = nameOf(structure.subject)
  const issuer = nameOf(structure.issuer)
  const publicKey = orElse(() => readPublicKey(structure.spki), UNREADABLE_KEY)
  const algorithm = orElse(() => readSignatureAlgorithm(structure.innerAlgorithm), UNREADABLE_ALGORITHM)
  const usage = readUsage(structure)
  const itself = { usage, serial, issuer }
  const selfIssued = subject === issuer
  return {
    der,
    fingerprint: createHash('sha256').update(der).digest('hex').toUpperCase(),
    structure,
    serial,
    subject,
    issuer,
    issuerKey: issuerKeyOf(subject, structure.spki),
    notBefore: orElse(() => readTime(structure.notBefore).getTime(), null),
    notAfter: orElse(() => readTime(structure.notAfter).getTime(), null),
    publicKey,
    algorithm,
    usage,
    selfIssued,
    selfSigned: selfIssued && !usage.malformed && matchesKeyIdentifier(itself, itself) && fitsKey(algorithm, publicKey),
  }
}

/** The same for what may not be a certificate at all. @returns null for what has not the structure of one */
export function tryParseCertificate(der: Uint8Array): Certificate | null {
  return orElse(() => parseCertificate(der), null)
}
