import { AppError } from '../../../../shared/errors/index.ts'
import { children, expectTag, readInteger, readOid, type Element } from '../../asn1/der-reader.ts'
import { integer, nul, octets, oid, sequence, TAG } from '../../asn1/der.ts'
import type { Budget } from './budget.ts'
import { CIPHERS, decrypt, encrypt, type CipherName } from './ciphers.ts'
import {
  bmpPassword,
  pbkdf1,
  pbkdf2Key,
  pkcs12Cost,
  pkcs12Kdf,
  PURPOSE,
  scryptKey,
  scryptMemory,
  type DigestName,
} from './kdf.ts'
import { message } from '../../../../shared/messages/message.ts'

/** How something is encrypted under a password, read from its AlgorithmIdentifier; nothing is derived yet. */
export type Scheme = { readonly cipher: CipherName } & (
  | { readonly kind: 'pkcs12'; readonly salt: Uint8Array; readonly iterations: number }
  | { readonly kind: 'pbes1'; readonly digest: DigestName; readonly salt: Uint8Array; readonly iterations: number }
  | {
      readonly kind: 'pbes2'
      readonly prf: DigestName
      readonly salt: Uint8Array
      readonly iterations: number
      readonly iv: Uint8Array
    }
  | {
      readonly kind: 'scrypt'
      readonly salt: Uint8Array
      readonly cost: { readonly N: number; readonly r: number; readonly p: number }
      readonly iv: Uint8Array
    }
)

const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'
const SCRYPT = '1.3.6.1.4.1.11591.4.11'
const PBE_SHA1_3DES = '1.2.840.113549.1.12.1.3'
const AES_256 = '2.16.840.1.101.3.4.1.42'
const HMAC_SHA256 = '1.2.840.113549.2.9'
const RC2 = '1.2.840.113549.3.2'

/** RFC 7292 appendix C. */
const PKCS12_CIPHERS: ReadonlyMap<string, CipherName> = new Map([
  [PBE_SHA1_3DES, '3des-cbc'],
  ['1.2.840.113549.1.12.1.1', 'rc4-128'],
  ['1.2.840.113549.1.12.1.2', 'rc4-40'],
  ['1.2.840.113549.1.12.1.4', '2des-cbc'],
  ['1.2.840.113549.1.12.1.5', 'rc2-128-cbc'],
  ['1.2.840.113549.1.12.1.6', 'rc2-40-cbc'],
])

/** RFC 8018 appendix A.3. */
const PBES1_SCHEMES: ReadonlyMap<string, readonly [DigestName, CipherName]> = new Map([
  ['1.2.840.113549.1.5.3', ['md5', 'des-cbc']],
  ['1.2.840.113549.1.5.6', ['md5', 'rc2-64-cbc']],
  ['1.2.840.113549.1.5.10', ['sha1', 'des-cbc']],
  ['1.2.840.113549.1.5.11', ['sha1', 'rc2-64-cbc']],
])

