import { createPublicKey, generateKeyPair as generate, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { KeyType } from '../../../shared/contract/common.ts'
import { keyName, readPublicKey } from './public-key.ts'

/** A key pair made here. The private half is only ever held in memory or encrypted. */
export interface KeyPair {
  readonly type: KeyType
  /** PKCS#8 PrivateKeyInfo, DER, not encrypted (RFC 5958). */
  readonly pkcs8: Uint8Array
  /** SubjectPublicKeyInfo, DER (RFC 5280 §4.1.2.7). */
  readonly spki: Uint8Array
}

const RSA_BITS = { rsa2048: 2048, rsa3072: 3072, rsa4096: 4096 } as const
const CURVES = { p256: 'P-256', p384: 'P-384' } as const

const generateInThreadPool = promisify(generate)

/** Makes a key in the thread pool: the event loop goes on meanwhile. RSA uses the exponent 65537. */
export async function generateKeyPair(type: KeyType): Promise<KeyPair> {
  const { publicKey, privateKey } =
    type === 'p256' || type === 'p384'
      ? await generateInThreadPool('ec', { namedCurve: CURVES[type] })
      : await generateInThreadPool('rsa', { modulusLength: RSA_BITS[type] })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  made.add(spki)
  return { type, pkcs8: privateKey.export({ type: 'pkcs8', format: 'der' }), spki }
}

/** By identity: what came from a file, a request or another thread is never among them. */
const made = new WeakSet<Uint8Array>()

/** Whether this very SubjectPublicKeyInfo came out of `generateKeyPair`. */
export function isMadeHere(spki: Uint8Array): boolean {
  return made.has(spki)
}

/** `rsa2048`, `p256`, …; also names types that Vestibule does not make, for example `rsa1024` or `ed25519`. */
export function describeKey(key: KeyObject): string {
  const details = key.asymmetricKeyDetails ?? {}
  const type = key.asymmetricKeyType ?? 'unknown'
  if (type === 'rsa' || type === 'rsa-pss') return `${type}${details.modulusLength ?? ''}`
  if (type !== 'ec') return type
  return keyTypeOf(createPublicKey(key).export({ type: 'spki', format: 'der' }))
}

/** The key type of a SubjectPublicKeyInfo, read from its bytes; `unknown` for what is none. */
export function keyTypeOf(spki: Uint8Array): string {
  try {
    return keyName(readPublicKey(spki))
  } catch {
    return 'unknown'
  }
}
