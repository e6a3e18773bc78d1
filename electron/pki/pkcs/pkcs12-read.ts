import { message } from '../../../shared/messages/message.ts'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../../shared/errors/index.ts'
import { children, DerError, expectTag, readDer, readOid, readText, type Element } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { newBudget, type Budget } from './pbe/budget.ts'
import { bmpPassword, DIGEST_BYTES, pbkdf2Key, pkcs12Cost, pkcs12Kdf, PURPOSE, type DigestName } from './pbe/kdf.ts'
import {
  decryptWith,
  digestOfHmac,
  readCount,
  readPbkdf2,
  readScheme,
  unknownAlgorithm,
  type Pbkdf2,
  type Scheme,
} from './pbe/schemes.ts'
import { berToDer, readOctets } from '../asn1/ber.ts'
import { P12 } from './pkcs12-oids.ts'

interface BagAttributes {
  readonly friendlyName: string | null
  /** Upper-case hexadecimal. */
  readonly localKeyId: string | null
}

/** What a PKCS#12 file holds, and how it is protected. */
export interface Pkcs12Contents {
  /** Keys in PKCS#8 DER, decrypted. */
  readonly keys: (BagAttributes & { readonly pkcs8: Uint8Array })[]
  /** DER. */
  readonly certificates: (BagAttributes & { readonly certificate: Uint8Array })[]
  /** Null when there is no MAC: most systems refuse such a file, and a damaged one is not noticed. */
  readonly mac: { readonly digest: DigestName; readonly iterations: number; readonly pbmac1: boolean } | null
  /** How keys and certificates are encrypted; `none` for what lies open. */
  readonly schemes: (Scheme | 'none')[]
}

/** BoringSSL's limit; real files have a few KiB. */
const MAX_BYTES = 262_144

