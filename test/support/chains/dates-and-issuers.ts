import { EXT, cn, craftCa, ext, nul, oid, seq, tlv } from '../craft.ts'
import {
  type Chain,
  below,
  fromRoot,
  future,
  leafOf,
  middle,
  past,
  root,
  sameNameOtherKey,
  self,
  under,
  weakRsa,
  withExtension,
  usual,
} from './parts.ts'

export const datesAndIssuers: Readonly<Record<string, () => Chain>> = {
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
}
