import { verify, type KeyObject } from 'node:crypto'
import { children, expectTag, readBits, readDer, readOid } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'

/** SHA-1 is kept for old requests and lists, where a collision helps nobody but the holder of the key. */
const DIGESTS: ReadonlyMap<string, string> = new Map([
  [OID.sha1WithRsa, 'sha1'],
  [OID.sha256WithRsa, 'sha256'],
  [OID.sha384WithRsa, 'sha384'],
  [OID.sha512WithRsa, 'sha512'],
  [OID.ecdsaWithSha1, 'sha1'],
  [OID.ecdsaWithSha256, 'sha256'],
  [OID.ecdsaWithSha384, 'sha384'],
  [OID.ecdsaWithSha512, 'sha512'],
])

/**
 * Checks the signature of a `SEQUENCE { toBeSigned, algorithm, signature }`: a request or a revocation list.
 * @returns `unknown` for an algorithm that is not known here. @throws DerError
 */
export function checkSignature(der: Uint8Array, key: KeyObject): 'good' | 'bad' | 'unknown' {
  const [body, algorithm, signature] = children(readDer(der, TAG.sequence))
  const digest = DIGESTS.get(readOid(children(expectTag(algorithm, TAG.sequence))[0]))
  if (digest === undefined) return 'unknown'
  return verify(digest, expectTag(body, TAG.sequence).whole, key, readBits(signature)) ? 'good' : 'bad'
}
