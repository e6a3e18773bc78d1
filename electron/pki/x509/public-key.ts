import { createPublicKey, ECDH, type KeyObject } from 'node:crypto'
import { children, DerError, expectTag, readBits, readDer, readOid, type Element } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'

export type KeyKind =
  | 'rsa'
  | 'rsa-pss'
  | 'ec'
  | 'ed25519'
  | 'ed448'
  | 'x25519'
  | 'x448'
  | 'dsa'
  | 'dh'
  | 'ml-dsa-44'
  | 'ml-dsa-65'
  | 'ml-dsa-87'
  | 'unknown'

/** A public key as its SubjectPublicKeyInfo says, read without any library. */
export interface PublicKeyInfo {
  readonly kind: KeyKind
  /** Of the algorithm. */
  readonly oid: string
  /** Bits of the modulus (RSA) or of the prime (DSA, DH), or of the field (EC); null for other kinds. */
  readonly bits: number | null
  /** Bits of DSA's subgroup; null for other kinds. */
  readonly subgroupBits: number | null
  /** RSA's public exponent; null for other kinds. */
  readonly exponent: bigint | null
  /** Object identifier of an EC key's curve; null for other kinds, and where the curve is written out. */
  readonly curve: string | null
  /** An EC key whose curve is written out instead of named: RFC 5480 §2.1.1 forbids it. */
  readonly explicitCurve: boolean
}

const KINDS: ReadonlyMap<string, KeyKind> = new Map([
  ['1.2.840.113549.1.1.1', 'rsa'],
  ['1.2.840.113549.1.1.10', 'rsa-pss'],
  ['1.2.840.10045.2.1', 'ec'],
  ['1.3.101.112', 'ed25519'],
  ['1.3.101.113', 'ed448'],
  ['1.3.101.110', 'x25519'],
  ['1.3.101.111', 'x448'],
  ['1.2.840.10040.4.1', 'dsa'],
  ['1.2.840.113549.1.3.1', 'dh'],
  ['1.2.840.10046.2.1', 'dh'],
  ['2.16.840.1.101.3.4.3.17', 'ml-dsa-44'],
  ['2.16.840.1.101.3.4.3.18', 'ml-dsa-65'],
  ['2.16.840.1.101.3.4.3.19', 'ml-dsa-87'],
])

/** OpenSSL's names of curves that certificates are met with (`openssl ecparam -list_curves`). */
const CURVES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.10045.3.1.1', 'prime192v1'],
  ['1.2.840.10045.3.1.7', 'prime256v1'],
  ['1.3.132.0.10', 'secp256k1'],
  ['1.3.132.0.33', 'secp224r1'],
  ['1.3.132.0.34', 'secp384r1'],
  ['1.3.132.0.35', 'secp521r1'],
  ['1.3.36.3.3.2.8.1.1.1', 'brainpoolP160r1'],
  ['1.3.36.3.3.2.8.1.1.3', 'brainpoolP192r1'],
  ['1.3.36.3.3.2.8.1.1.5', 'brainpoolP224r1'],
  ['1.3.36.3.3.2.8.1.1.7', 'brainpoolP256r1'],
  ['1.3.36.3.3.2.8.1.1.9', 'brainpoolP320r1'],
  ['1.3.36.3.3.2.8.1.1.11', 'brainpoolP384r1'],
  ['1.3.36.3.3.2.8.1.1.13', 'brainpoolP512r1'],
  ['1.2.156.10197.1.301', 'SM2'],
])

const SHORT_NAMES: Readonly<Record<string, string>> = { prime256v1: 'p256', secp384r1: 'p384', secp521r1: 'p521' }

/** Curves that an upstream or visitor may be given a certificate for. */
export const P256 = '1.2.840.10045.3.1.7'
export const P384 = '1.3.132.0.34'
export const P521 = '1.3.132.0.35'

/** Bits of a non-negative INTEGER. @throws DerError */
function bitsOf(element: Element | undefined): number {
  const { contents } = expectTag(element, TAG.integer)
  const first = contents.findIndex((byte) => byte !== 0)
  return first === -1 ? 0 : (contents.length - first) * 8 - Math.clz32(contents[first] ?? 0) + 24
}

/** A field of about this many bits: what the size of a point tells. */
function fieldBits(point: Uint8Array): number {
  const coordinates = point[0] === 2 || point[0] === 3 ? 1 : 2
  return Math.floor((point.length - 1) / coordinates) * 8
}

