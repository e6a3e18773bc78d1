/**
 * Chains with one thing or several wrong with them, each named after it: for everything that says why a chain is refused.
 */
import { constants, generateKeyPairSync } from 'node:crypto'
import {
  bits,
  bool,
  caExtensions,
  cn,
  craft,
  craftCa,
  ecKey,
  EXT,
  ext,
  generalName,
  int,
  keyIdOf,
  nul,
  octets,
  oid,
  rawInt,
  rdn,
  rsaKey,
  seq,
  set,
  STRING,
  tlv,
  when,
  type CertificateParts,
  type Crafted,
  type KeyPair,
  type Signing,
} from './craft.ts'

export interface Chain {
  readonly leaf: Crafted
  readonly untrusted: readonly Crafted[]
  readonly trusted: readonly Crafted[]
}

const DAY = 86_400_000
const past = { notBefore: when(Date.now() - 90 * DAY), notAfter: when(Date.now() - 30 * DAY) }
const future = { notBefore: when(Date.now() + 30 * DAY), notAfter: when(Date.now() + 90 * DAY) }

const root = craftCa('Root')
const middle = craftCa('Middle', root)
const weakRsa = rsaKey(1024)
const goodRsa = rsaKey(2048)
const explicitKey = explicitEcKey()
const ed25519 = edKey('ed25519')
const ed448 = edKey('ed448')

function edKey(type: 'ed25519' | 'ed448'): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync(type as 'ed25519')
  return { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
}

