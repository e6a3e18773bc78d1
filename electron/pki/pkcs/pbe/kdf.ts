import { hash, pbkdf2, scrypt } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'

export type DigestName =
  | 'md5'
  | 'sha1'
  | 'sha224'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | 'sha512-224'
  | 'sha512-256'
  | 'sha3-224'
  | 'sha3-256'
  | 'sha3-384'
  | 'sha3-512'
  | 'sm3'

export const DIGEST_BYTES: Readonly<Record<DigestName, number>> = {
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  'sha512-224': 28,
  'sha512-256': 32,
  'sha3-224': 28,
  'sha3-256': 32,
  'sha3-384': 48,
  'sha3-512': 64,
  sm3: 32,
}

/** Bytes that a digest takes at once, `v` of RFC 7292 appendix B.2. */
const BLOCK_BYTES: Readonly<Partial<Record<DigestName, number>>> = {
  sha384: 128,
  sha512: 128,
  'sha512-224': 128,
  'sha512-256': 128,
  'sha3-224': 144,
  'sha3-256': 136,
  'sha3-384': 104,
  'sha3-512': 72,
}

const pbkdf2InThreadPool = promisify(pbkdf2)
const scryptInThreadPool = promisify<
  Uint8Array,
  Uint8Array,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt)

/** Iterations between two looks at the event loop: about four milliseconds. */
const SLICE = 4000

async function repeatedHash(digest: DigestName, data: Uint8Array, iterations: number): Promise<Uint8Array> {
  let result: Uint8Array = data
  for (let round = 0; round < iterations; round++) {
    result = hash(digest, result, 'buffer')
    if (round % SLICE === SLICE - 1) await setImmediate()
  }
  return result
}

/** What a derived piece is for. RFC 7292 appendix B.3. */
export const PURPOSE = { key: 1, iv: 2, mac: 3 } as const

/** A password as PKCS#12 wants it: UTF-16BE with a terminating zero (RFC 7292 appendix B.1). */
export function bmpPassword(password: string): Uint8Array {
  return Buffer.from(`${password}\0`, 'utf16le').swap16()
}

function repeatTo(bytes: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => bytes[index % bytes.length] ?? 0)
}

/** Key derivation of PKCS#12, RFC 7292 appendix B.2. Leaves the event loop free every few milliseconds. */
export async function pkcs12Kdf(options: {
  digest: DigestName
  /** From `bmpPassword`; empty for the rare files without any password. */
  password: Uint8Array
  salt: Uint8Array
  iterations: number
  purpose: (typeof PURPOSE)[keyof typeof PURPOSE]
  /** Bytes wanted. */
  length: number
}): Promise<Uint8Array> {
  const { digest, password, salt, iterations, purpose, length } = options
  const block = BLOCK_BYTES[digest] ?? 64
  const padded = (bytes: Uint8Array): Uint8Array =>
    bytes.length === 0 ? bytes : repeatTo(bytes, block * Math.ceil(bytes.length / block))
  const diversifier = new Uint8Array(block).fill(purpose)
  const input = Buffer.concat([padded(salt), padded(password)])
  const pieces: Uint8Array[] = []
  for (let made = 0; made < length; made += DIGEST_BYTES[digest]) {
    const piece = await repeatedHash(digest, Buffer.concat([diversifier, input]), iterations)
    pieces.push(piece)
    const addend = repeatTo(piece, block)
    for (let start = 0; start < input.length; start += block) {
      let carry = 1
      for (let index = block - 1; index >= 0; index--) {
        carry += (input[start + index] ?? 0) + (addend[index] ?? 0)
        input[start + index] = carry & 0xff
        carry >>= 8
      }
    }
  }
  return Buffer.concat(pieces).subarray(0, length)
}

/** Units of work that `pkcs12Kdf` takes, see Budget. */
export function pkcs12Cost(digest: DigestName, iterations: number, length: number): number {
  return iterations * Math.ceil(length / DIGEST_BYTES[digest])
}

/** PBKDF1, RFC 8018 §5.1, as the oldest encrypted keys use it. */
export async function pbkdf1(
  digest: DigestName,
  password: string,
  salt: Uint8Array,
  iterations: number,
): Promise<Uint8Array> {
  return repeatedHash(digest, Buffer.concat([Buffer.from(password, 'utf8'), salt]), iterations)
}

/** PBKDF2, RFC 8018 §5.2, in the thread pool. */
export function pbkdf2Key(
  digest: DigestName,
  password: string,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Promise<Uint8Array> {
  return pbkdf2InThreadPool(password, salt, iterations, length, digest)
}

interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** Bytes that scrypt works in: OpenSSL counts two blocks more than RFC 7914 §6 needs. */
export function scryptMemory({ N, r, p }: ScryptCost): number {
  return 128 * r * (N + p + 2)
}

/** scrypt, RFC 7914, in the thread pool; the caller has looked at the memory it takes. */
export function scryptKey(password: string, salt: Uint8Array, cost: ScryptCost, length: number): Promise<Uint8Array> {
  return scryptInThreadPool(Buffer.from(password, 'utf8'), salt, length, { ...cost, maxmem: scryptMemory(cost) })
}

/** EVP_BytesToKey with MD5 and one round: how OpenSSL encrypts "traditional" PEM keys. */
export function openSslPemKey(password: string, salt: Uint8Array, length: number): Uint8Array {
  let previous: Uint8Array = new Uint8Array()
  let out: Uint8Array = new Uint8Array()
  while (out.length < length) {
    previous = hash('md5', Buffer.concat([previous, Buffer.from(password, 'utf8'), salt]), 'buffer')
    out = Buffer.concat([out, previous])
  }
  return out.subarray(0, length)
}