/** NIST, RFC 5794 (ARIA), RFC 3657 (Camellia), GM/T 0006 (SM4). */
const PBES2_CIPHERS: ReadonlyMap<string, CipherName> = new Map([
  ['2.16.840.1.101.3.4.1.2', 'aes-128-cbc'],
  ['2.16.840.1.101.3.4.1.3', 'aes-128-ofb'],
  ['2.16.840.1.101.3.4.1.4', 'aes-128-cfb'],
  ['2.16.840.1.101.3.4.1.22', 'aes-192-cbc'],
  ['2.16.840.1.101.3.4.1.23', 'aes-192-ofb'],
  ['2.16.840.1.101.3.4.1.24', 'aes-192-cfb'],
  [AES_256, 'aes-256-cbc'],
  ['2.16.840.1.101.3.4.1.43', 'aes-256-ofb'],
  ['2.16.840.1.101.3.4.1.44', 'aes-256-cfb'],
  ['1.2.410.200046.1.1.2', 'aria-128-cbc'],
  ['1.2.410.200046.1.1.3', 'aria-128-cfb'],
  ['1.2.410.200046.1.1.4', 'aria-128-ofb'],
  ['1.2.410.200046.1.1.7', 'aria-192-cbc'],
  ['1.2.410.200046.1.1.8', 'aria-192-cfb'],
  ['1.2.410.200046.1.1.9', 'aria-192-ofb'],
  ['1.2.410.200046.1.1.12', 'aria-256-cbc'],
  ['1.2.410.200046.1.1.13', 'aria-256-cfb'],
  ['1.2.410.200046.1.1.14', 'aria-256-ofb'],
  ['1.2.392.200011.61.1.1.1.2', 'camellia-128-cbc'],
  ['1.2.392.200011.61.1.1.1.3', 'camellia-192-cbc'],
  ['1.2.392.200011.61.1.1.1.4', 'camellia-256-cbc'],
  ['0.3.4401.5.3.1.9.3', 'camellia-128-ofb'],
  ['0.3.4401.5.3.1.9.23', 'camellia-192-ofb'],
  ['0.3.4401.5.3.1.9.43', 'camellia-256-ofb'],
  ['0.3.4401.5.3.1.9.4', 'camellia-128-cfb'],
  ['0.3.4401.5.3.1.9.24', 'camellia-192-cfb'],
  ['0.3.4401.5.3.1.9.44', 'camellia-256-cfb'],
  ['1.2.156.10197.1.104.2', 'sm4-cbc'],
  ['1.2.156.10197.1.104.3', 'sm4-ofb'],
  ['1.2.156.10197.1.104.4', 'sm4-cfb'],
  ['1.2.840.113549.3.7', '3des-cbc'],
  ['1.3.14.3.2.7', 'des-cbc'],
])

