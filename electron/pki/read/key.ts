import { createPrivateKey, createPublicKey } from 'node:crypto'
import { AppError } from '../../../shared/errors/index.ts'
import { children, DerError, expectTag, readDer } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { describeKey } from '../x509/keys.ts'
import { newBudget } from '../pkcs/pbe/budget.ts'
import { CIPHERS, decrypt, type CipherName } from '../pkcs/pbe/ciphers.ts'
import { openSslPemKey } from '../pkcs/pbe/kdf.ts'
import { decryptWith, readScheme } from '../pkcs/pbe/schemes.ts'
import type { PemBlock } from '../x509/pem.ts'
import { kindOfBlock } from './contents.ts'
import { recogniseFile } from './kind.ts'
import { message } from '../../../shared/messages/message.ts'

/** A private key from a file, whatever form it had there. */
export interface ImportedKey {
  /** PKCS#8 DER, not encrypted. */
  readonly pkcs8: Uint8Array
  /** SubjectPublicKeyInfo DER. */
  readonly spki: Uint8Array
  readonly keyType: string
  readonly wasEncrypted: boolean
}

const MAX_BYTES = 1_048_576

/**
 * Reads a private key: PEM or DER; PKCS#1, PKCS#8, SEC1; encrypted with PBES1, PBES2 or as `openssl genrsa -aes256`
 * does. @param password null when the user gave none
 * @throws AppError authority/file-nothing-found, -password-needed, -wrong-password, -unknown-algorithm, -damaged,
 *   -too-large, -too-slow
 */
export async function readPrivateKey(input: Uint8Array | string, password: string | null): Promise<ImportedKey> {
  if (input.length > MAX_BYTES) throw new AppError('authority/file-too-large', { limit: '1 MiB' })
  const block = findKey(input)
  if (!block) throw new AppError('authority/file-nothing-found', { wanted: message('parts.read.privateKey') })
  return readPrivateKeyBlock(block, password)
}

/** The same for one block of a PEM file. @throws AppError as `readPrivateKey` */
export async function readPrivateKeyBlock(block: PemBlock, password: string | null): Promise<ImportedKey> {
  try {
    const encrypted = isEncrypted(block)
    return load(encrypted ? await open(block, password) : block.der, encrypted)
  } catch (error) {
    if (error instanceof DerError) throw new AppError('authority/file-damaged', { problem: error.problem })
    throw error
  }
}

/** @throws AppError foreign/… for a file of another kind */
function findKey(input: Uint8Array | string): PemBlock | undefined {
  if (typeof input !== 'string' && input[0] === TAG.sequence) return { label: '', der: input, headers: {} }
  const found = recogniseFile(typeof input === 'string' ? Buffer.from(input, 'utf8') : input)
  if (found.other) throw new AppError(found.other)
  if (found.kind === 'key' || found.kind === 'encrypted-key') return { label: '', der: found.der, headers: {} }
  return found.blocks.find((block) => kindOfBlock(block) === 'key')
}

/** EncryptedPrivateKeyInfo begins with an AlgorithmIdentifier; every plain form with a version. */
function isEncrypted({ der, headers }: PemBlock): boolean {
  if (headers['dek-info'] !== undefined) return true
  return children(readDer(der, TAG.sequence))[0]?.tag === TAG.sequence
}

async function open(block: PemBlock, password: string | null): Promise<Uint8Array> {
  if (password === null) throw new AppError('authority/file-password-needed')
  const dekInfo = block.headers['dek-info']
  const plain = dekInfo === undefined ? await openPkcs8(block.der, password) : openTraditional(block, dekInfo, password)
  // Nothing but the padding and the structure tells a right password from a wrong one here.
  if (!plain || !isSequence(plain)) throw new AppError('authority/file-wrong-password')
  return plain
}

function isSequence(bytes: Uint8Array): boolean {
  try {
    return children(readDer(bytes, TAG.sequence)).length > 0
  } catch {
    return false
  }
}

async function openPkcs8(der: Uint8Array, password: string): Promise<Uint8Array | null> {
  const [algorithm, data] = children(readDer(der, TAG.sequence))
  return decryptWith(readScheme(algorithm), password, expectTag(data, TAG.octets).contents, newBudget())
}

/** Names of OpenSSL that differ from those here; the others are the same in capitals. */
const DEK_CIPHERS: ReadonlyMap<string, CipherName> = new Map([
  ['des-ede3-cbc', '3des-cbc'],
  ['des-ede3-cfb', '3des-cfb'],
  ['des-ede3-ofb', '3des-ofb'],
  ['des-ede-cbc', '2des-cbc'],
  ['rc2-cbc', 'rc2-128-cbc'],
])

/** DEK-Info names no salt beside the IV: a cipher without one was never written so. */
function dekCipher(name: string): CipherName | null {
  const lower = name.toLowerCase()
  const cipher = DEK_CIPHERS.get(lower) ?? (Object.hasOwn(CIPHERS, lower) ? (lower as CipherName) : null)
  return cipher !== null && CIPHERS[cipher].iv > 0 ? cipher : null
}

/** RFC 1421 §4.6.1.3, with OpenSSL's key derivation: the salt is the first half of the IV. */
function openTraditional({ der }: PemBlock, dekInfo: string, password: string): Uint8Array | null {
  const [name = '', hex = ''] = dekInfo.split(',').map((part) => part.trim())
  const cipher = dekCipher(name)
  if (!cipher) throw new AppError('authority/file-unknown-algorithm', { algorithm: name.slice(0, 40) })
  const iv = Buffer.from(hex, 'hex')
  if (iv.length !== CIPHERS[cipher].iv)
    throw new AppError('authority/file-damaged', { problem: message('parts.read.dekInfo') })
  return decrypt(cipher, openSslPemKey(password, iv.subarray(0, 8), CIPHERS[cipher].key), iv, der)
}

function load(der: Uint8Array, wasEncrypted: boolean): ImportedKey {
  const second = children(readDer(der, TAG.sequence))[1]?.tag
  const type = second === TAG.sequence ? 'pkcs8' : second === TAG.integer ? 'pkcs1' : 'sec1'
  try {
    const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type })
    return {
      pkcs8: key.export({ type: 'pkcs8', format: 'der' }),
      spki: createPublicKey(key).export({ type: 'spki', format: 'der' }),
      keyType: describeKey(key),
      wasEncrypted,
    }
  } catch {
    throw new AppError('authority/file-damaged', { problem: message('parts.read.keyInsideUnknown') })
  }
}
