import { randomBytes } from 'node:crypto'
import { octets, sequence } from '../asn1/der.ts'
import { newBudget } from './pbe/budget.ts'
import { encryptWith, writeScheme } from './pbe/schemes.ts'

/** PBKDF2 runs natively: a tenth of a second for whoever guesses. */
const ITERATIONS = 200_000

/** EncryptedPrivateKeyInfo (RFC 5958 §3): PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA-256. */
export async function encryptPkcs8(pkcs8: Uint8Array, password: string): Promise<Uint8Array> {
  const scheme = {
    kind: 'pbes2',
    cipher: 'aes-256-cbc',
    prf: 'sha256',
    salt: randomBytes(16),
    iterations: ITERATIONS,
    iv: randomBytes(16),
  } as const
  return sequence(writeScheme(scheme), octets(await encryptWith(scheme, password, pkcs8, newBudget())))
}