const PRFS: ReadonlyMap<string, DigestName> = new Map([
  ['1.2.840.113549.2.6', 'md5'],
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.8', 'sha224'],
  [HMAC_SHA256, 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
  ['1.2.840.113549.2.12', 'sha512-224'],
  ['1.2.840.113549.2.13', 'sha512-256'],
  ['2.16.840.1.101.3.4.2.13', 'sha3-224'],
  ['2.16.840.1.101.3.4.2.14', 'sha3-256'],
  ['2.16.840.1.101.3.4.2.15', 'sha3-384'],
  ['2.16.840.1.101.3.4.2.16', 'sha3-512'],
  ['1.2.156.10197.1.401.2', 'sm3'],
])

/** Those that are told by their name because no library here has them. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.5.1', 'PBE-MD2-DES'],
  ['1.2.840.113549.1.5.4', 'PBE-MD2-RC2-64'],
  ['1.2.840.113549.1.5.12', 'PBKDF2'],
  ['1.2.840.113549.1.5.14', 'PBMAC1'],
  ['1.3.6.1.4.1.3029.1.2', 'Blowfish'],
  ['1.3.6.1.4.1.3029.1.1.2', 'Blowfish'],
  ['1.2.840.113533.7.66.10', 'CAST5'],
  ['1.2.840.113533.7.66.12', 'PBE-MD5-CAST5'],
  ['1.3.6.1.4.1.188.7.1.1.2', 'IDEA'],
  ['1.2.410.200004.1.4', 'SEED'],
  ['1.2.643.2.2.21', 'GOST 28147-89'],
  ['1.2.643.7.1.1.5.1.1', 'GOST Magma'],
  ['1.2.643.7.1.1.5.2.1', 'GOST Kuznyechik'],
  ['1.2.643.7.1.1.4.1', 'HMAC with GOST R 34.11-2012'],
  ['1.2.643.7.1.1.4.2', 'HMAC with GOST R 34.11-2012'],
  ['1.2.643.2.2.10', 'HMAC with GOST R 34.11-94'],
  ['1.3.6.1.4.1.3029.1.5.2', 'RC5'],
  ['1.2.840.113549.3.9', 'RC5'],
  ['2.16.840.1.101.3.4.1.6', 'AES-128-GCM'],
  ['2.16.840.1.101.3.4.1.26', 'AES-192-GCM'],
  ['2.16.840.1.101.3.4.1.46', 'AES-256-GCM'],
])

/** An algorithm that nothing here knows: its name where it has one, and its number. */
export function unknownAlgorithm(id: string): AppError {
  const name = NAMES.get(id)
  return new AppError('authority/file-unknown-algorithm', { algorithm: name === undefined ? id : `${name}, ${id}` })
}

const unknown = unknownAlgorithm

/** PBKDF2 as an AlgorithmIdentifier says it (RFC 8018 appendix A.2). */
export interface Pbkdf2 {
  readonly prf: DigestName
  readonly salt: Uint8Array
  readonly iterations: number
  /** Bytes; null where the cipher says it. */
  readonly length: number | null
}

/** @throws AppError authority/file-unknown-algorithm, authority/file-too-slow; DerError */
export function readPbkdf2(algorithm: Element | undefined): Pbkdf2 {
  const [kdfId, parameters] = children(expectTag(algorithm, TAG.sequence))
  const kdf = readOid(kdfId)
  if (kdf !== PBKDF2) throw unknown(kdf)
  const [salt, count, ...rest] = children(expectTag(parameters, TAG.sequence))
  const length = rest.find((element) => element.tag === TAG.integer)
  const prf = rest.find((element) => element.tag === TAG.sequence)
  return {
    prf: digestOfHmac(prf),
    salt: expectTag(salt, TAG.octets).contents,
    iterations: readCount(count),
    length: length ? readCount(length) : null,
  }
}

/** The digest of an HMAC's AlgorithmIdentifier; SHA-1 where there is none. @throws AppError authority/file-unknown-algorithm */
export function digestOfHmac(algorithm: Element | undefined): DigestName {
  const id = algorithm ? readOid(children(expectTag(algorithm, TAG.sequence))[0]) : '1.2.840.113549.2.7'
  const digest = PRFS.get(id)
  if (!digest) throw unknown(id)
  return digest
}

/** A count that a file names: beyond 2^31 it is certainly not meant. */
export function readCount(element: Element | undefined): number {
  const value = Number.parseInt(readInteger(element), 16)
  if (!(value >= 1 && value <= 0x7fff_ffff)) throw new AppError('authority/file-too-slow')
  return value
}

/** @throws AppError authority/file-unknown-algorithm, authority/file-too-slow; DerError */
export function readScheme(algorithm: Element | undefined): Scheme {
  const [type, parameters] = children(expectTag(algorithm, TAG.sequence))
  const id = readOid(type)
  if (id === PBES2) return readPbes2(parameters)
  const [salt, iterations] = children(expectTag(parameters, TAG.sequence))
  const cipher = PKCS12_CIPHERS.get(id)
  const common = { salt: expectTag(salt, TAG.octets).contents, iterations: readCount(iterations) }
  if (cipher) return { kind: 'pkcs12', cipher, ...common }
  const old = PBES1_SCHEMES.get(id)
  if (!old) throw unknown(id)
  return { kind: 'pbes1', digest: old[0], cipher: old[1], ...common }
}

function readPbes2(parameters: Element | undefined): Scheme {
  const [derivation, encryption] = children(expectTag(parameters, TAG.sequence))
  const [cipherId, ivOrMore] = children(expectTag(encryption, TAG.sequence))
  const { cipher, iv } = readCipher(readOid(cipherId), ivOrMore)
  const [kdfId, kdfParameters] = children(expectTag(derivation, TAG.sequence))
  const kdf = readOid(kdfId)
  if (kdf === SCRYPT) {
    const [salt, count, ...rest] = children(expectTag(kdfParameters, TAG.sequence))
    const cost = { N: readCount(count), r: readCount(rest[0]), p: readCount(rest[1]) }
    return { kind: 'scrypt', cipher, salt: expectTag(salt, TAG.octets).contents, cost, iv }
  }
  const { prf, salt, iterations } = readPbkdf2(derivation)
  return { kind: 'pbes2', cipher, prf, salt, iterations, iv }
}

function readCipher(id: string, parameters: Element | undefined): { cipher: CipherName; iv: Uint8Array } {
  if (id === RC2) {
    // RFC 2268 §6: the version 58 stands for 128 bits, 160 for 40, 120 for 64.
    const [version, iv] = children(expectTag(parameters, TAG.sequence))
    const name = ({ '3A': 'rc2-128-cbc', A0: 'rc2-40-cbc', '78': 'rc2-64-cbc' } as const)[readInteger(version)]
    if (!name) throw unknown(id)
    return { cipher: name, iv: expectTag(iv, TAG.octets).contents }
  }
  const cipher = PBES2_CIPHERS.get(id)
  if (!cipher) throw unknown(id)
  const iv = expectTag(parameters, TAG.octets).contents
  if (iv.length !== CIPHERS[cipher].iv)
    throw new AppError('authority/file-damaged', { problem: message('parts.read.wrongLength') })
  return { cipher, iv }
}

interface Derived {
  readonly key: Uint8Array
  readonly iv: Uint8Array
}

/**
 * Derives key and initialisation vector, after the budget has agreed. @param given null where there is no password at all,
 * which PKCS#12 tells from an empty one
 */
function derive(scheme: Scheme, given: string | null, budget: Budget): Promise<Derived> {
  if (scheme.kind === 'pkcs12') return derivePkcs12(scheme, given, budget)
  const password = given ?? ''
  if (scheme.kind === 'pbes1') return derivePbes1(scheme, password, budget)
  if (scheme.kind === 'scrypt') return deriveScrypt(scheme, password, budget)
  // Native: about half a unit an iteration.
  budget.spend(scheme.iterations / 2)
  const { prf, salt, iterations, iv } = scheme
  return pbkdf2Key(prf, password, salt, iterations, CIPHERS[scheme.cipher].key).then((key) => ({ key, iv }))
}

type SchemeOf<K extends Scheme['kind']> = Extract<Scheme, { kind: K }>

async function derivePkcs12(scheme: SchemeOf<'pkcs12'>, password: string | null, budget: Budget): Promise<Derived> {
  const { salt, iterations } = scheme
  const { key, iv } = CIPHERS[scheme.cipher]
  budget.spend(pkcs12Cost('sha1', iterations, key) + pkcs12Cost('sha1', iterations, iv))
  const spelled = password === null ? new Uint8Array() : bmpPassword(password)
  const common = { digest: 'sha1', password: spelled, salt, iterations } as const
  return {
    key: await pkcs12Kdf({ ...common, purpose: PURPOSE.key, length: key }),
    iv: await pkcs12Kdf({ ...common, purpose: PURPOSE.iv, length: iv }),
  }
}

async function derivePbes1(scheme: SchemeOf<'pbes1'>, password: string, budget: Budget): Promise<Derived> {
  budget.spend(scheme.iterations)
  const bytes = await pbkdf1(scheme.digest, password, scheme.salt, scheme.iterations)
  return { key: bytes.subarray(0, 8), iv: bytes.subarray(8, 16) }
}

async function deriveScrypt(scheme: SchemeOf<'scrypt'>, password: string, budget: Budget): Promise<Derived> {
  const { N, r, p } = scheme.cost
  // 64 MiB is four times what OpenSSL writes.
  if (scryptMemory(scheme.cost) > 67_108_864) throw new AppError('authority/file-too-slow')
  // RFC 7914 §2: a power of two, and less than 2^(16·r).
  if ((N & (N - 1)) !== 0 || N < 2 || N >= 2 ** (16 * r)) {
    throw new AppError('authority/file-damaged', { problem: message('parts.read.derivation') })
  }
  budget.spend(2 * N * r * p)
  const key = await scryptKey(password, scheme.salt, scheme.cost, CIPHERS[scheme.cipher].key)
  return { key, iv: scheme.iv }
}

/** Null when the password (or the data) is wrong. @throws AppError authority/file-too-slow before deriving */
export async function decryptWith(
  scheme: Scheme,
  password: string | null,
  data: Uint8Array,
  budget: Budget,
): Promise<Uint8Array | null> {
  const { key, iv } = await derive(scheme, password, budget)
  return decrypt(scheme.cipher, key, iv, data)
}

export async function encryptWith(
  scheme: Scheme,
  password: string,
  data: Uint8Array,
  budget: Budget,
): Promise<Uint8Array> {
  const { key, iv } = await derive(scheme, password, budget)
  return encrypt(scheme.cipher, key, iv, data)
}

/** The AlgorithmIdentifier of the two schemes that are written here. */
export function writeScheme(scheme: Extract<Scheme, { kind: 'pkcs12' | 'pbes2' }>): Uint8Array {
  if (scheme.kind === 'pkcs12') {
    return sequence(oid(PBE_SHA1_3DES), sequence(octets(scheme.salt), integer(scheme.iterations)))
  }
  const prf = sequence(oid(HMAC_SHA256), nul())
  const derivation = sequence(oid(PBKDF2), sequence(octets(scheme.salt), integer(scheme.iterations), prf))
  return sequence(oid(PBES2), sequence(derivation, sequence(oid(AES_256), octets(scheme.iv))))
}
