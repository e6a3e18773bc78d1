/**
 * Certificates and lists that no tool would write, put together from DER with a writer of their own: what a test expects of
 * the program must not come from the program.
 */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

type Bytes = Uint8Array

export function tlv(tag: number, ...parts: readonly Bytes[]): Buffer {
  const body = Buffer.concat(parts)
  const size = body.length
  if (size < 0x80) return Buffer.concat([Buffer.of(tag, size), body])
  const digits = size.toString(16)
  const length = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, body])
}

export const seq = (...parts: readonly Bytes[]): Buffer => tlv(0x30, ...parts)
export const set = (...parts: readonly Bytes[]): Buffer => tlv(0x31, ...parts)
export const octets = (bytes: Bytes): Buffer => tlv(0x04, bytes)
export const bits = (bytes: Bytes, unused = 0): Buffer => tlv(0x03, Buffer.of(unused), bytes)
export const bool = (value: boolean): Buffer => tlv(0x01, Buffer.of(value ? 0xff : 0))
export const nul = Buffer.of(5, 0)
/** An INTEGER from its content octets, as they are. */
export const rawInt = (hex: string): Buffer => tlv(0x02, Buffer.from(hex, 'hex'))
export const int = (value: number): Buffer => {
  const hex = value.toString(16)
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  return rawInt(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even)
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes: number[] = []
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift(0x80 | (left % 128))
    bytes.push(...groups)
  }
  return tlv(0x06, Buffer.from(bytes))
}

/** String types by their tags. */
export const STRING = {
  utf8: 0x0c,
  numeric: 0x12,
  printable: 0x13,
  teletex: 0x14,
  videotex: 0x15,
  ia5: 0x16,
  graphic: 0x19,
  visible: 0x1a,
  general: 0x1b,
  universal: 0x1c,
  bmp: 0x1e,
} as const

function encoded(text: string, tag: number): Buffer {
  if (tag === STRING.bmp) return Buffer.from(text, 'utf16le').swap16()
  if (tag !== STRING.universal) return Buffer.from(text, tag === STRING.utf8 ? 'utf8' : 'latin1')
  return Buffer.concat(Array.from(text, (one) => Buffer.of(0, 0, ...Buffer.from(one, 'utf16le').swap16())))
}

export const rdn = (type: string, text: string, tag: number = STRING.utf8): Buffer =>
  set(seq(oid(type), tlv(tag, encoded(text, tag))))
/** A distinguished name of one common name. */
export const cn = (text: string, tag: number = STRING.utf8): Buffer => seq(rdn('2.5.4.3', text, tag))

/** `critical` where it is said; the value is the DER of the extension's own type. */
export const ext = (id: string, value: Bytes, critical = false): Buffer =>
  seq(oid(id), ...(critical ? [bool(true)] : []), octets(value))

export const generalName = (tag: number, contents: Bytes): Buffer => tlv(0x80 | tag, contents)
const dns = (name: string): Buffer => generalName(2, Buffer.from(name))

/** Extensions as certificates usually have them. */
export const EXT = {
  ca: (pathLength?: number) =>
    ext('2.5.29.19', seq(bool(true), ...(pathLength === undefined ? [] : [int(pathLength)])), true),
  notCa: () => ext('2.5.29.19', seq(), true),
  /** First octet of the bit string: 0x80 digitalSignature, 0x04 keyCertSign, 0x02 cRLSign. */
  usage: (octet: number) => ext('2.5.29.15', bits(Buffer.of(octet)), true),
  uses: (...ids: readonly string[]) => ext('2.5.29.37', seq(...ids.map(oid))),
  client: () => ext('2.5.29.37', seq(oid('1.3.6.1.5.5.7.3.2'))),
  server: () => ext('2.5.29.37', seq(oid('1.3.6.1.5.5.7.3.1'))),
  skid: (id: Bytes) => ext('2.5.29.14', octets(id)),
  akid: (id: Bytes) => ext('2.5.29.35', seq(tlv(0x80, id))),
  dns: (...names: readonly string[]) => ext('2.5.29.17', seq(...names.map(dns))),
  san: (...names: readonly Bytes[]) => ext('2.5.29.17', seq(...names)),
  /** `names` are general names (`generalName`). */
  constraints: (permitted: readonly Bytes[], excluded: readonly Bytes[] = []) =>
    ext(
      '2.5.29.30',
      seq(
        ...(permitted.length === 0 ? [] : [tlv(0xa0, ...permitted.map((one) => seq(one)))]),
        ...(excluded.length === 0 ? [] : [tlv(0xa1, ...excluded.map((one) => seq(one)))]),
      ),
      true,
    ),
  permittedDns: (...names: readonly string[]) => EXT.constraints(names.map(dns)),
  excludedDns: (...names: readonly string[]) => EXT.constraints([], names.map(dns)),
} as const