const MAC_DIGESTS: ReadonlyMap<string, DigestName> = new Map([
  ['1.2.840.113549.2.5', 'md5'],
  [P12.sha1, 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  [P12.sha256, 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
  ['2.16.840.1.101.3.4.2.5', 'sha512-224'],
  ['2.16.840.1.101.3.4.2.6', 'sha512-256'],
  ['2.16.840.1.101.3.4.2.7', 'sha3-224'],
  ['2.16.840.1.101.3.4.2.8', 'sha3-256'],
  ['2.16.840.1.101.3.4.2.9', 'sha3-384'],
  ['2.16.840.1.101.3.4.2.10', 'sha3-512'],
])

/**
 * Opens a PKCS#12 file. Size, depth and the cost of all key derivations are looked at before they are paid for.
 * @throws AppError authority/file-damaged, authority/file-too-large, authority/file-too-slow,
 *   authority/file-unknown-algorithm, authority/file-wrong-password
 */
export async function readPkcs12(bytes: Uint8Array, password: string): Promise<Pkcs12Contents> {
  if (bytes.length > MAX_BYTES) throw new AppError('authority/file-too-large', { limit: '256 KiB' })
  try {
    return await read(bytes, password)
  } catch (error) {
    if (error instanceof DerError) throw new AppError('authority/file-damaged', { problem: error.problem })
    throw error
  }
}

async function read(bytes: Uint8Array, given: string): Promise<Pkcs12Contents> {
  const budget = newBudget()
  const [version, authSafe, macData] = children(readDer(berToDer(bytes), TAG.sequence))
  expectTag(version, TAG.integer)
  const content = dataContent(authSafe)
  const mac = macData ? readMac(macData) : null
  const password = mac ? await checkMac(mac, content, given, budget) : given
  const contents: Pkcs12Contents = {
    keys: [],
    certificates: [],
    mac: mac ? { digest: mac.digest, iterations: mac.iterations, pbmac1: mac.pbkdf2 !== null } : null,
    schemes: [],
  }
  for (const part of children(readDer(berToDer(content), TAG.sequence))) {
    const [type, wrapped] = children(expectTag(part, TAG.sequence))
    const kind = readOid(type)
    if (kind === P12.data) {
      await readSafe(dataContent(part), { contents, password, budget, depth: 0 })
    } else if (kind === P12.encryptedData) {
      const [, info] = children(expectTag(children(expectTag(wrapped, 0xa0))[0], TAG.sequence))
      const [, algorithm, encrypted] = children(expectTag(info, TAG.sequence))
      const scheme = readScheme(algorithm)
      contents.schemes.push(scheme)
      const open = await decryptBag(scheme, password, readOctets(encrypted, 0x80), budget)
      await readSafe(open, { contents, password, budget, depth: 0 })
    } else throw unknownAlgorithm(kind)
  }
  return contents
}

/** The OCTET STRING of a ContentInfo of type data. */
function dataContent(info: Element | undefined): Uint8Array {
  const [type, wrapped] = children(expectTag(info, TAG.sequence))
  const kind = readOid(type)
  if (kind !== P12.data) throw unknownAlgorithm(kind)
  return readOctets(children(expectTag(wrapped, 0xa0))[0])
}

/** A wrong password shows in the padding, or in what is no structure; only the MAC would be certain. */
async function decryptBag(
  scheme: Scheme,
  password: string | null,
  data: Uint8Array,
  budget: Budget,
): Promise<Uint8Array> {
  const plain = await decryptWith(scheme, password, data, budget)
  if (plain?.[0] !== TAG.sequence) throw new AppError('authority/file-wrong-password')
  return plain
}

interface Mac {
  readonly digest: DigestName
  readonly value: Uint8Array
  readonly salt: Uint8Array
  readonly iterations: number
  /** How the key of PBMAC1 is derived; null for the key derivation of PKCS#12 itself. */
  readonly pbkdf2: Pbkdf2 | null
}

function readMac(macData: Element): Mac {
  const [digestInfo, salt, iterations] = children(expectTag(macData, TAG.sequence))
  const [algorithm, value] = children(expectTag(digestInfo, TAG.sequence))
  const [idElement, parameters] = children(expectTag(algorithm, TAG.sequence))
  const id = readOid(idElement)
  if (id === P12.pbmac1) return readPbmac1(parameters, readOctets(value))
  const digest = MAC_DIGESTS.get(id)
  if (!digest) throw unknownAlgorithm(id)
  return {
    digest,
    value: readOctets(value),
    salt: readOctets(salt),
    iterations: iterations ? readCount(iterations) : 1,
    pbkdf2: null,
  }
}

/** RFC 9579: salt and iterations of `MacData` mean nothing, those of PBKDF2 count. */
function readPbmac1(parameters: Element | undefined, value: Uint8Array): Mac {
  const [derivation, mac] = children(expectTag(parameters, TAG.sequence))
  const pbkdf2 = readPbkdf2(derivation)
  expectTag(mac, TAG.sequence)
  return { digest: digestOfHmac(mac), value, salt: pbkdf2.salt, iterations: pbkdf2.iterations, pbkdf2 }
}

/** More than any digest has. Bytes. */
const MAX_MAC_KEY_BYTES = 512

/**
 * RFC 7292 §5.1, RFC 9579. An empty password is written in two ways, and both are in use.
 * @returns the password under which the file is right: null for none at all. @throws AppError authority/file-wrong-password
 */
async function checkMac(mac: Mac, content: Uint8Array, password: string, budget: Budget): Promise<string | null> {
  for (const spelling of mac.pbkdf2 === null && password === '' ? ['', null] : [password]) {
    const key = await macKey(mac, spelling, budget)
    const expected = createHmac(mac.digest, key).update(content).digest()
    if (expected.length === mac.value.length && timingSafeEqual(expected, mac.value)) return spelling
  }
  throw new AppError('authority/file-wrong-password')
}

async function macKey(mac: Mac, password: string | null, budget: Budget): Promise<Uint8Array> {
  const { digest, salt, iterations, pbkdf2 } = mac
  const length = pbkdf2?.length ?? DIGEST_BYTES[digest]
  if (pbkdf2) {
    // Absent, it would be no security but an invitation (RFC 9579 §5): it must be there.
    if (pbkdf2.length === null)
      throw new AppError('authority/file-damaged', { problem: message('parts.read.wrongLength') })
    if (length > MAX_MAC_KEY_BYTES) throw new AppError('authority/file-too-slow')
    budget.spend((iterations / 2) * Math.ceil(length / DIGEST_BYTES[pbkdf2.prf]))
    return pbkdf2Key(pbkdf2.prf, password ?? '', salt, iterations, length)
  }
  budget.spend(pkcs12Cost(digest, iterations, length))
  const spelled = password === null ? new Uint8Array() : bmpPassword(password)
  return pkcs12Kdf({ digest, password: spelled, salt, iterations, purpose: PURPOSE.mac, length })
}

interface Reading {
  readonly contents: Pkcs12Contents
  readonly password: string | null
  readonly budget: Budget
  readonly depth: number
}

async function readSafe(safe: Uint8Array, reading: Reading): Promise<void> {
  for (const bag of children(readDer(berToDer(safe), TAG.sequence))) {
    const [type, wrapped, attributes] = children(expectTag(bag, TAG.sequence))
    const value = children(expectTag(wrapped, 0xa0))[0]
    await readBag(readOid(type), value, readAttributes(attributes), reading)
  }
}

async function readBag(
  kind: string,
  value: Element | undefined,
  attributes: BagAttributes,
  reading: Reading,
): Promise<void> {
  const { contents, password, budget, depth } = reading
  if (kind === P12.keyBag) {
    contents.schemes.push('none')
    contents.keys.push({ ...attributes, pkcs8: expectTag(value, TAG.sequence).whole })
  } else if (kind === P12.shroudedKeyBag) {
    const [algorithm, encrypted] = children(expectTag(value, TAG.sequence))
    const scheme = readScheme(algorithm)
    contents.schemes.push(scheme)
    contents.keys.push({ ...attributes, pkcs8: await decryptBag(scheme, password, readOctets(encrypted), budget) })
  } else if (kind === P12.certBag) {
    const [type, wrapped] = children(expectTag(value, TAG.sequence))
    if (readOid(type) !== P12.x509Certificate) return
    const certificate = readOctets(children(expectTag(wrapped, 0xa0))[0])
    contents.certificates.push({ ...attributes, certificate })
  } else if (kind === P12.safeContentsBag && value && depth < 4) {
    await readSafe(value.whole, { ...reading, depth: depth + 1 })
  }
  // CRL and secret bags are nothing that is used here.
}

function readAttributes(set: Element | undefined): BagAttributes {
  let friendlyName: string | null = null
  let localKeyId: string | null = null
  for (const attribute of set?.tag === TAG.set ? children(set) : []) {
    const [type, values] = children(expectTag(attribute, TAG.sequence))
    const value = children(expectTag(values, TAG.set))[0]
    const id = readOid(type)
    if (id === P12.friendlyName && value) friendlyName = readText(value)
    if (id === P12.localKeyId) localKeyId = Buffer.from(readOctets(value)).toString('hex').toUpperCase()
  }
  return { friendlyName, localKeyId }
}
