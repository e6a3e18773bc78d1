import { hash } from 'node:crypto'
import { children, expectTag, printable, readBits, readDer } from '../asn1/der-reader.ts'
import { bits, boolean, explicit, ia5, implicit, integer, octets, oid, sequence, TAG } from '../asn1/der.ts'
import { kept } from '../asn1/memoize.ts'
import { OID } from '../asn1/oids.ts'
import type { SubjectNames } from './policy.ts'
import { KEY_USAGE_BITS, type ExtendedUse, type KeyUsageBit } from './profiles.ts'

/** One Extension (RFC 5280 §4.1), whole. */
export function extension(id: string, critical: boolean, value: Uint8Array): Uint8Array {
  return critical ? sequence(oid(id), boolean(true), octets(value)) : sequence(oid(id), octets(value))
}

/** RFC 5280 §4.2.1.9. Critical for every certificate: nobody may overlook that a device is no authority. */
export function basicConstraints(ca: boolean, pathLength?: number): Uint8Array {
  if (!ca) return NO_AUTHORITY
  const length = pathLength === undefined ? [] : [integer(pathLength)]
  return extension(OID.basicConstraints, true, sequence(boolean(true), ...length))
}

const NO_AUTHORITY = extension(OID.basicConstraints, true, sequence())

/** RFC 5280 §4.2.1.3. */
export const keyUsage = kept((uses: readonly KeyUsageBit[]): Uint8Array => {
  let byte = 0
  let last = 0
  for (const use of uses) {
    const bit = KEY_USAGE_BITS[use]
    byte |= 0x80 >> bit
    last = Math.max(last, bit)
  }
  return extension(OID.keyUsage, true, bits(Uint8Array.of(byte), 7 - last))
})

/** RFC 5280 §4.2.1.12. */
export const extendedKeyUsage = kept((uses: readonly ExtendedUse[]): Uint8Array =>
  extension(OID.extendedKeyUsage, false, sequence(...uses.map((use) => oid(OID[use])))),
)

/** Method 1 of RFC 5280 §4.2.1.2: SHA-1 of the key bits. An identifier, not a signature. */
export function keyIdentifier(spki: Uint8Array): Uint8Array {
  const [, key] = children(readDer(spki, TAG.sequence))
  return hash('sha1', readBits(key), 'buffer')
}

export function subjectKeyIdentifier(id: Uint8Array): Uint8Array {
  return extension(OID.subjectKeyIdentifier, false, octets(id))
}

export const authorityKeyIdentifier = kept((id: Uint8Array): Uint8Array =>
  extension(OID.authorityKeyIdentifier, false, sequence(implicit(0, id))),
)

/** RFC 5280 §4.2.1.6: names as dNSName, addresses as iPAddress. */
export function subjectAltName({ dns, ip }: SubjectNames): Uint8Array {
  const names = [...dns.map((name) => implicit(2, ia5(name))), ...ip.map((address) => implicit(7, address))]
  return extension(OID.subjectAltName, false, sequence(...names))
}

/** RFC 5280 §4.2.1.6: one uniformResourceIdentifier. */
export function subjectAltUri(uri: string): Uint8Array {
  return extension(OID.subjectAltName, false, sequence(implicit(6, ia5(uri))))
}

/** RFC 5280 §4.2.1.13: one distribution point, one URL, all reasons. */
export function crlDistributionPoint(url: string): Uint8Array {
  const fullName = explicit(0, implicit(6, ia5(url)))
  return extension(OID.crlDistributionPoints, false, sequence(sequence(explicit(0, fullName))))
}

/** What an authority may issue for: DNS names (with everything below them) and networks. */
export interface NameConstraints {
  readonly dns: readonly string[]
  /** 8 octets (address and mask) for IPv4, 32 for IPv6. */
  readonly networks: readonly Uint8Array[]
}

/**
 * RFC 5280 §4.2.1.10, critical, permitted subtrees. A kind of name without any entry stays unrestricted: list an
 * address range as well where addresses are to be limited.
 */
export function nameConstraints({ dns, networks }: NameConstraints): Uint8Array {
  const subtrees = [
    ...dns.map((name) => sequence(implicit(2, ia5(name)))),
    ...networks.map((network) => sequence(implicit(7, network))),
  ]
  return extension(OID.nameConstraints, true, sequence(explicit(0, ...subtrees)))
}

/** The names of a subjectAltName value, to be shown: DNS names and addresses as text, anything else left out. */
export function readAltNames(value: Uint8Array): string[] {
  return children(readDer(value, TAG.sequence)).flatMap(({ tag, contents }) => {
    if (tag === 0x82) return [printable(Buffer.from(contents).toString('latin1'))]
    if (tag === 0x87) return [addressText(contents)]
    return []
  })
}

/** An address as text; `#…` for what is none. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  const hex = Buffer.from(bytes).toString('hex')
  if (bytes.length !== 16) return `#${hex}`
  return new URL(`http://[${hex.replace(/(.{4})(?=.)/g, '$1:')}]`).hostname.slice(1, -1)
}

/** The identifier inside a subjectKeyIdentifier value. */
export function readKeyIdentifier(value: Uint8Array): Uint8Array {
  return expectTag(readDer(value), TAG.octets).contents
}
