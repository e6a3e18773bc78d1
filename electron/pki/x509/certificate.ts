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

/** A certificate taken apart without interpreting it: slices of its DER. */
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

/** Reads the structure of RFC 5280 §4.1. Verifies nothing. @throws DerError */
export function readCertificate(der: Uint8Array): RawCertificate {
  const [tbs, algorithm] = children(readDer(der, TAG.sequence))
  const fields = children(expectTag(tbs, TAG.sequence))
  if (fields[0]?.tag === 0xa0) fields.shift()
  const [serial, , issuer, validity, subject, spki, ...rest] = fields
  const [notBefore, notAfter] = children(expectTag(validity, TAG.sequence))
  const extensions = rest.find((field) => field.tag === 0xa3)
  // SubjectPublicKeyInfo: whoever compares keys relies on it.
  readBits(children(expectTag(spki, TAG.sequence))[1])
  return {
    serial: readInteger(serial),
    signatureAlgorithm: readOid(children(expectTag(algorithm, TAG.sequence))[0]),
    issuer: expectTag(issuer, TAG.sequence).whole,
    subject: expectTag(subject, TAG.sequence).whole,
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    spki: expectTag(spki, TAG.sequence).whole,
    extensions: extensions ? readExtensions(children(extensions)[0]) : new Map(),
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
