import { children, DerError, expectTag, type Element } from './der-reader.ts'
import { TAG } from './der.ts'
import { useForge } from './forge.ts'

/** PKCS#12 files nest about ten levels. */
const MAX_DEPTH = 32
const CONSTRUCTED_OCTETS = 0x24

/**
 * Rewrites BER with indefinite lengths, as NSS, Java and Windows write PKCS#12, into definite lengths. What
 * stands inside octet strings stays as it is. @throws DerError
 */
export function berToDer(bytes: Uint8Array): Uint8Array {
  try {
    const options = { strict: true, parseAllBytes: true, decodeBitStrings: false, maxDepth: MAX_DEPTH }
    // The types of node-forge know only the older boolean here.
    const { asn1 } = useForge()
    const tree = asn1.fromDer(Buffer.from(bytes).toString('latin1'), options as unknown as boolean)
    return Buffer.from(asn1.toDer(tree).getBytes(), 'latin1')
  } catch (error) {
    throw new DerError('cutOff', { cause: error })
  }
}

/** The bytes of an OCTET STRING, also of one that BER split into pieces. */
export function readOctets(element: Element | undefined, tag: number = TAG.octets): Uint8Array {
  const constructed = tag === TAG.octets ? CONSTRUCTED_OCTETS : tag | 0x20
  if (element?.tag === constructed) return Buffer.concat(children(element).map((piece) => readOctets(piece)))
  return expectTag(element, tag).contents
}
