import { createCipheriv, createDecipheriv } from 'node:crypto'
import type forge from 'node-forge'
import { useForge } from '../../asn1/forge.ts'

/** Bytes of key and block. The old ones run in JavaScript: BoringSSL and OpenSSL 3 leave them out. */
export const CIPHERS = {
  'aes-128-cbc': { key: 16, iv: 16, native: true },
  'aes-192-cbc': { key: 24, iv: 16, native: true },
  'aes-256-cbc': { key: 32, iv: 16, native: true },
  '3des-cbc': { key: 24, iv: 8, native: false },
  '2des-cbc': { key: 16, iv: 8, native: false },
  'des-cbc': { key: 8, iv: 8, native: false },
  'rc2-40-cbc': { key: 5, iv: 8, native: false },
  'rc2-64-cbc': { key: 8, iv: 8, native: false },
  'rc2-128-cbc': { key: 16, iv: 8, native: false },
} as const

export type CipherName = keyof typeof CIPHERS

const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** What node-forge's ciphers have in common once they are started. */
interface Started {
  update(input: forge.util.ByteBuffer): void
  /** False when the padding is wrong. */
  finish(): boolean
  readonly output: forge.util.ByteBuffer
}

function start(name: CipherName, key: Uint8Array, iv: Uint8Array, decrypting: boolean): Started {
  const { cipher: ciphers, rc2, util } = useForge()
  if (name.startsWith('rc2')) {
    const make = decrypting ? rc2.createDecryptionCipher : rc2.createEncryptionCipher
    const cipher = make(binary(key), key.length * 8)
    cipher.start(binary(iv))
    return cipher
  }
  // Two-key triple DES is triple DES with the first key used again.
  const whole = name === '2des-cbc' ? Buffer.concat([key, key.subarray(0, 8)]) : key
  const mode = name === 'des-cbc' ? 'DES-CBC' : '3DES-CBC'
  const make = decrypting ? ciphers.createDecipher : ciphers.createCipher
  const cipher = make(mode, util.createBuffer(binary(whole)))
  cipher.start({ iv: util.createBuffer(binary(iv)) })
  return cipher
}

function finish(cipher: Started, data: Uint8Array): Uint8Array | null {
  cipher.update(useForge().util.createBuffer(binary(data)))
  return cipher.finish() ? Buffer.from(cipher.output.getBytes(), 'latin1') : null
}

/** CBC with PKCS#7 padding. */
export function encrypt(name: CipherName, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  if (CIPHERS[name].native) {
    const cipher = createCipheriv(name, key, iv)
    return Buffer.concat([cipher.update(data), cipher.final()])
  }
  return finish(start(name, key, iv, false), data) ?? new Uint8Array()
}

/** CBC with PKCS#7 padding; null when the padding shows that key or data are wrong. */
export function decrypt(name: CipherName, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array | null {
  if (data.length === 0 || data.length % CIPHERS[name].iv !== 0) return null
  if (!CIPHERS[name].native) return finish(start(name, key, iv, true), data)
  try {
    const decipher = createDecipheriv(name, key, iv)
    return Buffer.concat([decipher.update(data), decipher.final()])
  } catch {
    return null
  }
}
