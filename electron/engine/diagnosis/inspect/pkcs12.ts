import { AppError } from '../../../../shared/errors/index.ts'
import type { Pkcs12Facts } from '../../../../shared/platforms/forecast.ts'
import type { Integrity, Protection } from '../../../../shared/platforms/pkcs12.ts'
import { children, expectTag, readDer, readInteger, readOid, type Element } from '../../../pki/asn1/der-reader.ts'
import { TAG } from '../../../pki/asn1/der.ts'
import { readScheme } from '../../../pki/pkcs/pbe/schemes.ts'
import { berToDer, readOctets } from '../../../pki/asn1/ber.ts'
import { P12 } from '../../../pki/pkcs/pkcs12-oids.ts'
import { readPkcs12, type Pkcs12Contents } from '../../../pki/pkcs/pkcs12-read.ts'

/** What a PKCS#12 file shows to whoever does not have its password. */
type Outside = Pick<Pkcs12Facts, 'protection' | 'integrity' | 'iterations'>

const INTEGRITY: ReadonlyMap<string, Integrity> = new Map([
  [P12.sha1, 'sha1'],
  [P12.sha256, 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
  [P12.pbmac1, 'pbmac1'],
])

interface Protected {
  readonly protection: Protection
  readonly iterations: number
}

function protectionOf(algorithm: Element | undefined): Protected {
  try {
    const scheme = readScheme(algorithm)
    const iterations = scheme.kind === 'scrypt' ? 0 : scheme.iterations
    if (scheme.kind === 'pkcs12') {
      const of: Readonly<Record<string, Protection>> = { '3des-cbc': '3des', 'rc2-40-cbc': 'rc2', 'rc2-128-cbc': 'rc2' }
      return { protection: of[scheme.cipher] ?? 'other', iterations }
    }
    if (scheme.kind !== 'pbes2') return { protection: 'other', iterations }
    if (scheme.cipher === 'aes-128-cbc' || scheme.cipher === 'aes-192-cbc') return { protection: 'aes128', iterations }
    if (scheme.cipher !== 'aes-256-cbc') return { protection: 'other', iterations }
    if (scheme.prf === 'sha256') return { protection: 'aes256-sha256', iterations }
    return { protection: scheme.prf === 'sha1' ? 'aes256-sha1' : 'other', iterations }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { protection: 'other', iterations: 0 }
  }
}

/** Algorithms of bags that lie open; their contents stay closed. */
function openBags(safe: Uint8Array): Protected[] {
  return children(readDer(berToDer(safe), TAG.sequence)).flatMap((bag) => {
    const [type, wrapped] = children(expectTag(bag, TAG.sequence))
    const kind = readOid(type)
    if (kind === P12.keyBag) return [{ protection: 'none' as const, iterations: 0 }]
    if (kind !== P12.shroudedKeyBag) return []
    return [protectionOf(children(expectTag(children(expectTag(wrapped, 0xa0))[0], TAG.sequence))[0])]
  })
}

/** Reads the algorithms, which stand in the clear. @throws DerError */
export function outsideOf(bytes: Uint8Array): Outside {
  const [, authSafe, macData] = children(readDer(berToDer(bytes), TAG.sequence))
  const [type, wrapped] = children(expectTag(authSafe, TAG.sequence))
  // Signed instead of MACed: nobody imports that.
  if (readOid(type) !== P12.data) return { protection: ['other'], integrity: 'other', iterations: 0 }
  const content = readOctets(children(expectTag(wrapped, 0xa0))[0])
  const found = children(readDer(berToDer(content), TAG.sequence)).flatMap((part) => {
    const [kind, inner] = children(expectTag(part, TAG.sequence))
    const value = children(expectTag(inner, 0xa0))[0]
    if (readOid(kind) === P12.data) return openBags(readOctets(value))
    const info = children(expectTag(value, TAG.sequence))[1]
    return [protectionOf(children(expectTag(info, TAG.sequence))[1])]
  })
  const mac = macData ? children(expectTag(macData, TAG.sequence)) : null
  const digest = mac ? readOid(children(expectTag(children(expectTag(mac[0], TAG.sequence))[0], TAG.sequence))[0]) : ''
  const rounds = mac?.[2] ? Number.parseInt(readInteger(mac[2]), 16) : 1
  return {
    protection: [...new Set(found.map((one) => one.protection))],
    integrity: mac ? (INTEGRITY.get(digest) ?? 'other') : 'none',
    iterations: Math.max(mac ? rounds : 0, ...found.map((one) => one.iterations)),
  }
}

/** What was found inside, or the error that says why not. */
export type Opened = { readonly contents: Pkcs12Contents } | { readonly error: AppError }

/** Opens it with the password, or with the empty one where none was given. Never throws for what is in the file. */
export async function openPkcs12(bytes: Uint8Array, password: string | undefined): Promise<Opened> {
  try {
    return { contents: await readPkcs12(bytes, password ?? '') }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const needed = password === undefined && error.code === 'authority/file-wrong-password'
    return { error: needed ? new AppError('authority/file-password-needed') : error }
  }
}

/** What decides where the file can be imported. */
export function factsOf(
  outside: Outside,
  opened: Opened,
  password: string | undefined,
  keyTypes: readonly string[],
): Pkcs12Facts {
  const contents = 'contents' in opened ? opened.contents : null
  const names = contents ? [...contents.keys, ...contents.certificates].map((one) => one.friendlyName) : []
  return {
    ...outside,
    asciiPassword: contents && password !== undefined ? /^[\x20-\x7E]*$/.test(password) : null,
    keys: contents ? contents.keys.length : null,
    keyTypes,
    oddName: names.some((name) => name === '' || (name !== null && /\p{Surrogate}|[\u{10000}-\u{10FFFF}]/u.test(name))),
  }
}
