/**
 * Certificates such as no honest device has: odd keys, numbers, names, extensions, dates and chains, most of them under an
 * authority that is trusted, so that nothing but the oddness decides. For whatever faces certificates of strangers.
 */
import { createPrivateKey, generateKeyPairSync, generatePrimeSync, getCurves } from 'node:crypto'
import { brokenChains, explicitEcKey, trustedRoot } from './broken-chains.ts'
import {
  bits,
  cn,
  craft,
  craftCa,
  ecKey,
  EXT,
  ext,
  generalName,
  int,
  nul,
  oid,
  pemOf,
  rawInt,
  rdn,
  rsaKey,
  seq,
  set,
  STRING,
  tlv,
  type CertificateParts,
  type Crafted,
  type KeyPair,
} from './craft.ts'

export interface OddCertificate {
  readonly name: string
  /** DER. */
  readonly leaf: Buffer
  /** DER of what is sent along. */
  readonly sent: readonly Buffer[]
  /** PKCS#8, PEM; null where nobody can have the key: then it can only be shown. */
  readonly keyPem: string | null
}

type Make = () => { readonly leaf: Crafted; readonly sent?: readonly Crafted[]; readonly noKey?: boolean }

const usual = [EXT.notCa(), EXT.usage(0x80), EXT.client()]
const leaf = (parts: CertificateParts = {}): Crafted => craft(trustedRoot, parts)
const one =
  (parts: CertificateParts = {}): Make =>
  () => ({ leaf: leaf(parts) })
/** With a public key that no private one belongs to, or none that TLS can use. */
const shown =
  (spki: () => Uint8Array): Make =>
  () => ({ leaf: leaf({ spki: spki() }), noKey: true })
const spkiOf = (algorithm: Uint8Array, key: Uint8Array): Buffer => seq(algorithm, bits(key))
const EC = '1.2.840.10045.2.1'
const p256 = seq(oid(EC), oid('1.2.840.10045.3.1.7'))
const rsa = seq(oid('1.2.840.113549.1.1.1'), nul)

function pair(type: string, options: object = {}): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync(type as 'ec', options as { namedCurve: string })
  return { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
}

function integerOf(value: bigint): Buffer {
  const hex = value.toString(16)
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  return rawInt(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even)
}

function inverse(a: bigint, m: bigint): bigint {
  let [r0, r1, t0, t1] = [m, a % m, 0n, 1n]
  while (r1 !== 0n) [r0, r1, t0, t1] = [r1, r0 % r1, t1, t0 - (r0 / r1) * t1]
  return ((t0 % m) + m) % m
}

/**
 * RSA with 16384 bits in a second: two of its three primes are Mersenne's, which nobody has to look for (RFC 8017 §3.2,
 * with a third prime).
 */
function hugeRsaKey(): KeyPair {
  const e = 65_537n
  const p = (1n << 9941n) - 1n
  const q = (1n << 4253n) - 1n
  let r = generatePrimeSync(2190, { bigint: true })
  while ((r - 1n) % e === 0n) r = generatePrimeSync(2190, { bigint: true })
  const n = p * q * r
  const d = inverse(e, (p - 1n) * (q - 1n) * (r - 1n))
  const third = seq(integerOf(r), integerOf(d % (r - 1n)), integerOf(inverse(p * q, r)))
  const numbers = [n, e, d, p, q, d % (p - 1n), d % (q - 1n), inverse(q, p)].map(integerOf)
  const privateKey = createPrivateKey({ key: seq(int(1), ...numbers, seq(third)), format: 'der', type: 'pkcs1' })
  return { privateKey, spki: spkiOf(rsa, seq(integerOf(n), integerOf(e))) }
}

const point =
  (change: (bytes: Buffer) => Buffer): (() => Buffer) =>
  () =>
    spkiOf(p256, change(Buffer.from(ecKey().spki.subarray(-65))))