export interface KeyPair {
  readonly privateKey: KeyObject
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer
}

export function ecKey(namedCurve = 'prime256v1'): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
  return { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
}

export function rsaKey(modulusLength = 2048, publicExponent = 65_537): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent })
  return { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
}

/** How a signature is made and what the AlgorithmIdentifier says of it. */
export interface Signing {
  readonly identifier: Bytes
  readonly digest: string | null
  readonly padding?: number
  readonly saltLength?: number
}

const EC_OIDS: Readonly<Record<string, string>> = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
}
const RSA_OIDS: Readonly<Record<string, string>> = {
  md5: '1.2.840.113549.1.1.4',
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
}

export function signingOf(key: KeyObject, digest = 'sha256'): Signing {
  const type = key.asymmetricKeyType
  if (type === 'ed25519') return { identifier: seq(oid('1.3.101.112')), digest: null }
  if (type === 'ed448') return { identifier: seq(oid('1.3.101.113')), digest: null }
  if (type === 'ec') return { identifier: seq(oid(EC_OIDS[digest] ?? '')), digest }
  if (type === 'dsa') return { identifier: seq(oid('2.16.840.1.101.3.4.3.2')), digest }
  return { identifier: seq(oid(RSA_OIDS[digest] ?? ''), nul), digest }
}

/** Signs a body whose algorithm identifier stands inside of it, too. */
export function signed(
  body: (identifier: Bytes) => Bytes,
  key: KeyObject,
  options: { signing?: Signing; outer?: Bytes; spoil?: boolean } = {},
): Buffer {
  const { identifier, digest, ...rest } = options.signing ?? signingOf(key)
  const inside = body(identifier)
  const signature = Buffer.from(sign(digest, inside, { key, ...rest }))
  // An ECDSA signature stays well-formed when a byte in the middle of it changes.
  if (options.spoil) signature[10] = (signature[10] ?? 0) ^ 0x55
  return seq(inside, options.outer ?? identifier, bits(signature))
}

const DAY = 86_400_000

/** A date as a certificate has it. */
export function when(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '')
  const year = new Date(at).getUTCFullYear()
  return year >= 1950 && year < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits))
}

export interface CertificateParts {
  /** DER. Default: the common name `leaf`. */
  readonly subject?: Bytes
  /** DER of a name. Default: the subject of the issuer. */
  readonly issuer?: Bytes
  readonly key?: KeyPair
  /** Instead of the key's own. */
  readonly spki?: Bytes
  /** DER of an INTEGER. */
  readonly serial?: Bytes
  /** DER of two dates. */
  readonly notBefore?: Bytes
  readonly notAfter?: Bytes
  /** DER of each extension; null: none at all. */
  readonly extensions?: readonly Bytes[] | null
  /** As it is written: 2 means version 3. */
  readonly version?: number
  readonly signing?: Signing
  /** AlgorithmIdentifier outside, where it shall differ from the one inside. */
  readonly outer?: Bytes
  /** Breaks the signature. */
  readonly spoil?: boolean
}

/** A certificate with what is needed to sign others with it. */
export interface Crafted {
  readonly der: Buffer
  readonly pem: string
  readonly keyPem: string
  readonly key: KeyPair
  readonly subject: Bytes
  readonly keyId: Buffer
}

