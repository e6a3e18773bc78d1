import { createHash } from 'node:crypto'
import { AppError } from '../../../shared/errors/index.ts'
import { readCertificate } from './certificate.ts'
import { children, DerError, readDer, readInteger, readOid } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { readAltNames } from './extensions.ts'
import { keyTypeOf } from './keys.ts'
import { commonNameOf, nameToText } from './name.ts'
import { OID } from '../asn1/oids.ts'
import { toDer } from './pem.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

/** What a certificate says about itself. Nothing of it is verified here. */
export interface CertificateDescription {
  /** Upper-case hexadecimal without leading zeros. */
  readonly serial: string
  /** SHA-256 of the DER, upper-case hexadecimal. */
  readonly fingerprint: string
  /** RFC 4514. */
  readonly subject: string
  readonly issuer: string
  /** The most specific common name; empty when there is none. */
  readonly commonName: string
  readonly notBefore: Date
  readonly notAfter: Date
  /** `rsa2048`, `p256`, … */
  readonly keyType: string
  /** basicConstraints CA:TRUE. */
  readonly isCa: boolean
  /** Intermediates allowed below; null without a limit. */
  readonly pathLength: number | null
  /** DNS names and IP addresses of the subjectAltName. */
  readonly names: string[]
  /** Object identifiers; empty means any purpose. */
  readonly extendedKeyUsage: string[]
  /** Object identifier. */
  readonly signatureAlgorithm: string
  readonly der: Uint8Array
  readonly spki: Uint8Array
}

/** @param input DER, or PEM whose first certificate is meant. @throws AppError authority/certificate-unreadable */
export function describeCertificate(input: Uint8Array | string): CertificateDescription {
  const der = toDer(input, ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'])
  if (!der) throw unreadable(message('parts.read.noCertificate'))
  try {
    return describe(der)
  } catch (error) {
    if (error instanceof DerError) throw unreadable(error.problem, error)
    throw error
  }
}

function unreadable(problem: Message, cause?: Error): AppError {
  return new AppError('authority/certificate-unreadable', { problem }, cause ? { cause } : undefined)
}

/** SHA-256 of DER bytes in the contract's form. */
function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex').toUpperCase()
}

function describe(der: Uint8Array): CertificateDescription {
  const raw = readCertificate(der)
  const value = (id: string): Uint8Array | undefined => raw.extensions.get(id)?.value
  const altNames = value(OID.subjectAltName)
  const uses = value(OID.extendedKeyUsage)
  const [ca, pathLength] = children(
    readDer(value(OID.basicConstraints) ?? Uint8Array.of(TAG.sequence, 0), TAG.sequence),
  )
  const isCa = ca?.tag === TAG.boolean && ca.contents[0] !== 0
  return {
    serial: raw.serial,
    fingerprint: fingerprintOf(der),
    subject: nameToText(raw.subject),
    issuer: nameToText(raw.issuer),
    commonName: commonNameOf(raw.subject) ?? '',
    notBefore: raw.notBefore,
    notAfter: raw.notAfter,
    keyType: keyTypeOf(raw.spki),
    isCa,
    pathLength: isCa && pathLength ? Number.parseInt(readInteger(pathLength), 16) : null,
    names: altNames ? readAltNames(altNames) : [],
    extendedKeyUsage: uses ? children(readDer(uses, TAG.sequence)).map(readOid) : [],
    signatureAlgorithm: raw.signatureAlgorithm,
    der,
    spki: raw.spki,
  }
}
