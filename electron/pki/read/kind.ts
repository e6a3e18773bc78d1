import { children, DerError, readDer, readOid, type Element } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { berToDer } from '../asn1/ber.ts'
import type { PemBlock } from '../x509/pem.ts'
import { otherKindOfBytes, otherKindOfLabel, otherKindOfText, type OtherKind } from './other-kinds.ts'
import { bareBase64, decodeText, findBlocks, hasBrokenBlock } from './text.ts'

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
  | 'other'
  | 'damaged'
  | 'unknown'

export interface Recognised {
  readonly kind: FileKind
  /** For `pem`; their labels say what is inside, whatever the file said. */
  readonly blocks: readonly PemBlock[]
  /** DER of everything that is not text. */
  readonly der: Uint8Array
  /** For `other`: which; and of a PEM file that holds nothing else. */
  readonly other: OtherKind | null
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

/** Labels by what is inside: Windows writes PKCS#7 between the marks of a certificate, others the reverse. */
const LABELS: Readonly<Partial<Record<FileKind, string>>> = {
  certificate: 'CERTIFICATE',
  pkcs12: 'PKCS12',
  pkcs7: 'PKCS7',
  request: 'CERTIFICATE REQUEST',
  crl: 'X509 CRL',
  key: 'PRIVATE KEY',
  'encrypted-key': 'ENCRYPTED PRIVATE KEY',
}

/** Indefinite lengths are BER: of PKCS#12 and PKCS#7 only, the rest must be right as it is. @throws DerError */
function toDefinite(bytes: Uint8Array): Uint8Array {
  return bytes[1] === 0x80 ? berToDer(bytes) : bytes
}

/** The first element alone: OpenSSL’s TRUSTED CERTIFICATE has its own remarks after the certificate. @throws DerError */
function firstElement(der: Uint8Array): Uint8Array {
  const around = { tag: TAG.sequence, contents: der, whole: der }
  const [first] = children(around)
  if (!first) throw new DerError('tooShort')
  return first.whole
}

function relabel(block: PemBlock): PemBlock {
  const { label, headers } = block
  // Encrypted as a whole: what is inside cannot be seen.
  if (headers['dek-info'] !== undefined || otherKindOfLabel(label)) return block
  try {
    const der = label === 'TRUSTED CERTIFICATE' ? firstElement(block.der) : toDefinite(block.der)
    const found = LABELS[kindOfDer(der)]
    // The old forms of keys keep their names.
    if (found === undefined || (found === 'PRIVATE KEY' && label.endsWith('PRIVATE KEY'))) return { ...block, der }
    return { ...block, label: found, der }
  } catch {
    return block
  }
}

function recogniseDer(bytes: Uint8Array): Recognised | null {
  if (bytes[0] !== TAG.sequence || isPlainText(bytes)) return null
  try {
    const der = toDefinite(bytes)
    const kind = kindOfDer(der)
    const other = kind === 'unknown' ? otherKindOfBytes(bytes) : null
    return { kind: other ? 'other' : kind, blocks: [], der, other }
  } catch {
    return { kind: 'damaged', blocks: [], der: bytes, other: null }
  }
}

/** Base64 of base64 is the most that anybody has: a secret of Kubernetes that holds a PEM file that was pasted. */
const MAX_LAYERS = 3

/** Looks at the beginning of a file and its outermost structure, and takes away what it is wrapped in. Never throws. */
export function recogniseFile(bytes: Uint8Array, layers = MAX_LAYERS): Recognised {
  const nothing = { blocks: [], der: bytes, other: null }
  const binary = recogniseDer(bytes)
  if (binary) return binary
  const magic = otherKindOfBytes(bytes)
  if (magic) return { ...nothing, kind: 'other', other: magic }
  const text = decodeText(bytes)
  if (/<plist[\s>]/.test(text.slice(0, 2000))) return { kind: 'mobileconfig', ...nothing, der: Buffer.from(text) }
  const blocks = findBlocks(text)
  if (blocks.length > 0) {
    const labelled = blocks.map(relabel)
    const known = labelled.find(({ label }) => otherKindOfLabel(label) === null)
    const other = known ? null : otherKindOfLabel(labelled[0]?.label ?? '')
    return { kind: other ? 'other' : 'pem', blocks: labelled, der: bytes, other }
  }
  const other = otherKindOfText(text)
  if (other) return { ...nothing, kind: 'other', other }
  if (hasBrokenBlock(text)) return { ...nothing, kind: 'damaged' }
  const inside = layers > 0 ? bareBase64(text) : null
  if (inside) {
    const found = recogniseFile(inside, layers - 1)
    // Letters alone decode to something, too: it counts where it is something.
    if (found.kind !== 'unknown') return found
  }
  return { ...nothing, kind: 'unknown' }
}