let count = 0x1000

export function pemOf(der: Bytes, label = 'CERTIFICATE'): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

export const keyIdOf = (spki: Bytes): Buffer => createHash('sha1').update(spki).digest()

/** @param issuer null: signed with its own key */
export function craft(
  issuer: Pick<Crafted, 'key' | 'subject' | 'keyId'> | null,
  parts: CertificateParts = {},
): Crafted {
  const key = parts.key ?? ecKey()
  const spki = parts.spki ?? key.spki
  const subject = parts.subject ?? cn('leaf')
  const keyId = keyIdOf(spki)
  const signer = issuer ?? { key, subject, keyId }
  const extensions =
    parts.extensions === undefined ? [EXT.notCa(), EXT.usage(0x80), EXT.client()] : (parts.extensions ?? [])
  count += 1
  const der = signed(
    (identifier) =>
      seq(
        ...(parts.version === 0 ? [] : [tlv(0xa0, int(parts.version ?? 2))]),
        parts.serial ?? int(count),
        identifier,
        parts.issuer ?? signer.subject,
        seq(parts.notBefore ?? when(Date.now() - DAY), parts.notAfter ?? when(Date.now() + 30 * DAY)),
        subject,
        spki,
        ...(extensions.length === 0 ? [] : [tlv(0xa3, seq(...extensions))]),
      ),
    signer.key.privateKey,
    {
      ...(parts.signing ? { signing: parts.signing } : {}),
      ...(parts.outer ? { outer: parts.outer } : {}),
      ...(parts.spoil ? { spoil: true } : {}),
    },
  )
  return {
    der,
    pem: pemOf(der),
    keyPem: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    key,
    subject,
    keyId,
  }
}

/** Extensions of an authority that names its key, as every one should. */
export const caExtensions = (spki: Bytes, pathLength?: number): Buffer[] => [
  EXT.ca(pathLength),
  EXT.usage(0x06),
  EXT.skid(keyIdOf(spki)),
]

/** An authority: a root, or below `issuer`. */
export function craftCa(
  name: string,
  issuer: Crafted | null = null,
  parts: CertificateParts & { pathLength?: number } = {},
): Crafted {
  const key = parts.key ?? ecKey()
  return craft(issuer, {
    subject: cn(name),
    extensions: caExtensions(key.spki, parts.pathLength),
    ...parts,
    key,
  })
}

export interface CrlParts {
  /** DER of each INTEGER. */
  readonly revoked?: readonly Bytes[]
  /** Of each entry, whole; instead of `revoked`. */
  readonly entries?: readonly Bytes[]
  readonly thisUpdate?: number
  readonly nextUpdate?: number | null
  readonly issuer?: Bytes
  /** DER of each; null: a list of version 1. */
  readonly extensions?: readonly Bytes[] | null
  readonly spoil?: boolean
}

/** A revocation list (RFC 5280 §5). @public */
export function craftCrl(signer: Pick<Crafted, 'key' | 'subject'>, parts: CrlParts = {}): { der: Buffer; pem: string } {
  const { revoked = [], thisUpdate = Date.now() - 60_000, nextUpdate = Date.now() + DAY, extensions = [] } = parts
  const entries = parts.entries ?? revoked.map((serial) => seq(serial, when(Date.now() - 3_600_000)))
  const der = signed(
    (identifier) =>
      seq(
        ...(extensions === null ? [] : [int(1)]),
        identifier,
        parts.issuer ?? signer.subject,
        when(thisUpdate),
        ...(nextUpdate === null ? [] : [when(nextUpdate)]),
        ...(entries.length === 0 ? [] : [seq(...entries)]),
        ...(extensions === null || extensions.length === 0 ? [] : [tlv(0xa0, seq(...extensions))]),
      ),
    signer.key.privateKey,
    parts.spoil ? { spoil: true } : {},
  )
  return { der, pem: pemOf(der, 'X509 CRL') }
}