/** P-256 with its curve written out (RFC 5480 §2.1.1 forbids it). */
export function explicitEcKey(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1', paramEncoding: 'explicit' })
  return { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
}

const leafOf = (issuer: Crafted | null, parts: CertificateParts = {}): Crafted => craft(issuer, parts)
const fromRoot = (parts: CertificateParts = {}): Chain => ({
  leaf: leafOf(root, parts),
  untrusted: [],
  trusted: [root],
})
const below = (authority: Crafted, parts: CertificateParts = {}, trusted: readonly Crafted[] = [root]): Chain => ({
  leaf: leafOf(authority, parts),
  untrusted: [authority],
  trusted,
})
const usual = [EXT.notCa(), EXT.usage(0x80), EXT.client()]
const withExtension = (...more: readonly Uint8Array[]): CertificateParts => ({ extensions: [...usual, ...more] })
const caWith = (
  name: string,
  issuer: Crafted | null,
  more: readonly Uint8Array[],
  parts: CertificateParts = {},
): Crafted => {
  const key = parts.key ?? ecKey()
  return craftCa(name, issuer, { ...parts, key, extensions: [...caExtensions(key.spki), ...more] })
}

/** A chain of this many authorities below the root. */
function deep(count: number, parts: CertificateParts = {}): Chain {
  const between: Crafted[] = []
  for (let at = 0; at < count; at += 1) between.push(craftCa(`Level ${at}`, between.at(-1) ?? root, parts))
  return { leaf: leafOf(between.at(-1) ?? root), untrusted: between.toReversed(), trusted: [root] }
}

const PSS = '1.2.840.113549.1.1.10'
const sha256 = seq(oid('2.16.840.1.101.3.4.2.1'), nul)
const sha1 = seq(oid('1.3.14.3.2.26'), nul)
const pssOf = (hash: Uint8Array, digest: string, saltLength: number): Signing => ({
  identifier: seq(
    oid(PSS),
    seq(tlv(0xa0, hash), tlv(0xa1, seq(oid('1.2.840.113549.1.1.8'), hash)), tlv(0xa2, int(saltLength))),
  ),
  digest,
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength,
})

const pssRoot = craftCa('PSS Root', null, { key: goodRsa })
const rsaRoot = craftCa('RSA Root', null, { key: goodRsa })
const sameNameOtherKey = craftCa('Root')
const fencedBy = (...constraints: readonly Uint8Array[]): Crafted => caWith('Fenced', null, constraints)
const inside = fencedBy(EXT.permittedDns('home.example'))
const notThere = fencedBy(EXT.excludedDns('evil.example'))
const network = fencedBy(EXT.constraints([generalName(7, Buffer.of(192, 168, 0, 0, 255, 255, 0, 0))]))
const mail = fencedBy(EXT.constraints([generalName(1, Buffer.from('home.example'))]))
const uri = fencedBy(EXT.constraints([generalName(6, Buffer.from('.home.example'))]))
const directory = fencedBy(EXT.constraints([tlv(0xa4, seq(rdn('2.5.4.10', 'Home')))]))
const other = fencedBy(EXT.constraints([tlv(0xa0, oid('1.2.3.4'), tlv(0xa0, Buffer.of(0x0c, 1, 0x61)))]))
const crookedNetwork = fencedBy(EXT.constraints([generalName(7, Buffer.of(192, 168, 0))]))
const minimum = caWith('Fenced', null, [
  ext('2.5.29.30', seq(tlv(0xa0, seq(generalName(2, Buffer.from('home.example')), tlv(0x80, Buffer.of(1))))), true),
])
const under = (authority: Crafted, parts: CertificateParts): Chain => ({
  leaf: leafOf(authority, parts),
  untrusted: [],
  trusted: [authority],
})

const a = ecKey()
const b = ecKey()
/** Two that sign each other: A by B, B by A. */
const ring = ((): [Crafted, Crafted] => {
  const one = craftCa('Ring A', null, { key: a })
  const two = craftCa('Ring B', null, { key: b })
  return [craftCa('Ring A', two, { key: a }), craftCa('Ring B', one, { key: b })]
})()

const self = (parts: CertificateParts = {}): Chain => ({ leaf: craft(null, parts), untrusted: [], trusted: [root] })

/** Name → chain. Made when it is asked for. */
export const brokenChains: Readonly<Record<string, () => Chain>> = {
  'a good one': () => fromRoot(),
  'a good one by an intermediate': () => below(middle),
  'a good one whose intermediate is trusted too': () => ({ ...below(middle), trusted: [root, middle] }),
  ended: () => fromRoot(past),
  'not begun': () => fromRoot(future),
  'ended, by an intermediate that has ended': () => below(craftCa('Old', root, past), past),
  'an intermediate that has ended': () => below(craftCa('Old', root, past)),
  'an intermediate that has not begun': () => below(craftCa('Young', root, future)),
  'an intermediate that has ended, of a leaf that has not begun': () => below(craftCa('Old', root, past), future),
  'a root that has ended': () => {
    const old = craftCa('Old Root', null, past)
    return under(old, {})
  },
  'a root that has not begun': () => under(craftCa('Young Root', null, future), {}),
  'an end that is no date': () => fromRoot({ notAfter: tlv(0x17, Buffer.from('351301000000Z')) }),
  'an end with 75 seconds': () => fromRoot({ notAfter: tlv(0x17, Buffer.from('351101000075Z')) }),
  'an end without seconds': () => fromRoot({ notAfter: tlv(0x17, Buffer.from('3511010000Z')) }),
  'an end with fractions': () => fromRoot({ notAfter: tlv(0x18, Buffer.from('20351101000000.5Z')) }),
  'an end in local time': () => fromRoot({ notAfter: tlv(0x17, Buffer.from('351101000000+0100')) }),
  'a beginning that is no date': () => fromRoot({ notBefore: tlv(0x17, Buffer.from('200230000000Z')) }),
  'both dates damaged': () =>
    fromRoot({ notBefore: tlv(0x17, Buffer.from('x')), notAfter: tlv(0x17, Buffer.from('y')) }),
  'an intermediate with an end that is no date': () =>
    below(craftCa('Odd', root, { notAfter: tlv(0x17, Buffer.from('351301000000Z')) })),
  'an end in 9999': () => fromRoot({ notAfter: tlv(0x18, Buffer.from('99991231235959Z')) }),
  'a beginning in 1950': () => fromRoot({ notBefore: tlv(0x17, Buffer.from('500101000000Z')) }),
  'signed by itself': () => self(),
  'signed by itself and ended': () => self(past),
  'signed by itself with a weak key': () => self({ key: weakRsa }),
  'signed by itself for servers': () => self({ extensions: [EXT.notCa(), EXT.server()] }),
  'signed by itself with an unknown critical extension': () => self(withExtension(ext('1.2.3.4', nul, true))),
  'signed by itself and sent with it': () => {
    const { leaf } = self()
    return { leaf, untrusted: [leaf], trusted: [root] }
  },
  'subject and issuer equal, another key identifier': () =>
    fromRoot({ subject: cn('Root'), extensions: [...usual, EXT.skid(Buffer.of(1)), EXT.akid(Buffer.of(2))] }),
  'subject and issuer equal': () => fromRoot({ subject: cn('Root') }),
  'a stranger': () => ({ leaf: leafOf(craftCa('Stranger')), untrusted: [], trusted: [root] }),
  'a stranger for servers': () => ({
    leaf: leafOf(craftCa('Stranger'), { extensions: [EXT.notCa(), EXT.server()] }),
    untrusted: [],
    trusted: [root],
  }),
  'a stranger that has ended': () => ({ leaf: leafOf(craftCa('Stranger'), past), untrusted: [], trusted: [root] }),
  'a stranger with its root': () => below(craftCa('Stranger')),
  'a stranger with its root, ended': () => below(craftCa('Stranger'), past),
  'a stranger with its intermediate': () => below(craftCa('Between', craftCa('Stranger'))),
  'a stranger with an unknown critical extension': () => ({
    leaf: leafOf(craftCa('Stranger'), withExtension(ext('1.2.3.4', nul, true))),
    untrusted: [],
    trusted: [root],
  }),
  'nobody is trusted': () => ({ leaf: leafOf(root), untrusted: [root], trusted: [] }),
  'an authority of the same name': () => ({ leaf: leafOf(sameNameOtherKey), untrusted: [], trusted: [root] }),
  'an authority of the same name, sent along': () => below(sameNameOtherKey),
  'an authority of the same name, and the key identifier says so': () => ({
    leaf: leafOf(sameNameOtherKey, withExtension(EXT.akid(sameNameOtherKey.keyId))),
    untrusted: [],
    trusted: [root],
  }),
  'an intermediate that is missing': () => ({ leaf: leafOf(middle), untrusted: [], trusted: [root] }),
  'an intermediate that is trusted without its root': () => ({
    leaf: leafOf(middle),
    untrusted: [],
    trusted: [middle],
  }),
  'a broken signature': () => fromRoot({ spoil: true }),
  'a broken signature, and ended': () => fromRoot({ spoil: true, ...past }),
  'a broken signature of an intermediate': () => below(craftCa('Spoiled', root, { spoil: true })),
  'a broken signature of an intermediate that has ended': () =>
    below(craftCa('Spoiled', root, { spoil: true, ...past })),
  'a broken signature of the root itself': () => under(craftCa('Careless', null, { spoil: true }), {}),
  'two algorithm identifiers that differ': () => fromRoot({ outer: seq(oid('1.2.840.10045.4.3.3')) }),
  'an algorithm that nobody knows': () =>
    fromRoot({ signing: { identifier: seq(oid('1.2.3.4.5')), digest: 'sha256' } }),
  'an algorithm of another kind of key': () =>
    fromRoot({ signing: { identifier: seq(oid('1.2.840.113549.1.1.11'), nul), digest: 'sha256' } }),
  'for servers': () => fromRoot({ extensions: [EXT.notCa(), EXT.usage(0x80), EXT.server()] }),
  'for servers and ended': () => fromRoot({ extensions: [EXT.notCa(), EXT.usage(0x80), EXT.server()], ...past }),
  'for any purpose': () => fromRoot({ extensions: [EXT.notCa(), EXT.uses('2.5.29.37.0')] }),
  'for no purpose': () => fromRoot({ extensions: [EXT.notCa(), EXT.uses()] }),
  'no extension at all': () => fromRoot({ extensions: null }),
  'version 1': () => fromRoot({ extensions: null, version: 0 }),
  'key usage without signatures': () => fromRoot({ extensions: [EXT.notCa(), EXT.usage(0x20), EXT.client()] }),
  'key usage for agreement': () => fromRoot({ extensions: [EXT.notCa(), EXT.usage(0x08), EXT.client()] }),
  'an empty key usage': () => fromRoot({ extensions: [EXT.notCa(), ext('2.5.29.15', bits(Buffer.of(0)), true)] }),
  'a key usage that is no bit string': () => fromRoot({ extensions: [EXT.notCa(), ext('2.5.29.15', nul, true)] }),
  'basic constraints that are none': () => fromRoot({ extensions: [ext('2.5.29.19', nul, true)] }),
  'basic constraints twice': () => fromRoot({ extensions: [EXT.notCa(), EXT.notCa()] }),
  'a negative path length': () =>
    below(craftCa('Odd', root, { extensions: [ext('2.5.29.19', seq(bool(true), rawInt('ff')), true)] })),
  'an unknown critical extension': () => fromRoot(withExtension(ext('1.2.3.4', nul, true))),
  'an unknown critical extension, and ended': () => fromRoot({ ...withExtension(ext('1.2.3.4', nul, true)), ...past }),
  'an unknown extension': () => fromRoot(withExtension(ext('1.2.3.4', nul))),
  'an unknown critical extension at the intermediate': () => below(caWith('Odd', root, [ext('1.2.3.4', nul, true)])),
  'an unknown critical extension at the root': () => under(caWith('Odd', null, [ext('1.2.3.4', nul, true)]), {}),
  'an unknown critical extension at leaf and intermediate': () =>
    below(caWith('Odd', root, [ext('1.2.3.4', nul, true)]), withExtension(ext('1.2.3.5', nul, true))),
  'an unknown critical extension below a leaf that signs': () =>
    below(craftCa('Leaf', root, { extensions: usual }), withExtension(ext('1.2.3.5', nul, true))),
  'critical policies': () => fromRoot(withExtension(ext('2.5.29.32', seq(seq(oid('1.2.3.4'))), true))),
  'a critical key identifier': () => fromRoot({ extensions: [...usual, ext('2.5.29.14', octets(Buffer.of(1)), true)] }),
  'a proxy certificate': () =>
    fromRoot({
      extensions: [EXT.usage(0x80), ext('1.3.6.1.5.5.7.1.14', seq(seq(oid('1.3.6.1.5.5.7.21.1'))), true)],
    }),
  'a leaf that signs': () => below(craftCa('Leaf', root, { extensions: usual })),
  'a leaf that signs, and has ended': () => below(craftCa('Leaf', root, { extensions: usual, ...past })),
  'an intermediate without basic constraints': () => below(craftCa('Plain', root, { extensions: null })),
  'an intermediate with key usage alone': () => below(craftCa('Plain', root, { extensions: [EXT.usage(0x06)] })),
  'an intermediate without keyCertSign': () =>
    below(craftCa('Lists', root, { extensions: [EXT.ca(), EXT.usage(0x02)] })),
  'a root of version 1': () => under(craftCa('Old Root', null, { extensions: null, version: 0 }), {}),
  'a root of version 3 without extensions': () => under(craftCa('Plain Root', null, { extensions: null }), {}),
  'a root with key usage alone': () => under(craftCa('Plain Root', null, { extensions: [EXT.usage(0x06)] }), {}),
  'a root that is no authority': () => under(craftCa('Leaf Root', null, { extensions: [EXT.notCa()] }), {}),
  'an intermediate for servers': () => below(caWith('Servers', root, [EXT.server()])),
  'a root for servers': () => under(caWith('Servers', null, [EXT.server()]), {}),
  'a path length that is exceeded': () => {
    const upper = craftCa('Upper', root, { pathLength: 0 })
    const lower = craftCa('Lower', upper)
    return { leaf: leafOf(lower), untrusted: [lower, upper], trusted: [root] }
  },
  'a path length of the root that is exceeded': () => {
    const short = craftCa('Short', null, { pathLength: 0 })
    return below(craftCa('Lower', short), {}, [short])
  },
  'a path length that self-issued certificates do not use up': () => {
    const short = craftCa('Short', null, { pathLength: 0 })
    const again = craftCa('Short', short)
    return below(again, {}, [short])
  },
  'a chain of 5': () => deep(5),
  'a chain of 30': () => deep(30),
  'a chain of 100': () => deep(100),
  'a chain of 101': () => deep(101),
  'a chain of 120': () => deep(120),
  'a ring': () => ({ leaf: leafOf(ring[0]), untrusted: ring, trusted: [root] }),
  'a trusted ring': () => ({ leaf: leafOf(ring[0]), untrusted: [], trusted: ring }),
  'a weak key': () => fromRoot({ key: weakRsa }),
  'a weak key of a stranger': () => ({
    leaf: leafOf(craftCa('Stranger'), { key: weakRsa }),
    untrusted: [],
    trusted: [root],
  }),
  'a weak key, and ended': () => fromRoot({ key: weakRsa, ...past }),
  'a weak key of the intermediate': () => below(craftCa('Weak', root, { key: weakRsa })),
  'a weak key of the root': () => under(craftCa('Weak Root', null, { key: weakRsa }), {}),
  'a curve of 192 bits': () => fromRoot({ key: ecKey('prime192v1') }),
  'a curve of 224 bits': () => fromRoot({ key: ecKey('secp224r1') }),
  'a brainpool curve': () => fromRoot({ key: ecKey('brainpoolP256r1') }),
  'a koblitz curve': () => fromRoot({ key: ecKey('secp256k1') }),
  'a point off its curve': () => {
    const spki = Buffer.from(ecKey().spki)
    spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1
    return fromRoot({ spki })
  },
  'a key that is none': () => fromRoot({ spki: seq(seq(oid('1.2.840.113549.1.1.1'), nul), bits(Buffer.of(1, 2, 3))) }),
  'a key of a kind that nobody knows': () => fromRoot({ spki: seq(seq(oid('1.2.3.4')), bits(Buffer.of(1, 2, 3))) }),
  'explicit curve parameters': () => fromRoot({ key: explicitKey }),
  'explicit curve parameters, signed by itself': () => self({ key: explicitKey }),
  'explicit curve parameters of the intermediate': () => below(craftCa('Explicit', root, { key: explicitKey })),
  'explicit curve parameters of the root': () => under(craftCa('Explicit Root', null, { key: explicitKey }), {}),
  'explicit curve parameters of a leaf for servers': () =>
    fromRoot({ key: explicitKey, extensions: [EXT.notCa(), EXT.server()] }),
  Ed25519: () => fromRoot({ key: ed25519 }),
  Ed448: () => fromRoot({ key: ed448 }),
  'signed by Ed25519': () => under(craftCa('Ed Root', null, { key: ed25519 }), {}),
  'a key for agreement alone': () => {
    const { publicKey } = generateKeyPairSync('x25519')
    return fromRoot({ spki: publicKey.export({ type: 'spki', format: 'der' }) })
  },
  'SHA-1': () => under(rsaRoot, { signing: { identifier: seq(oid('1.2.840.113549.1.1.5'), nul), digest: 'sha1' } }),
  MD5: () => under(rsaRoot, { signing: { identifier: seq(oid('1.2.840.113549.1.1.4'), nul), digest: 'md5' } }),
  'ECDSA with SHA-1': () => fromRoot({ signing: { identifier: seq(oid('1.2.840.10045.4.1')), digest: 'sha1' } }),
  'SHA-1 for servers': () =>
    under(rsaRoot, {
      signing: { identifier: seq(oid('1.2.840.113549.1.1.5'), nul), digest: 'sha1' },
      extensions: [EXT.notCa(), EXT.server()],
    }),
  'SHA-1 at the intermediate': () =>
    below(
      craftCa('Old Hash', rsaRoot, { signing: { identifier: seq(oid('1.2.840.113549.1.1.5'), nul), digest: 'sha1' } }),
      {},
      [rsaRoot],
    ),
  'SHA-1 of the root on itself': () =>
    under(
      craftCa('Old Root', null, {
        key: goodRsa,
        signing: { identifier: seq(oid('1.2.840.113549.1.1.5'), nul), digest: 'sha1' },
      }),
      {},
    ),
  'RSA-PSS with SHA-256': () => under(pssRoot, { signing: pssOf(sha256, 'sha256', 32) }),
  'RSA-PSS with an odd salt': () => under(pssRoot, { signing: pssOf(sha256, 'sha256', 7) }),
  'RSA-PSS with SHA-1': () => under(pssRoot, { signing: pssOf(sha1, 'sha1', 20) }),
  'RSA-PSS that says nothing': () =>
    under(pssRoot, {
      signing: {
        identifier: seq(oid(PSS), seq()),
        digest: 'sha1',
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 20,
      },
    }),
  'outside a permitted name': () => under(inside, withExtension(EXT.dns('a.other.example'))),
  'inside a permitted name': () => under(inside, withExtension(EXT.dns('a.home.example'))),
  'the permitted name itself': () => under(inside, withExtension(EXT.dns('HOME.example'))),
  'a name that only ends alike': () => under(inside, withExtension(EXT.dns('nothome.example'))),
  'a common name that reads like a host outside': () => under(inside, { subject: cn('pixel.lan') }),
  'a common name that reads like a host inside': () => under(inside, { subject: cn('pixel.home.example') }),
  'a common name of one word': () => under(inside, { subject: cn('laptop') }),
  'a common name with a blank': () => under(inside, { subject: cn('my pixel.lan') }),
  'a common name like a host, and an alternative name': () =>
    under(inside, { subject: cn('pixel.lan'), extensions: [...usual, EXT.dns('a.home.example')] }),
  'a common name like a host, and an address': () =>
    under(inside, {
      subject: cn('pixel.lan'),
      extensions: [...usual, EXT.san(generalName(7, Buffer.of(10, 0, 0, 1)))],
    }),
  'a common name with a zero octet': () => under(inside, { subject: cn('pixel.lan\0.home.example') }),
  'a common name in BMPString': () => under(inside, { subject: cn('pixel.lan', STRING.bmp) }),
  'outside, and ended': () => under(inside, { ...withExtension(EXT.dns('a.other.example')), ...past }),
  'an excluded name': () => under(notThere, withExtension(EXT.dns('a.evil.example'))),
  'not an excluded name': () => under(notThere, withExtension(EXT.dns('a.good.example'))),
  'outside a network': () => under(network, withExtension(EXT.san(generalName(7, Buffer.of(10, 0, 0, 1))))),
  'inside a network': () => under(network, withExtension(EXT.san(generalName(7, Buffer.of(192, 168, 7, 1))))),
  'an IPv6 address where an IPv4 network is permitted': () =>
    under(network, withExtension(EXT.san(generalName(7, Buffer.alloc(16))))),
  'an address of three octets': () => under(network, withExtension(EXT.san(generalName(7, Buffer.of(1, 2, 3))))),
  'a network of three octets': () =>
    under(crookedNetwork, withExtension(EXT.san(generalName(7, Buffer.of(1, 2, 3, 4))))),
  'an e-mail address outside': () =>
    under(mail, withExtension(EXT.san(generalName(1, Buffer.from('a@other.example'))))),
  'an e-mail address inside': () => under(mail, withExtension(EXT.san(generalName(1, Buffer.from('a@home.example'))))),
  'an e-mail address that is none': () => under(mail, withExtension(EXT.san(generalName(1, Buffer.from('nobody'))))),
  'an e-mail address in the subject outside': () =>
    under(mail, { subject: seq(rdn('1.2.840.113549.1.9.1', 'a@other.example', STRING.ia5)) }),
  'an e-mail address in the subject as UTF-8': () =>
    under(mail, { subject: seq(rdn('1.2.840.113549.1.9.1', 'a@home.example', STRING.utf8)) }),
  'a URI outside': () => under(uri, withExtension(EXT.san(generalName(6, Buffer.from('https://a.other.example/'))))),
  'a URI inside': () => under(uri, withExtension(EXT.san(generalName(6, Buffer.from('https://a.home.example/x'))))),
  'a URI that is none': () => under(uri, withExtension(EXT.san(generalName(6, Buffer.from('nowhere'))))),
  'a subject outside a directory': () => under(directory, { subject: cn('leaf') }),
  'a subject inside a directory': () =>
    under(directory, { subject: seq(rdn('2.5.4.10', 'HOME', STRING.printable), rdn('2.5.4.3', 'leaf')) }),
  'a kind of name that nobody can compare': () =>
    under(other, withExtension(EXT.san(tlv(0xa0, oid('1.2.3.4'), tlv(0xa0, Buffer.of(0x0c, 1, 0x61)))))),
  'a constraint with a minimum': () => under(minimum, withExtension(EXT.dns('a.home.example'))),
  'an intermediate outside a directory': () => {
    const between = craftCa('Between', directory)
    return below(between, { subject: seq(rdn('2.5.4.10', 'Home'), rdn('2.5.4.3', 'leaf')) }, [directory])
  },
  'constraints that are none': () => under(caWith('Odd', null, [ext('2.5.29.30', nul, true)]), {}),
  'an issuer name that differs by case and blanks': () =>
    fromRoot({ issuer: seq(rdn('2.5.4.3', '  rOOT ', STRING.printable)) }),
  'an issuer name in another string type': () => fromRoot({ issuer: cn('Root', STRING.bmp) }),
  'an issuer name that differs': () => fromRoot({ issuer: cn('Roots') }),
  'an issuer name with its attributes in one': () => {
    const joined = craftCa('', null, { subject: seq(set(...[rdnPart('2.5.4.3', 'A'), rdnPart('2.5.4.10', 'B')])) })
    return under(joined, {})
  },
  'two roots of one name, the right one second': () => ({
    leaf: leafOf(root),
    untrusted: [],
    trusted: [sameNameOtherKey, root],
  }),
  'two roots of one name, told apart by the key identifier': () => ({
    leaf: leafOf(root, withExtension(EXT.akid(root.keyId))),
    untrusted: [],
    trusted: [sameNameOtherKey, root],
  }),
  'two certificates of one root, the first ended': () => {
    const old = craftCa('Root', null, { key: root.key, ...past })
    return { leaf: leafOf(root), untrusted: [], trusted: [old, root] }
  },
  'a root that was sent along and is trusted': () => ({ leaf: leafOf(root), untrusted: [root], trusted: [root] }),
  'a trusted root that shows itself': () => ({ leaf: root, untrusted: [], trusted: [root] }),
  'an intermediate as a leaf': () => ({ leaf: middle, untrusted: [], trusted: [root] }),
  'a negative serial number': () => fromRoot({ serial: rawInt('ff') }),
  'a serial number of 30 octets': () => fromRoot({ serial: rawInt(`7f${'ab'.repeat(29)}`) }),
  'an empty subject': () => fromRoot({ subject: seq() }),
}

function rdnPart(type: string, text: string): Buffer {
  return seq(oid(type), tlv(STRING.utf8, Buffer.from(text)))
}

/** For tests that need one that is good. */
export const trustedRoot = root
export { keyIdOf }
