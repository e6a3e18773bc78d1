import { EXT, bits, bool, craftCa, ext, nul, octets, oid, rawInt, seq } from '../craft.ts'
import {
  type Chain,
  below,
  caWith,
  deep,
  fromRoot,
  leafOf,
  ring,
  root,
  under,
  usual,
  withExtension,
  past,
} from './parts.ts'

export const extensions: Readonly<Record<string, () => Chain>> = {
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
}
