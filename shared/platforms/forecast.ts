import type { ImportPlatform, Integrity, Protection } from './pkcs12.ts'
import { importPlatforms } from './pkcs12.ts'

/** What of a PKCS#12 file decides where it can be imported. */
export interface Pkcs12Facts {
  readonly protection: readonly Protection[]
  readonly integrity: Integrity
  /** The most iterations of any key derivation in it. */
  readonly iterations: number
  /** False: other characters than ASCII. Null: the password is not known. */
  readonly asciiPassword: boolean | null
  /** How many keys; null when the file could not be opened. */
  readonly keys: number | null
  readonly keyTypes: readonly string[]
  /** A friendly name that is empty or has characters beyond the BMP. */
  readonly oddName: boolean
}

/** `imports`: null when it is not known. */
export interface Forecast {
  readonly platform: string
  readonly imports: boolean | null
  readonly why: string
}

const PROTECTION_WORDS: Readonly<Record<Protection, string>> = {
  '3des': '3DES',
  rc2: 'RC2',
  'aes256-sha256': 'AES-256 with HMAC-SHA-256',
  'aes256-sha1': 'AES-256 with HMAC-SHA-1',
  aes128: 'AES-128 or AES-192',
  none: 'no encryption',
  other: 'an unusual encryption',
}
const INTEGRITY_WORDS: Readonly<Record<Integrity, string>> = {
  sha1: 'a SHA-1 MAC',
  sha256: 'a SHA-256 MAC',
  sha384: 'a SHA-384 MAC',
  sha512: 'a SHA-512 MAC',
  pbmac1: 'a PBMAC1 MAC',
  none: 'a file without a MAC',
  other: 'an unusual MAC',
}

function obstacles(platform: ImportPlatform, facts: Pkcs12Facts): string[] {
  const encryption = facts.protection.find((one) => platform.protection[one] === false)
  const keyType = facts.keyTypes.find((type) => platform.refusesKeys?.includes(type) === true)
  return [
    ...(encryption === undefined ? [] : [`does not read ${PROTECTION_WORDS[encryption]}`]),
    ...(platform.integrity[facts.integrity] === false ? [`does not accept ${INTEGRITY_WORDS[facts.integrity]}`] : []),
    ...(platform.anyPassword === false && facts.asciiPassword === false
      ? ['does not accept passwords with other characters than plain ASCII']
      : []),
    ...(platform.strictNames && facts.oddName
      ? ['refuses files whose friendly name is empty or has emoji or other rare characters']
      : []),
    ...(platform.severalKeys === false && (facts.keys ?? 0) > 1 ? ['refuses files with several keys'] : []),
    ...(platform.maxIterations !== undefined && facts.iterations > platform.maxIterations
      ? [`allows at most ${platform.maxIterations} iterations`]
      : []),
    ...(keyType === undefined ? [] : [`does not import ${keyType} keys`]),
  ]
}

/** Pure: facts of a file → where it will be imported, and why not. */
export function forecastPkcs12(facts: Pkcs12Facts): Forecast[] {
  return importPlatforms.map((platform) => {
    const against = obstacles(platform, facts)
    if (against.length > 0) {
      return {
        platform: platform.name,
        imports: false,
        why: `${against.map((one) => `It ${one}.`).join(' ')} It will say: “${platform.says}”.`,
      }
    }
    const doubtful = facts.protection.find((one) => platform.protection[one] === undefined)
    const unknownMac = platform.integrity[facts.integrity] === undefined
    if (doubtful !== undefined || unknownMac) {
      const what = doubtful === undefined ? INTEGRITY_WORDS[facts.integrity] : PROTECTION_WORDS[doubtful]
      return { platform: platform.name, imports: null, why: `Nobody has reported whether it imports ${what}.` }
    }
    return { platform: platform.name, imports: true, why: 'It reads everything that this file uses.' }
  })
}
