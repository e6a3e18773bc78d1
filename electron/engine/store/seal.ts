import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'

/** 32 bytes. A KeyObject keeps them outside the JavaScript heap. */
export type SealingKey = KeyObject | Uint8Array

const NONCE = 12
const TAG = 16

/**
 * AES-256-GCM (NIST SP 800-38D): nonce ‖ tag ‖ ciphertext. `purpose` is authenticated, so that a secret cannot be
 * put in the place of another one.
 */
export function seal(key: SealingKey, purpose: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(purpose))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** The secret, or null when key, purpose or bytes are not the ones it was sealed with. */
export function unseal(key: SealingKey, purpose: string, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < NONCE + TAG) return null
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAAD(Buffer.from(purpose))
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG))
  try {
    const plain = decipher.update(sealed.subarray(NONCE + TAG))
    // Checks the tag; GCM has no bytes left then. Joined they would be a second copy of the secret, which nobody wipes.
    decipher.final()
    return plain
  } catch {
    return null
  }
}
