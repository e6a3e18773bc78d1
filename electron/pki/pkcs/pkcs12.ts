import { createHash, createHmac, createPublicKey, randomBytes, X509Certificate } from 'node:crypto'
import { AppError } from '../../../shared/errors/index.ts'
import { describeCertificate } from '../x509/describe.ts'
import { explicit, implicit, integer, nul, octets, oid, sequence, setOf, TAG, tlv } from '../asn1/der.ts'
import { newBudget } from './pbe/budget.ts'
import { bmpPassword, DIGEST_BYTES, pkcs12Kdf, PURPOSE } from './pbe/kdf.ts'
import { encryptWith, writeScheme } from './pbe/schemes.ts'
import { openKey } from '../x509/sign.ts'
import { P12 } from './pkcs12-oids.ts'
import { readPkcs12 } from './pkcs12-read.ts'

export { readPkcs12 } from './pkcs12-read.ts'

export interface Pkcs12Options {
  /**
   * `compatible`: 3DES and a SHA-1 MAC, which every phone and older system imports. `modern`: AES-256 with
   * PBKDF2-HMAC-SHA-256 and a SHA-256 MAC (iOS 18, macOS 15, Android 14, Windows 10 1709 and newer).
   */
  readonly profile: 'compatible' | 'modern'
  /** ASCII, not empty: Java refuses others, and several systems try the empty one by themselves. */
  readonly password: string
  /** Shown by the importing system. */
  readonly friendlyName: string
  readonly pkcs8: Uint8Array
  /** DER of the certificate of that key. */
  readonly certificate: Uint8Array
  /** DER of the authorities above it, nearest first. */
  readonly chain: readonly Uint8Array[]
}

/**
 * The generated passwords carry 62 bits by themselves; iterations are for those that people choose. Every system
 * accepts 2,048 to 100,000, and phones feel more.
 */
const ITERATIONS = { compatible: 2048, modern: 20_000 } as const

/** BoringSSL refuses the whole file for a name that is empty or has characters outside the BMP. */
function bmpName(name: string): string {
  // oxlint-disable-next-line no-control-regex -- naming them is the point
  return name.replace(/[\u{10000}-\u{10FFFF}\uD800-\uDFFF\u0000-\u001F]/gu, '').trim()
}

function bagAttributes(friendlyName: string, localKeyId?: Uint8Array): Uint8Array[] {
  const bmp = Buffer.from(bmpName(friendlyName), 'utf16le').swap16()
  const attributes = [
    ...(bmp.length > 0 ? [sequence(oid(P12.friendlyName), setOf(tlv(TAG.bmp, bmp)))] : []),
    ...(localKeyId ? [sequence(oid(P12.localKeyId), setOf(octets(localKeyId)))] : []),
  ]
  return attributes.length > 0 ? [setOf(...attributes)] : []
}

function certificateBag(certificate: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array {
  const value = sequence(oid(P12.x509Certificate), explicit(0, octets(certificate)))
  return sequence(oid(P12.certBag), explicit(0, value), ...attributes)
}

/** Encrypts under a fresh salt. */
async function protect(
  options: Pkcs12Options,
  data: Uint8Array,
): Promise<{ algorithm: Uint8Array; bytes: Uint8Array }> {
  const { profile, password } = options
  const iterations = ITERATIONS[profile]
  const salt = randomBytes(profile === 'modern' ? 16 : 8)
  const scheme =
    profile === 'modern'
      ? ({ kind: 'pbes2', cipher: 'aes-256-cbc', prf: 'sha256', salt, iterations, iv: randomBytes(16) } as const)
      : ({ kind: 'pkcs12', cipher: '3des-cbc', salt, iterations } as const)
  return { algorithm: writeScheme(scheme), bytes: await encryptWith(scheme, password, data, newBudget()) }
}

const contentInfo = (bytes: Uint8Array): Uint8Array => sequence(oid(P12.data), explicit(0, octets(bytes)))

/**
 * A PKCS#12 file (RFC 7292) with one key, its certificate and the chain. It is opened again and checked before it
 * is returned. @throws AppError device/export-check-failed
 */
export async function writePkcs12(options: Pkcs12Options): Promise<Uint8Array> {
  const { profile, password, friendlyName, pkcs8, certificate, chain } = options
  const localKeyId = createHash('sha1').update(certificate).digest()
  const identity = bagAttributes(bmpName(friendlyName) || 'Vestibule', localKeyId)

  const certificates = sequence(
    certificateBag(certificate, identity),
    ...chain.map((authority) => certificateBag(authority, bagAttributes(describeCertificate(authority).commonName))),
  )
  const sealed = await protect(options, certificates)
  const encryptedContent = sequence(oid(P12.data), sealed.algorithm, implicit(0, sealed.bytes))
  const certificateSafe = sequence(oid(P12.encryptedData), explicit(0, sequence(integer(0), encryptedContent)))

  const key = await protect(options, pkcs8)
  const shrouded = sequence(key.algorithm, octets(key.bytes))
  const keySafe = contentInfo(sequence(sequence(oid(P12.shroudedKeyBag), explicit(0, shrouded), ...identity)))

  const content = sequence(certificateSafe, keySafe)
  const file = sequence(integer(3), contentInfo(content), await macData(profile, password, content))
  await check(file, options)
  return file
}

async function macData(profile: Pkcs12Options['profile'], password: string, content: Uint8Array): Promise<Uint8Array> {
  const digest = profile === 'modern' ? 'sha256' : 'sha1'
  const iterations = ITERATIONS[profile]
  const salt = randomBytes(8)
  const length = DIGEST_BYTES[digest]
  const key = await pkcs12Kdf({
    digest,
    password: bmpPassword(password),
    salt,
    iterations,
    purpose: PURPOSE.mac,
    length,
  })
  const value = createHmac(digest, key).update(content).digest()
  const digestInfo = sequence(sequence(oid(P12[digest]), nul()), octets(value))
  return sequence(digestInfo, octets(salt), integer(iterations))
}

/** MAC, decryption, and that key and certificates are the very ones that went in and belong together. */
async function check(file: Uint8Array, options: Pkcs12Options): Promise<void> {
  const { password, pkcs8, certificate, chain } = options
  const failed = (cause?: unknown): AppError => new AppError('device/export-check-failed', {}, { cause })
  let seen
  try {
    seen = await readPkcs12(file, password)
  } catch (error) {
    throw failed(error)
  }
  const same = (a: Uint8Array | undefined, b: Uint8Array): boolean => a !== undefined && Buffer.compare(a, b) === 0
  const expected = [certificate, ...chain]
  const complete =
    seen.mac !== null &&
    seen.keys.length === 1 &&
    same(seen.keys[0]?.pkcs8, pkcs8) &&
    seen.certificates.length === expected.length &&
    expected.every((der, index) => same(seen.certificates[index]?.certificate, der))
  if (!complete) throw failed()
  const leaf = new X509Certificate(certificate)
  const mine = createPublicKey(openKey(pkcs8)).export({ type: 'spki', format: 'der' })
  if (!leaf.publicKey.export({ type: 'spki', format: 'der' }).equals(mine)) throw failed()
}
