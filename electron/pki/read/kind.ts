import { children, readDer, readOid, type Element } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { berToDer } from '../asn1/ber.ts'
import { fromPem, type PemBlock } from '../x509/pem.ts'

/** What a file is, by its contents; its name is not believed. */
export type FileKind =
  | 'pem'
  | 'certificate'
  | 'pkcs12'
  | 'pkcs7'
  | 'request'
  | 'crl'
  | 'key'
  | 'encrypted-key'
  | 'mobileconfig'
  | 'damaged'
  | 'unknown'

export interface Recognised {
  readonly kind: FileKind
  /** For `pem`. */
  readonly blocks: readonly PemBlock[]
  /** DER of everything that is not text. */
  readonly der: Uint8Array
}

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const DATA = '1.2.840.113549.1.7.1'
const VERSION_TAG = 0xa0

const isTime = (element: Element | undefined): boolean =>
  element?.tag === TAG.utcTime || element?.tag === TAG.generalizedTime

/** Tells the structures of X.509 and PKCS apart by their first elements. */
function kindOfDer(der: Uint8Array): FileKind {
  const top = children(readDer(der, TAG.sequence))
  const [first, second, third] = top
  if (first?.tag === TAG.oid) return readOid(first) === SIGNED_DATA ? 'pkcs7' : 'unknown'
  if (first?.tag === TAG.integer) {
    // PFX: version, ContentInfo. Private keys: version, then an algorithm, a number or the key itself.
    if (second?.tag === TAG.sequence) {
      const inner = children(second)[0]
      if (inner?.tag !== TAG.oid) return 'unknown'
      return [DATA, SIGNED_DATA].includes(readOid(inner)) ? 'pkcs12' : 'key'
    }
    return second?.tag === TAG.integer || second?.tag === TAG.octets ? 'key' : 'unknown'
  }
  if (first?.tag !== TAG.sequence) return 'unknown'
  if (second?.tag === TAG.octets) return 'encrypted-key'
  if (second?.tag !== TAG.sequence || third?.tag !== TAG.bits) return 'unknown'
  const body = children(first)
  if (body[0]?.tag === VERSION_TAG) return 'certificate'
  // CertificationRequestInfo ends with [0] attributes or after the key; a revocation list has a time after algorithm and issuer.
  if (body[0]?.tag === TAG.integer && (body[3]?.tag === VERSION_TAG || body.length === 3)) return 'request'
  return body.slice(2, 4).some(isTime) ? 'crl' : 'certificate'
}

/** “0A1B…”, as easy-rsa writes serial numbers, begins with the tag of a sequence and is none. */
function isPlainText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 64).every((byte) => (byte >= 0x20 && byte < 0x7f) || [0x09, 0x0a, 0x0d].includes(byte))
}

/** Looks at the beginning of a file and its outermost structure. Never throws. */
export function recogniseFile(bytes: Uint8Array): Recognised {
  const nothing = { blocks: [], der: bytes }
  if (bytes[0] === TAG.sequence && !isPlainText(bytes)) {
    try {
      // Only PKCS#12 and PKCS#7 are written in BER; the rest must be right as it is.
      const indefinite = bytes[1] === 0x80
      const der = indefinite ? berToDer(bytes) : bytes
      return { kind: kindOfDer(der), blocks: [], der }
    } catch {
      return { kind: 'damaged', ...nothing }
    }
  }
  // UTF-16 files from Windows carry a mark.
  const text =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? Buffer.from(bytes).toString('utf16le')
      : Buffer.from(bytes).toString('latin1')
  if (/<plist[\s>]/.test(text.slice(0, 2000))) return { kind: 'mobileconfig', ...nothing }
  const blocks = fromPem(text)
  if (blocks.length > 0) return { kind: 'pem', blocks, der: bytes }
  return { kind: text.includes('-----BEGIN ') ? 'damaged' : 'unknown', ...nothing }
}
