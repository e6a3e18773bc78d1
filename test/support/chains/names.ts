import { EXT, STRING, cn, craftCa, ext, generalName, nul, oid, rawInt, rdn, seq, set, tlv } from '../craft.ts'
import {
  type Chain,
  below,
  caWith,
  crookedNetwork,
  directory,
  fromRoot,
  inside,
  leafOf,
  mail,
  middle,
  minimum,
  network,
  notThere,
  other,
  rdnPart,
  root,
  sameNameOtherKey,
  under,
  uri,
  withExtension,
  past,
  usual,
} from './parts.ts'

export const names: Readonly<Record<string, () => Chain>> = {
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
    const joined = craftCa('', null, { subject: seq(set(rdnPart('2.5.4.3', 'A'), rdnPart('2.5.4.10', 'B'))) })
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
