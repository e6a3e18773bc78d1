import { createCipheriv, createDecipheriv, getCiphers } from 'node:crypto'
import type forge from 'node-forge'
import { AppError } from '../../../../shared/errors/index.ts'
import { useForge } from '../../asn1/forge.ts'
import { rc4 } from './rc4.ts'

interface CipherFacts {
  /** Bytes. */
  readonly key: number
  readonly iv: number
  /** As the TLS library calls it; null for those that are done in JavaScript: no library of today has them. */
  readonly native: string | null
  /** Padded to whole blocks (CBC); the others keep the length. */
  readonly padded: boolean
}

const cbc = (key: number, iv: number, native: string | null): CipherFacts => ({ key, iv, native, padded: true })
const stream = (key: number, iv: number, native: string | null): CipherFacts => ({ key, iv, native, padded: false })

/** Everything that OpenSSL encrypts keys with and that can be had: BoringSSL has AES and triple DES only. */
export const CIPHERS = {
  'aes-128-cbc': cbc(16, 16, 'aes-128-cbc'),
  'aes-192-cbc': cbc(24, 16, 'aes-192-cbc'),
  'aes-256-cbc': cbc(32, 16, 'aes-256-cbc'),
  'aes-128-cfb': stream(16, 16, 'aes-128-cfb'),
  'aes-192-cfb': stream(24, 16, 'aes-192-cfb'),
  'aes-256-cfb': stream(32, 16, 'aes-256-cfb'),
  'aes-128-ofb': stream(16, 16, 'aes-128-ofb'),
  'aes-192-ofb': stream(24, 16, 'aes-192-ofb'),
  'aes-256-ofb': stream(32, 16, 'aes-256-ofb'),
  'aes-128-ctr': stream(16, 16, 'aes-128-ctr'),
  'aes-192-ctr': stream(24, 16, 'aes-192-ctr'),
  'aes-256-ctr': stream(32, 16, 'aes-256-ctr'),
  'aria-128-cbc': cbc(16, 16, 'aria-128-cbc'),
  'aria-192-cbc': cbc(24, 16, 'aria-192-cbc'),
  'aria-256-cbc': cbc(32, 16, 'aria-256-cbc'),
  'aria-128-cfb': stream(16, 16, 'aria-128-cfb'),
  'aria-192-cfb': stream(24, 16, 'aria-192-cfb'),
  'aria-256-cfb': stream(32, 16, 'aria-256-cfb'),
  'aria-128-ofb': stream(16, 16, 'aria-128-ofb'),
  'aria-192-ofb': stream(24, 16, 'aria-192-ofb'),
  'aria-256-ofb': stream(32, 16, 'aria-256-ofb'),
  'camellia-128-cbc': cbc(16, 16, 'camellia-128-cbc'),
  'camellia-192-cbc': cbc(24, 16, 'camellia-192-cbc'),
  'camellia-256-cbc': cbc(32, 16, 'camellia-256-cbc'),
  'camellia-128-cfb': stream(16, 16, 'camellia-128-cfb'),
  'camellia-192-cfb': stream(24, 16, 'camellia-192-cfb'),
  'camellia-256-cfb': stream(32, 16, 'camellia-256-cfb'),
  'camellia-128-ofb': stream(16, 16, 'camellia-128-ofb'),
  'camellia-192-ofb': stream(24, 16, 'camellia-192-ofb'),
  'camellia-256-ofb': stream(32, 16, 'camellia-256-ofb'),
  'sm4-cbc': cbc(16, 16, 'sm4-cbc'),
  'sm4-cfb': stream(16, 16, 'sm4-cfb'),
  'sm4-ofb': stream(16, 16, 'sm4-ofb'),
  '3des-cbc': cbc(24, 8, 'des-ede3-cbc'),
  '3des-cfb': stream(24, 8, 'des-ede3-cfb'),
  '3des-ofb': stream(24, 8, 'des-ede3-ofb'),
  '2des-cbc': cbc(16, 8, null),
  'des-cbc': cbc(8, 8, null),
  'rc2-40-cbc': cbc(5, 8, null),
  'rc2-64-cbc': cbc(8, 8, null),
  'rc2-128-cbc': cbc(16, 8, null),
  'rc4-40': stream(5, 0, null),
  'rc4-128': stream(16, 0, null),
} as const satisfies Record<string, CipherFacts>

export type CipherName = keyof typeof CIPHERS

let available: ReadonlySet<string> | null = null

/** What the library calls it; null for what is done in JavaScript. @throws AppError authority/file-unknown-algorithm */
function nativeName(name: CipherName): string | null {
  const { native } = CIPHERS[name]
  if (native === null) return null
  available ??= new Set(getCiphers())
  if (available.has(native)) return native
  // BoringSSL lists few of those it has; triple DES is done in JavaScript where it is missing.
  if (name.startsWith('aes-') && name.endsWith('-cbc')) return native
  if (name === '3des-cbc') return null
  throw new AppError('authority/file-unknown-algorithm', { algorithm: name.toUpperCase() })
}

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

/** CBC with PKCS#7 padding; the others as they are. */
export function encrypt(name: CipherName, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  if (name.startsWith('rc4')) return rc4(key, data)
  const native = nativeName(name)
  if (native !== null) {
    const cipher = createCipheriv(native, key, iv)
    return Buffer.concat([cipher.update(data), cipher.final()])
  }
  return finish(start(name, key, iv, false), data) ?? new Uint8Array()
}

/**
 * The reverse of `encrypt`. @returns null when the padding shows that key or data are wrong
 * @throws AppError authority/file-unknown-algorithm for a cipher that the library at hand does not have
 */
export function decrypt(name: CipherName, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array | null {
  if (data.length === 0) return null
  if (CIPHERS[name].padded && data.length % CIPHERS[name].iv !== 0) return null
  if (name.startsWith('rc4')) return rc4(key, data)
  const native = nativeName(name)
  if (native === null) return finish(start(name, key, iv, true), data)
  try {
    const decipher = createDecipheriv(native, key, iv)
    return Buffer.concat([decipher.update(data), decipher.final()])
  } catch {
    return null
  }
}
