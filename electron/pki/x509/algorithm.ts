import { children, DerError, expectTag, readDer, readInteger, readOid, type Element } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import type { KeyKind, PublicKeyInfo } from './public-key.ts'

/** Digests, by the names that node:crypto knows them by. */
export type DigestName =
  | 'md2'
  | 'md4'
  | 'md5'
  | 'sha1'
  | 'sha224'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | 'sha512-224'
  | 'sha512-256'
  | 'sha3-224'
  | 'sha3-256'
  | 'sha3-384'
  | 'sha3-512'

/** How a certificate, list or request is signed, as its AlgorithmIdentifier says. */
export interface SignatureAlgorithm {
  readonly oid: string
  /** The kind of key that makes such signatures; `unknown` for an algorithm that is not known here. */
  readonly key: KeyKind
  /** Null where the algorithm has no digest of its own (Ed25519), and where it is not known. */
  readonly digest: DigestName | null
  /** Of RSASSA-PSS alone. */
  readonly pss: { readonly mgfDigest: DigestName | null; readonly saltLength: number } | null
}

const HASHES: ReadonlyMap<string, DigestName> = new Map([
  ['1.2.840.113549.2.5', 'md5'],
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
  ['2.16.840.1.101.3.4.2.5', 'sha512-224'],
  ['2.16.840.1.101.3.4.2.6', 'sha512-256'],
  ['2.16.840.1.101.3.4.2.7', 'sha3-224'],
  ['2.16.840.1.101.3.4.2.8', 'sha3-256'],
  ['2.16.840.1.101.3.4.2.9', 'sha3-384'],
  ['2.16.840.1.101.3.4.2.10', 'sha3-512'],
])

/** RFC 3279, 4055, 5758, 8410, 8692, 9688, 9881 and NIST's register of object identifiers (csor). */
const ALGORITHMS: ReadonlyMap<string, readonly [key: KeyKind, digest: DigestName | null]> = new Map([
  ['1.2.840.113549.1.1.2', ['rsa', 'md2']],
  ['1.2.840.113549.1.1.3', ['rsa', 'md4']],
  ['1.2.840.113549.1.1.4', ['rsa', 'md5']],
  [OID.sha1WithRsa, ['rsa', 'sha1']],
  // OIW's older name of the same.
  ['1.3.14.3.2.29', ['rsa', 'sha1']],
  ['1.2.840.113549.1.1.14', ['rsa', 'sha224']],
  [OID.sha256WithRsa, ['rsa', 'sha256']],
  [OID.sha384WithRsa, ['rsa', 'sha384']],
  [OID.sha512WithRsa, ['rsa', 'sha512']],
  ['1.2.840.113549.1.1.15', ['rsa', 'sha512-224']],
  ['1.2.840.113549.1.1.16', ['rsa', 'sha512-256']],
  ['2.16.840.1.101.3.4.3.13', ['rsa', 'sha3-224']],
  ['2.16.840.1.101.3.4.3.14', ['rsa', 'sha3-256']],
  ['2.16.840.1.101.3.4.3.15', ['rsa', 'sha3-384']],
  ['2.16.840.1.101.3.4.3.16', ['rsa', 'sha3-512']],
  [OID.ecdsaWithSha1, ['ec', 'sha1']],
  ['1.2.840.10045.4.3.1', ['ec', 'sha224']],
  [OID.ecdsaWithSha256, ['ec', 'sha256']],
  [OID.ecdsaWithSha384, ['ec', 'sha384']],
  [OID.ecdsaWithSha512, ['ec', 'sha512']],
  ['2.16.840.1.101.3.4.3.9', ['ec', 'sha3-224']],
  ['2.16.840.1.101.3.4.3.10', ['ec', 'sha3-256']],
  ['2.16.840.1.101.3.4.3.11', ['ec', 'sha3-384']],
  ['2.16.840.1.101.3.4.3.12', ['ec', 'sha3-512']],
  ['1.2.840.10040.4.3', ['dsa', 'sha1']],
  ['2.16.840.1.101.3.4.3.1', ['dsa', 'sha224']],
  ['2.16.840.1.101.3.4.3.2', ['dsa', 'sha256']],
  ['2.16.840.1.101.3.4.3.3', ['dsa', 'sha384']],
  ['2.16.840.1.101.3.4.3.4', ['dsa', 'sha512']],
  ['1.3.101.112', ['ed25519', null]],
  ['1.3.101.113', ['ed448', null]],
  ['2.16.840.1.101.3.4.3.17', ['ml-dsa-44', null]],
  ['2.16.840.1.101.3.4.3.18', ['ml-dsa-65', null]],
  ['2.16.840.1.101.3.4.3.19', ['ml-dsa-87', null]],
])

