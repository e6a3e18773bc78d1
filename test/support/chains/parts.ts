/**
 * Chains with one thing or several wrong with them, each named after it: for everything that says why a chain is refused.
 */
import { constants, generateKeyPairSync } from 'node:crypto'
import {
  caExtensions,
  craft,
  craftCa,
  ecKey,
  EXT,
  ext,
  generalName,
  int,
  nul,
  oid,
  rdn,
  rsaKey,
  seq,
  STRING,
  tlv,
  when,
  type CertificateParts,
  type Crafted,
  type KeyPair,
  type Signing,
} from '../craft.ts'

export interface Chain {
  readonly leaf: Crafted
  readonly untrusted: readonly Crafted[]
  readonly trusted: readonly Crafted[]
}

export const DAY = 86_400_000
export const past = { notBefore: when(Date.now() - 90 * DAY), notAfter: when(Date.now() - 30 * DAY) }
export const future = { notBefore: when(Date.now() + 30 * DAY), notAfter: when(Date.now() + 90 * DAY) }

export const root = craftCa('Root')
export const middle = craftCa('Middle', root)
export const weakRsa = rsaKey(1024)
export const goodRsa = rsaKey(2048)
export const explicitKey = explicitEcKey()
export const ed25519 = edKey('ed25519')
export const ed448 = edKey('ed448')

export function edKey(type: 'ed25519' | 'ed448'): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync(type as 'ed25519')
  return { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
}

/** P-256 with its curve written out (RFC 5480 §2.1.1 forbids it). */
export function explicitEcKey(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1', paramEncoding: 'explicit' })
  return { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
}

export const leafOf = (issuer: Crafted | null, parts: CertificateParts = {}): Crafted => craft(issuer, parts)
export const fromRoot = (parts: CertificateParts = {}): Chain => ({
  leaf: leafOf(root, parts),
  untrusted: [],
  trusted: [root],
})
export const below = (
  authority: Crafted,
  parts: CertificateParts = {},
  trusted: readonly Crafted[] = [root],
): Chain => ({
  leaf: leafOf(authority, parts),
  untrusted: [authority],
  trusted,
})
export const usual = [EXT.notCa(), EXT.usage(0x80), EXT.client()]
export const withExtension = (...more: readonly Uint8Array[]): CertificateParts => ({ extensions: [...usual, ...more] })
export const caWith = (
  name: string,
  issuer: Crafted | null,
  more: readonly Uint8Array[],
  parts: CertificateParts = {},
): Crafted => {
  const key = parts.key ?? ecKey()
  return craftCa(name, issuer, { ...parts, key, extensions: [...caExtensions(key.spki), ...more] })
}

/** A chain of this many authorities below the root. */
export function deep(count: number, parts: CertificateParts = {}): Chain {
  const between: Crafted[] = []
  for (let at = 0; at < count; at += 1) between.push(craftCa(`Level ${at}`, between.at(-1) ?? root, parts))
  return { leaf: leafOf(between.at(-1) ?? root), untrusted: between.toReversed(), trusted: [root] }
}

export const PSS = '1.2.840.113549.1.1.10'
export const sha256 = seq(oid('2.16.840.1.101.3.4.2.1'), nul)
export const sha1 = seq(oid('1.3.14.3.2.26'), nul)
export const pssOf = (hash: Uint8Array, digest: string, saltLength: number): Signing => ({
  identifier: seq(
    oid(PSS),
    seq(tlv(0xa0, hash), tlv(0xa1, seq(oid('1.2.840.113549.1.1.8'), hash)), tlv(0xa2, int(saltLength))),
  ),
  digest,
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength,
})

export const pssRoot = craftCa('PSS Root', null, { key: goodRsa })
export const rsaRoot = craftCa('RSA Root', null, { key: goodRsa })
export const sameNameOtherKey = craftCa('Root')
export const fencedBy = (...constraints: readonly Uint8Array[]): Crafted => caWith('Fenced', null, constraints)
export const inside = fencedBy(EXT.permittedDns('home.example'))
export const notThere = fencedBy(EXT.excludedDns('evil.example'))
export const network = fencedBy(EXT.constraints([generalName(7, Buffer.of(192, 168, 0, 0, 255, 255, 0, 0))]))
export const mail = fencedBy(EXT.constraints([generalName(1, Buffer.from('home.example'))]))
export const uri = fencedBy(EXT.constraints([generalName(6, Buffer.from('.home.example'))]))
export const directory = fencedBy(EXT.constraints([tlv(0xa4, seq(rdn('2.5.4.10', 'Home')))]))
export const other = fencedBy(EXT.constraints([tlv(0xa0, oid('1.2.3.4'), tlv(0xa0, Buffer.of(0x0c, 1, 0x61)))]))
export const crookedNetwork = fencedBy(EXT.constraints([generalName(7, Buffer.of(192, 168, 0))]))
export const minimum = caWith('Fenced', null, [
  ext('2.5.29.30', seq(tlv(0xa0, seq(generalName(2, Buffer.from('home.example')), tlv(0x80, Buffer.of(1))))), true),
])
export const under = (authority: Crafted, parts: CertificateParts): Chain => ({
  leaf: leafOf(authority, parts),
  untrusted: [],
  trusted: [authority],
})

export const a = ecKey()
export const b = ecKey()
/** Two that sign each other: A by B, B by A. */
export const ring = ((): [Crafted, Crafted] => {
  const one = craftCa('Ring A', null, { key: a })
  const two = craftCa('Ring B', null, { key: b })
  return [craftCa('Ring A', two, { key: a }), craftCa('Ring B', one, { key: b })]
})()

export const self = (parts: CertificateParts = {}): Chain => ({
  leaf: craft(null, parts),
  untrusted: [],
  trusted: [root],
})

export function rdnPart(type: string, text: string): Buffer {
  return seq(oid(type), tlv(STRING.utf8, Buffer.from(text)))
}
