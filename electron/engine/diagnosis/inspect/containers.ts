import { children, DerError, expectTag, readDer, readOid } from '../../../pki/asn1/der-reader.ts'
import { TAG } from '../../../pki/asn1/der.ts'
import { berToDer, readOctets } from '../../../pki/asn1/ber.ts'
import { readPlist, type Plist } from './plist.ts'

const SIGNED_DATA = '1.2.840.113549.1.7.2'

export interface SignedData {
  /** DER. */
  readonly certificates: readonly Uint8Array[]
  /** DER. */
  readonly crls: readonly Uint8Array[]
  /** What is signed; null for a mere bundle of certificates (.p7b). */
  readonly content: Uint8Array | null
}

/** PKCS#7 SignedData (RFC 2315 §9.1). The signature is not checked. @throws DerError */
export function readSignedData(bytes: Uint8Array): SignedData {
  const [type, wrapped] = children(readDer(berToDer(bytes), TAG.sequence))
  if (readOid(type) !== SIGNED_DATA) throw new DerError('notSigned')
  const fields = children(expectTag(children(expectTag(wrapped, 0xa0))[0], TAG.sequence))
  const inner = children(expectTag(fields[2], TAG.sequence))[1]
  const octets = inner ? children(inner)[0] : undefined
  const of = (tag: number): Uint8Array[] => {
    const set = fields.find((field) => field.tag === tag)
    return set ? children(set).flatMap((one) => (one.tag === TAG.sequence ? [one.whole] : [])) : []
  }
  return { certificates: of(0xa0), crls: of(0xa1), content: octets ? readOctets(octets) : null }
}

export interface Profile {
  readonly name: string
  readonly payloads: readonly string[]
  /** DER or PEM of its certificates. */
  readonly certificates: readonly Uint8Array[]
  readonly pkcs12: readonly { readonly bytes: Uint8Array; readonly password: string | undefined }[]
}

type Dict = Readonly<Record<string, Plist>>

function dict(value: Plist | undefined): Dict | null {
  const plain = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array)
  return plain ? (value as Dict) : null
}

const textOf = (value: Plist | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

/** An Apple configuration profile; null when it is none. */
export function readProfile(xml: string): Profile | null {
  const root = dict(readPlist(xml) ?? undefined)
  if (!root || textOf(root['PayloadType']) !== 'Configuration') return null
  const list = Array.isArray(root['PayloadContent']) ? (root['PayloadContent'] as readonly Plist[]) : []
  const payloads = list.map((one) => dict(one)).filter((one) => one !== null)
  const contentOf = (wanted: RegExp): { bytes: Uint8Array; password: string | undefined }[] =>
    payloads.flatMap((one) => {
      const content = one['PayloadContent']
      return wanted.test(textOf(one['PayloadType']) ?? '') && content instanceof Uint8Array
        ? [{ bytes: content, password: textOf(one['Password']) }]
        : []
    })
  return {
    name: textOf(root['PayloadDisplayName']) ?? '',
    payloads: payloads.map((one) => textOf(one['PayloadType']) ?? 'unknown'),
    certificates: contentOf(/^com\.apple\.security\.(?:root|pkcs1|pem)$/).map((one) => one.bytes),
    pkcs12: contentOf(/^com\.apple\.security\.pkcs12$/),
  }
}