const keys: Readonly<Record<string, Make>> = {
  ...Object.fromEntries(
    getCurves().map((curve) => [
      `a key on ${curve}`,
      () => {
        try {
          return { leaf: leaf({ key: ecKey(curve) }) }
        } catch {
          // Two of IPSec's, for which OpenSSL makes no signatures.
          return { leaf: leaf({ spki: pair('ec', { namedCurve: 'P-256' }).spki }), noKey: true }
        }
      },
    ]),
  ),
  ...Object.fromEntries(
    ['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'secp256k1', 'SM2'].map((curve) => [
      `one of its own on ${curve}`,
      () => ({ leaf: craft(null, { key: ecKey(curve) }) }),
    ]),
  ),
  'P-256 with explicit parameters': () => ({ leaf: leaf({ key: explicitEcKey() }) }),
  'brainpool with explicit parameters': () => ({
    leaf: leaf({ key: pair('ec', { namedCurve: 'brainpoolP256r1', paramEncoding: 'explicit' }) }),
  }),
  ...Object.fromEntries(
    [512, 768, 1024, 1536, 2048, 3072, 4096].map((size) => [
      `RSA with ${size} bits`,
      () => ({ leaf: leaf({ key: rsaKey(size) }) }),
    ]),
  ),
  'RSA with 16384 bits': () => ({ leaf: leaf({ key: hugeRsaKey() }) }),
  'RSA with the exponent 3': () => ({ leaf: leaf({ key: rsaKey(2048, 3) }) }),
  'RSA-PSS': () => ({ leaf: leaf({ key: pair('rsa-pss', { modulusLength: 2048 }) }) }),
  'RSA-PSS for SHA-256': () => ({
    leaf: leaf({
      key: pair('rsa-pss', {
        modulusLength: 2048,
        hashAlgorithm: 'sha256',
        mgf1HashAlgorithm: 'sha256',
        saltLength: 32,
      }),
    }),
  }),
  'RSA-PSS for SHA-512 with a mask of SHA-1': () => ({
    leaf: leaf({
      key: pair('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha512', mgf1HashAlgorithm: 'sha1', saltLength: 7 }),
    }),
  }),
  'RSA-PSS for SHA-1': () => ({
    leaf: leaf({
      key: pair('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha1', mgf1HashAlgorithm: 'sha1', saltLength: 20 }),
    }),
  }),
  DSA: () => ({ leaf: leaf({ key: pair('dsa', { modulusLength: 2048, divisorLength: 256 }) }) }),
  Ed25519: () => ({ leaf: leaf({ key: pair('ed25519') }) }),
  Ed448: () => ({ leaf: leaf({ key: pair('ed448') }) }),
  X25519: shown(() => pair('x25519').spki),
  X448: shown(() => pair('x448').spki),
  'a point off its curve': shown(point((bytes) => (bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, 64), bytes))),
  'a point beyond its field': shown(point((bytes) => bytes.fill(0xff, 1))),
  'a point at infinity': shown(() => spkiOf(p256, Buffer.of(0))),
  'a point of no octets': shown(() => spkiOf(p256, Buffer.alloc(0))),
  'a point of one octet too few': shown(point((bytes) => bytes.subarray(0, 64))),
  'a hybrid point': shown(point((bytes) => (bytes.writeUInt8(6 | ((bytes.at(-1) ?? 0) & 1), 0), bytes))),
  'a compressed point': shown(point((bytes) => Buffer.from([2 | ((bytes.at(-1) ?? 0) & 1), ...bytes.subarray(1, 33)]))),
  'a curve that nobody knows': shown(() => spkiOf(seq(oid(EC), oid('1.2.3.4')), ecKey().spki.subarray(-65))),
  'a key without a curve': shown(() => spkiOf(seq(oid(EC)), ecKey().spki.subarray(-65))),
  'a curve that is implied': shown(() => spkiOf(seq(oid(EC), nul), ecKey().spki.subarray(-65))),
  'an algorithm that nobody knows': shown(() => spkiOf(seq(oid('1.2.3.4')), Buffer.of(1, 2, 3))),
  'RSA with a modulus of zero': shown(() => spkiOf(rsa, seq(int(0), int(65_537)))),
  'RSA with a negative modulus': shown(() => spkiOf(rsa, seq(rawInt(`ff${'00'.repeat(256)}`), int(65_537)))),
  'RSA with an even modulus': shown(() => spkiOf(rsa, seq(integerOf(1n << 2047n), int(65_537)))),
  'RSA with the exponent 1': shown(() => spkiOf(rsa, seq(integerOf((1n << 2048n) - 1n), int(1)))),
  'RSA with an exponent as long as its modulus': shown(() =>
    spkiOf(rsa, seq(integerOf((1n << 2048n) - 1n), integerOf((1n << 2047n) - 1n))),
  ),
  'RSA with 65536 bits': shown(() => spkiOf(rsa, seq(integerOf((1n << 65_536n) - 1n), int(65_537)))),
  'RSA without numbers': shown(() => spkiOf(rsa, seq())),
}

const numbers: Readonly<Record<string, Make>> = Object.fromEntries(
  [
    ['zero', '00'],
    ['-1', 'ff'],
    ['-128', '80'],
    ['-32768', '8000'],
    ['of 20 octets', `7f${'ab'.repeat(19)}`],
    ['of 21 octets', `00${'ff'.repeat(20)}`],
    ['of 30 octets', `7f${'cd'.repeat(29)}`],
    ['of 30 octets, negative', `8f${'cd'.repeat(29)}`],
    ['of 1,000 octets', `7f${'ef'.repeat(999)}`],
    ['padded with zeros', '000001'],
    ['of no octets', ''],
  ].map(([name, hex]) => [`a serial number ${name}`, one({ serial: rawInt(hex ?? '') })]),
)