const RSASSA_PSS = '1.2.840.113549.1.1.10'
const MGF1 = '1.2.840.113549.1.1.8'

/** @param identifier AlgorithmIdentifier, DER. @throws DerError */
export function readSignatureAlgorithm(identifier: Uint8Array): SignatureAlgorithm {
  const [id, parameters] = children(readDer(identifier, TAG.sequence))
  const oid = readOid(id)
  if (oid === RSASSA_PSS) return readPss(oid, parameters)
  const [key, digest] = ALGORITHMS.get(oid) ?? (['unknown', null] as const)
  return { oid, key, digest, pss: null }
}

/** RSASSA-PSS-params, RFC 4055 §3.1: what is left out is SHA-1, MGF1 with SHA-1, and a salt of 20 octets. */
function readPss(oid: string, parameters: Element | undefined): SignatureAlgorithm {
  const fields = parameters?.tag === TAG.sequence ? children(parameters) : []
  const field = (number: number): Element | undefined => {
    const found = fields.find((one) => one.tag === (0xa0 | number))
    return found && children(found)[0]
  }
  const hash = field(0)
  const mask = field(1)
  const salt = field(2)
  const hashOf = (algorithm: Element | undefined): DigestName | null =>
    HASHES.get(readOid(children(expectTag(algorithm, TAG.sequence))[0])) ?? null
  const [maskId, maskHash] = mask ? children(expectTag(mask, TAG.sequence)) : []
  const mgfDigest = mask ? (readOid(maskId) === MGF1 ? hashOf(maskHash) : null) : 'sha1'
  const saltLength = salt ? Number.parseInt(readInteger(salt), 16) : 20
  // node:crypto takes negative lengths for wishes (automatic, longest), and only one trailer is defined (RFC 8017 §A.2.3).
  const trailer = field(3)
  if (saltLength < 0 || (trailer && readInteger(trailer) !== '1')) throw new DerError('signatureParameters')
  return { oid, key: 'rsa-pss', digest: hash ? hashOf(hash) : 'sha1', pss: { mgfDigest, saltLength } }
}

/** Digests without a known way to collisions, and at least 112 bits against one (OpenSSL's security level 2). */
const STRONG: ReadonlySet<DigestName | null> = new Set<DigestName>([
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha512-224',
  'sha512-256',
  'sha3-224',
  'sha3-256',
  'sha3-384',
  'sha3-512',
])
const WITHOUT_DIGEST: ReadonlySet<KeyKind> = new Set(['ed25519', 'ed448', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'])

/**
 * Whether certificates may be signed with it: only what is on the list, so that what is not known here is refused. The
 * mask of RSASSA-PSS must be made with the same digest (RFC 8446 §4.2.3 has no others either).
 */
export function isStrongSignature({ key, digest, pss }: SignatureAlgorithm): boolean {
  if (key === 'unknown') return false
  if (WITHOUT_DIGEST.has(key)) return true
  return STRONG.has(digest) && (pss === null || pss.mgfDigest === digest)
}

/** Whether it is known to be broken (MD5, SHA-1), rather than only not known here. */
export function isBrokenSignature({ digest, pss }: SignatureAlgorithm): boolean {
  return [digest, pss?.mgfDigest ?? null].some((one) => one !== null && !STRONG.has(one))
}

/** Whether such a key makes such signatures (the rule of OpenSSL's chain building: an RSA key may sign in either way). */
export function fitsKey({ key }: SignatureAlgorithm, { kind }: Pick<PublicKeyInfo, 'kind'>): boolean {
  return key !== 'unknown' && (key === kind || (key === 'rsa-pss' && kind === 'rsa'))
}
