import { children, DerError, expectTag, readDer, readOid } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { berToDer, readOctets } from '../asn1/ber.ts'

const SIGNED_DATA = '1.2.840.113549.1.7.2'

export interface SignedData {
  /** DER. */
  readonly certificates: readonly Uint8Array[]
  /** DER. */
  readonly crls: readonly Uint8Array[]
  /** What is signed; null for a mere bundle of certificates (.p7b). */
  readonly content: Uint8Array | null
}

/** PKCS#7 SignedData (RFC 2315 §9.1). The signature is not checked. @throws DerError */
export function readSignedData(bytes: Uint8Array): SignedData {
  const [type, wrapped] = children(readDer(berToDer(bytes), TAG.sequence))
  if (readOid(type) !== SIGNED_DATA) throw new DerError('notSigned')
  const fields = children(expectTag(children(expectTag(wrapped, 0xa0))[0], TAG.sequence))
  const inner = children(expectTag(fields[2], TAG.sequence))[1]
  const octets = inner ? children(inner)[0] : undefined
  const of = (tag: number): Uint8Array[] => {
    const set = fields.find((field) => field.tag === tag)
    return set ? children(set).flatMap((one) => (one.tag === TAG.sequence ? [one.whole] : [])) : []
  }
  return { certificates: of(0xa0), crls: of(0xa1), content: octets ? readOctets(octets) : null }
}