const many = (count: number, make: (at: number) => Buffer): Buffer[] =>
  Array.from({ length: count }, (_, at) => make(at))
const CN = '2.5.4.3'
const names: Readonly<Record<string, Make>> = {
  'no subject': one({ subject: seq() }),
  'an empty part of the subject': one({ subject: seq(set()) }),
  'an empty common name': one({ subject: cn('') }),
  'a common name of 60,000 octets': one({ subject: cn('x'.repeat(60_000)) }),
  'a subject of 1,500 parts': one({ subject: seq(...many(1500, (at) => rdn('2.5.4.11', `unit ${at}`))) }),
  'a subject of 1,500 values in one part': one({
    subject: seq(set(...many(1500, (at) => seq(oid('2.5.4.11'), tlv(STRING.utf8, Buffer.from(`unit ${at}`)))))),
  }),
  'a subject with an attribute that nobody knows': one({ subject: seq(rdn('1.2.3.4.5.6', 'x')) }),
  'a subject with an attribute of no kind': one({ subject: seq(set(seq(tlv(6), tlv(STRING.utf8, Buffer.from('x'))))) }),
  'a subject with an attribute without a value': one({ subject: seq(set(seq(oid(CN)))) }),
  ...Object.fromEntries(
    Object.entries(STRING).map(([type, tag]) => [
      `a common name as ${type} string`,
      one({ subject: cn('Alice', tag) }),
    ]),
  ),
  'a common name that is an integer': one({ subject: seq(set(seq(oid(CN), int(7)))) }),
  'a common name that is a sequence': one({ subject: seq(set(seq(oid(CN), seq(int(7))))) }),
  'a common name that is no UTF-8': one({ subject: seq(set(seq(oid(CN), tlv(STRING.utf8, Buffer.of(0xff, 0xfe))))) }),
  'a BMP string of three octets': one({ subject: seq(set(seq(oid(CN), tlv(STRING.bmp, Buffer.of(0, 65, 0))))) }),
  'a universal string beyond Unicode': one({
    subject: seq(set(seq(oid(CN), tlv(STRING.universal, Buffer.of(127, 0, 0, 0))))),
  }),
  'a common name with NUL, line breaks and an escape': one({ subject: cn('a\0b\r\nX-Evil: 1\u001b[2J') }),
  'a common name with marks of direction': one({ subject: cn('a\u202eb\u2066c') }),
  'an issuer that is empty': () => ({ leaf: craft(null, { issuer: seq() }) }),
}

const malformed = (id: string): Make => one({ extensions: [EXT.notCa(), ext(id, Buffer.of(0x30, 0x05, 1))] })
const extensions: Readonly<Record<string, Make>> = {
  'no extension': one({ extensions: null }),
  '1,000 extensions': one({ extensions: [...usual, ...many(1000, (at) => ext(`1.2.3.4.${at}`, nul))] }),
  '1,000 critical extensions': one({ extensions: [...usual, ...many(1000, (at) => ext(`1.2.3.4.${at}`, nul, true))] }),
  'one extension 500 times': one({ extensions: [...usual, ...many(500, () => ext('1.2.3.4', nul))] }),
  'an extension with a number beyond all': one({
    extensions: [...usual, seq(tlv(6, Buffer.from('2b8fffffffffffffffffff7f', 'hex')), tlv(4))],
  }),
  '4,000 alternative names': one({
    extensions: [...usual, EXT.dns(...many(4000, (at) => Buffer.from(`h${at}.example`)).map(String))],
  }),
  'an alternative name of each kind': one({
    extensions: [
      ...usual,
      EXT.san(
        tlv(0xa0, oid('1.2.3'), tlv(0xa0, tlv(STRING.utf8, Buffer.from('x')))),
        generalName(1, Buffer.from('a@b.example')),
        generalName(2, Buffer.from('*.b.example')),
        tlv(0xa4, cn('x')),
        generalName(6, Buffer.from('https://b.example/')),
        generalName(7, Buffer.of(192, 0, 2, 1)),
        tlv(0x88, Buffer.of(0x2a, 3)),
      ),
    ],
  }),
  'an alternative name with NUL': one({ extensions: [...usual, EXT.dns('good.example\0.evil.example')] }),
  'an address of three octets': one({ extensions: [...usual, EXT.san(generalName(7, Buffer.of(1, 2, 3)))] }),
  'no alternative names': one({ extensions: [...usual, EXT.san()] }),
  ...Object.fromEntries(
    [
      '2.5.29.14',
      '2.5.29.15',
      '2.5.29.17',
      '2.5.29.19',
      '2.5.29.30',
      '2.5.29.31',
      '2.5.29.35',
      '2.5.29.37',
      '1.3.6.1.5.5.7.1.1',
    ].map((id) => [`the extension ${id} cut off`, malformed(id)]),
  ),
}

