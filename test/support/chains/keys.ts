import { constants, generateKeyPairSync } from 'node:crypto'
import { EXT, bits, craftCa, ecKey, nul, oid, seq } from '../craft.ts'
import {
  type Chain,
  PSS,
  below,
  ed25519,
  ed448,
  explicitKey,
  fromRoot,
  goodRsa,
  leafOf,
  pssOf,
  pssRoot,
  root,
  rsaRoot,
  self,
  sha1,
  sha256,
  under,
  weakRsa,
  past,
} from './parts.ts'

export const keys: Readonly<Record<string, () => Chain>> = {
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
}