/** @param spki SubjectPublicKeyInfo, DER. @throws DerError for what is none */
export function readPublicKey(spki: Uint8Array): PublicKeyInfo {
  const [algorithm, key] = children(readDer(spki, TAG.sequence))
  const [id, parameters] = children(expectTag(algorithm, TAG.sequence))
  const oid = readOid(id)
  const kind = KINDS.get(oid) ?? 'unknown'
  const bytes = readBits(key)
  const none = { bits: null, subgroupBits: null, exponent: null, curve: null, explicitCurve: false }
  if (kind === 'rsa' || kind === 'rsa-pss') {
    const [modulus, exponent] = children(readDer(bytes, TAG.sequence))
    const { contents } = expectTag(exponent, TAG.integer)
    if (contents.length > bytes.length) throw new DerError('structure')
    return {
      ...none,
      kind,
      oid,
      bits: bitsOf(modulus),
      exponent: BigInt(`0x0${Buffer.from(contents).toString('hex')}`),
    }
  }
  if (kind === 'ec') {
    const named = parameters?.tag === TAG.oid
    const bits = fieldBits(bytes)
    return { ...none, kind, oid, bits, curve: named ? readOid(parameters) : null, explicitCurve: !named }
  }
  if ((kind === 'dsa' || kind === 'dh') && parameters?.tag === TAG.sequence) {
    const [prime, second, third] = children(parameters)
    // DSA: p, q, g. X9.42 DH: p, g, q. PKCS #3: p, g.
    const subgroup = kind === 'dsa' ? second : third
    const subgroupBits = subgroup?.tag === TAG.integer ? bitsOf(subgroup) : null
    return { ...none, kind, oid, bits: bitsOf(prime), subgroupBits }
  }
  return { ...none, kind, oid }
}

/** `rsa2048`, `p256`, `ed25519`, `ec-brainpoolP256r1`, …: how a kind of key is called in this program. */
export function keyName({ kind, oid, bits, curve, explicitCurve }: PublicKeyInfo): string {
  switch (kind) {
    case 'rsa':
    case 'rsa-pss':
      return `${kind}${bits}`
    case 'dsa':
      return `dsa${bits ?? ''}`
    case 'ec': {
      if (explicitCurve || curve === null) return 'ec-explicit'
      const name = CURVES.get(curve) ?? curve
      return SHORT_NAMES[name] ?? `ec-${name}`
    }
    case 'unknown':
      return `unknown-${oid}`
    case 'dh':
    case 'ed25519':
    case 'ed448':
    case 'ml-dsa-44':
    case 'ml-dsa-65':
    case 'ml-dsa-87':
    case 'x25519':
    case 'x448':
      return kind
  }
}

/**
 * How many bits of security a key has, as OpenSSL counts (EVP_PKEY_get_security_bits; NIST SP 800-57 part 1 §5.6.1.1):
 * its security level 2, which TLS demands, wants 112. Zero for kinds that are not known.
 */
export function securityBits({ kind, bits, subgroupBits }: PublicKeyInfo): number {
  switch (kind) {
    case 'rsa':
    case 'rsa-pss':
      return factoringBits(bits ?? 0)
    case 'dsa':
    case 'dh':
      return Math.min(factoringBits(bits ?? 0), subgroupBits === null ? Infinity : Math.floor(subgroupBits / 2))
    case 'ec':
      return curveBits(bits ?? 0)
    case 'ed25519':
    case 'x25519':
    case 'ml-dsa-44':
      return 128
    case 'ml-dsa-65':
      return 192
    case 'ed448':
    case 'x448':
      return 224
    case 'ml-dsa-87':
      return 256
    case 'unknown':
      return 0
  }
}

function curveBits(bits: number): number {
  for (const level of [512, 384, 256, 224, 160]) if (bits >= level) return level / 2
  return Math.floor(bits / 2)
}

/** The effort of the number field sieve (NIST SP 800-56B appendix D), rounded as OpenSSL does. */
function factoringBits(bits: number): number {
  const known = { 2048: 112, 3072: 128, 4096: 152, 6144: 176, 7680: 192, 8192: 200, 15_360: 256 }[bits]
  if (known !== undefined) return known
  if (bits < 9) return 0
  const size = bits * Math.LN2
  const effort = (1.923 * Math.cbrt(size * Math.log(size) ** 2) - 4.69) / Math.LN2
  return Math.min(Math.floor((effort + 4) / 8) * 8, bits <= 7680 ? 192 : bits <= 15_360 ? 256 : 1200)
}

/** The key as the library uses it; null where it does not take it (a point off its curve, a curve that it lacks). */
export function loadPublicKey(spki: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

/** ECDH's names of the curves whose points are brought to one form. */
const CONVERTIBLE: ReadonlyMap<string, string> = new Map([
  [P256, 'prime256v1'],
  [P384, 'secp384r1'],
  [P521, 'secp521r1'],
])

/**
 * Bytes that are equal for equal keys: parameters that mean nothing (RSA's NULL, or its absence) are left out, and points
 * are uncompressed. A key that was written down in another way by another program is still the same key.
 * @throws DerError
 */
export function keyIdentity(spki: Uint8Array): Uint8Array {
  const info = readPublicKey(spki)
  const [, key] = children(readDer(spki, TAG.sequence))
  if (info.kind === 'rsa') return Buffer.concat([Buffer.from('rsa\0'), readBits(key)])
  const name = info.curve === null ? undefined : CONVERTIBLE.get(info.curve)
  if (info.kind !== 'ec' || name === undefined) return spki
  const point = readBits(key)
  return Buffer.concat([Buffer.from(`${info.curve}\0`), point[0] === 4 ? point : uncompressed(point, name)])
}

function uncompressed(point: Uint8Array, curve: string): Uint8Array {
  try {
    return ECDH.convertKey(Buffer.from(point), curve, undefined, undefined, 'uncompressed') as unknown as Uint8Array
  } catch {
    return point
  }
}