const utc = (text: string): Buffer => tlv(0x17, Buffer.from(text))
const generalized = (text: string): Buffer => tlv(0x18, Buffer.from(text))
const dates: Readonly<Record<string, Make>> = {
  'from 1950': one({ notBefore: utc('500101000000Z') }),
  'from 1949 as 2049': one({ notBefore: utc('490101000000Z') }),
  'to 9999': one({ notAfter: generalized('99991231235959Z') }),
  'to 2050 in the short form': one({ notAfter: utc('500101000000Z') }),
  'from the year 0': one({ notBefore: generalized('00000101000000Z') }),
  'an end before its beginning': one({ notBefore: utc('300101000000Z'), notAfter: utc('290101000000Z') }),
  'to the 31st of June': one({ notAfter: utc('490631000000Z') }),
  'to second 75': one({ notAfter: utc('490601000075Z') }),
  'to fractions of a second': one({ notAfter: generalized('20490601000000.123Z') }),
  'to another time zone': one({ notAfter: utc('490601000000+0130') }),
  'to no date': one({ notAfter: utc('') }),
  'to an integer': one({ notAfter: int(5) }),
  'to 10,000 digits': one({ notAfter: generalized('9'.repeat(10_000)) }),
}

const versions: Readonly<Record<string, Make>> = {
  'version 1': one({ version: 0, extensions: null }),
  'version 2': one({ version: 1, extensions: null }),
  'version 5': one({ version: 4 }),
  'version 1 with extensions': one({ version: 0 }),
}

/** Leaves below a chain of one to a hundred and one authorities. */
function chains(): Record<string, Make> {
  const all: Record<string, Make> = {}
  const above: Crafted[] = []
  for (let count = 1; count <= 101; count += 1) {
    above.unshift(craftCa(`Level ${count}`, above[0] ?? trustedRoot))
    const sent = [...above]
    all[`a chain of ${count}`] = () => ({ leaf: craft(sent[0] ?? trustedRoot), sent })
  }
  const [a, b] = [ecKey(), ecKey()]
  const ends = [craftCa('Ring A', null, { key: a }), craftCa('Ring B', null, { key: b })] as const
  const ring = [craftCa('Ring A', ends[1], { key: a }), craftCa('Ring B', ends[0], { key: b })]
  const upsideDown = above.slice(0, 5).toReversed()
  const twins = Array.from({ length: 60 }, () => craftCa('Twin', trustedRoot))
  const mesh = Array.from({ length: 8 }, () => ecKey())
  const crossed = mesh.flatMap((key, at) =>
    mesh.map((other, under) =>
      craft(craftCa(`Mesh ${under}`, null, { key: other }), {
        key,
        subject: cn(`Mesh ${at}`),
        extensions: [EXT.ca(), EXT.usage(0x06)],
      }),
    ),
  )
  return {
    ...all,
    'a ring': () => ({ leaf: craft(ring[0] ?? null), sent: ring }),
    'a mesh of authorities that have all signed each other': () => ({ leaf: craft(crossed[0] ?? null), sent: crossed }),
    'a chain upside down': () => ({ leaf: craft(above[0] ?? null), sent: upsideDown }),
    'sixty authorities of one name': () => ({ leaf: craft(twins[40] ?? null), sent: twins }),
    'the same certificate sixty times': () => {
      const itself = leaf()
      return { leaf: itself, sent: Array.from({ length: 60 }, () => itself) }
    },
    'itself as its issuer': () => {
      const itself = craft(null)
      return { leaf: itself, sent: [itself] }
    },
  }
}

/** Those of the broken chains that differ from a good one under the same root. */
const broken: Readonly<Record<string, Make>> = Object.fromEntries(
  Object.entries(brokenChains).flatMap(([name, make]) => {
    const chain = make()
    const [only, ...others] = chain.trusted
    return others.length === 0 &&
      only === trustedRoot &&
      !/^a chain of|off its curve|a key (that|of a kind|for)/.test(name)
      ? [[name, () => ({ leaf: chain.leaf, sent: chain.untrusted })]]
      : []
  }),
)

/** Makes them all: the authority that is to be trusted is `trustedRoot` of broken-chains.ts. */
export function oddCertificates(): OddCertificate[] {
  const all = { ...keys, ...numbers, ...names, ...extensions, ...dates, ...versions, ...chains(), ...broken }
  return Object.entries(all).map(([name, make]) => {
    const { leaf: made, sent = [], noKey = false } = make()
    return { name, leaf: made.der, sent: sent.map(({ der }) => der), keyPem: noKey ? null : made.keyPem }
  })
}

export function chainPem({ leaf: der, sent }: OddCertificate): string {
  return [der, ...sent].map((one) => pemOf(one)).join('')
}
