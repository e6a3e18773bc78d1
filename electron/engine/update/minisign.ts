import { createPublicKey, verify } from 'node:crypto'
import { blake2b } from '@noble/hashes/blake2.js'

/** Of SubjectPublicKeyInfo before the 32 bytes of an Ed25519 key (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const KEY_BYTES = 42
const SIGNATURE_BYTES = 74

function decoded(line: string | undefined, bytes: number): Buffer | null {
  const text = line?.trim() ?? ''
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null
  const found = Buffer.from(text, 'base64')
  return found.length === bytes ? found : null
}

/**
 * Checks a file of minisign(1), https://jedisct1.github.io/minisign/: Ed25519 over BLAKE2b-512 of the file (`ED`), or over the
 * file itself (`Ed`), and over signature and trusted comment. BoringSSL has no BLAKE2b-512, so that comes from a library.
 * @param publicKey the line of base64 of a .pub file @returns whether all of it is right
 */
export function isSigned(content: Uint8Array, signatureFile: string, publicKey: string): boolean {
  const key = decoded(publicKey, KEY_BYTES)
  const [untrusted = '', line, trusted = '', whole] = signatureFile.split('\n').map((one) => one.replace(/\r$/, ''))
  const signature = decoded(line, SIGNATURE_BYTES)
  const global = decoded(whole, 64)
  if (!key || !signature || !global) return false
  if (!untrusted.startsWith('untrusted comment: ') || !trusted.startsWith('trusted comment: ')) return false
  if (key.toString('latin1', 0, 2) !== 'Ed' || !key.subarray(2, 10).equals(signature.subarray(2, 10))) return false
  const algorithm = signature.toString('latin1', 0, 2)
  if (algorithm !== 'ED' && algorithm !== 'Ed') return false
  const signed = algorithm === 'ED' ? blake2b(content, { dkLen: 64 }) : content
  const own = signature.subarray(10)
  try {
    const verifier = createPublicKey({
      key: Buffer.concat([SPKI_PREFIX, key.subarray(10)]),
      format: 'der',
      type: 'spki',
    })
    const comment = Buffer.from(trusted.slice('trusted comment: '.length))
    return verify(null, signed, verifier, own) && verify(null, Buffer.concat([own, comment]), verifier, global)
  } catch {
    return false
  }
}
