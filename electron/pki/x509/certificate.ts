import {
  children,
  expectTag,
  readBits,
  readDer,
  readInteger,
  readOid,
  readTime,
  type Element,
} from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'

export interface RawExtension {
  readonly critical: boolean
  /** What the OCTET STRING holds: DER of the extension's own type. */
  readonly value: Uint8Array
}

/** A certificate taken apart without interpreting it: slices of its DER (RFC 5280 §4.1). */
export interface CertificateStructure {
  /** What is signed. */
  readonly toBeSigned: Uint8Array
  /** 1, 2 or 3. */
  readonly version: number
  /** In the one spelling of `readInteger`. */
  readonly serial: string
  /** AlgorithmIdentifier outside and inside of what is signed: they must be equal (§4.1.1.2). */
  readonly algorithm: Uint8Array
  readonly innerAlgorithm: Uint8Array
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly notBefore: Element | undefined
  readonly notAfter: Element | undefined
  /** SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  /** The `Extensions` sequence. */
  readonly extensions: Element | undefined
}

/** A certificate with its dates and extensions read. */
export interface RawCertificate {
  readonly serial: string
  readonly signatureAlgorithm: string
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  readonly spki: Uint8Array
  readonly extensions: ReadonlyMap<string, RawExtension>
}

/** Verifies nothing. @throws DerError */
export function readStructure(der: Uint8Array): CertificateStructure {
  const [tbs, algorithm] = children(readDer(der, TAG.sequence))
  const fields = children(expectTag(tbs, TAG.sequence))
  const version = fields[0]?.tag === 0xa0 ? fields.shift() : undefined
  const [serial, innerAlgorithm, issuer, validity, subject, spki, ...rest] = fields
  const [notBefore, notAfter] = children(expectTag(validity, TAG.sequence))
  const extensions = rest.find((field) => field.tag === 0xa3)
  // Whoever compares keys relies on the structure of SubjectPublicKeyInfo.
  readBits(children(expectTag(spki, TAG.sequence))[1])
  return {
    toBeSigned: expectTag(tbs, TAG.sequence).whole,
    version: version ? Number.parseInt(readInteger(children(version)[0]), 16) + 1 : 1,
    serial: readInteger(serial),
    algorithm: expectTag(algorithm, TAG.sequence).whole,
    innerAlgorithm: expectTag(innerAlgorithm, TAG.sequence).whole,
    issuer: expectTag(issuer, TAG.sequence).whole,
    subject: expectTag(subject, TAG.sequence).whole,
    notBefore,
    notAfter,
    spki: expectTag(spki, TAG.sequence).whole,
    extensions: extensions && children(extensions)[0],
  }
}

/** Reads structure, dates and extensions. Verifies nothing. @throws DerError, also for a date that is none */
export function readCertificate(der: Uint8Array): RawCertificate {
  const { algorithm, notBefore, notAfter, extensions, serial, issuer, subject, spki } = readStructure(der)
  return {
    serial,
    signatureAlgorithm: readOid(children(readDer(algorithm))[0]),
    issuer,
    subject,
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    spki,
    extensions: extensions ? readExtensions(extensions) : new Map(),
  }
}

/** An `Extensions` sequence as a map by object identifier. @throws DerError */
export function readExtensions(list: Element | undefined): Map<string, RawExtension> {
  const map = new Map<string, RawExtension>()
  for (const item of children(expectTag(list, TAG.sequence))) {
    const parts = children(expectTag(item, TAG.sequence))
    const critical = parts[1]?.tag === TAG.boolean && parts[1].contents[0] !== 0
    map.set(readOid(parts[0]), { critical, value: expectTag(parts.at(-1), TAG.octets).contents })
  }
  return map
}
