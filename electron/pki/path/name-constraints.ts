import { children, expectTag, readDer, readOid, readText, type Element } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { canonicalName } from '../x509/name.ts'
import type { Certificate } from './certificate.ts'
import { GENERAL_NAME, type GeneralName, type NameConstraints, type Subtree } from './usage.ts'

/** Why a name is outside; `X509_V_ERR_…` in OpenSSL's words. */
export type ConstraintError =
  | 'UNSPECIFIED'
  | 'PERMITTED_VIOLATION'
  | 'EXCLUDED_VIOLATION'
  | 'SUBTREE_MINMAX'
  | 'UNSUPPORTED_CONSTRAINT_TYPE'
  | 'UNSUPPORTED_CONSTRAINT_SYNTAX'
  | 'UNSUPPORTED_NAME_SYNTAX'

/** A name that an authority's constraints do not allow, for people: `pixel.lan`, `192.0.2.1`. */
export interface Violation {
  readonly error: ConstraintError
  readonly name: string
}

/** More comparisons than that are no certificate's business (OpenSSL: NAME_CHECK_MAX). */
const MAX_COMPARISONS = 1 << 20
const EMAIL_ADDRESS = '1.2.840.113549.1.9.1'

interface Attribute {
  readonly oid: string
  readonly value: Element
}

function attributesOf(subject: Uint8Array): Attribute[] {
  return children(readDer(subject, TAG.sequence)).flatMap((rdn) =>
    children(expectTag(rdn, TAG.set)).map((attribute) => {
      const [type, value] = children(expectTag(attribute, TAG.sequence))
      return { oid: readOid(type), value: value ?? expectTag(value, TAG.utf8) }
    }),
  )
}

/** One name is compared with many subtrees, and strangers choose how long it is: each is brought to its form once. */
function once<T>(read: (bytes: Uint8Array) => T): (bytes: Uint8Array) => T {
  const known = new WeakMap<Uint8Array, { readonly value: T }>()
  return (bytes) => {
    let found = known.get(bytes)
    if (!found) known.set(bytes, (found = { value: read(bytes) }))
    return found.value
  }
}

const latin1 = once((bytes) => Buffer.from(bytes).toString('latin1'))
const lower = once((bytes) => latin1(bytes).toLowerCase())

/** A name below the base, or the base itself (RFC 5280 §4.2.1.10: zero or more labels to the left). */
function dnsWithin(name: Uint8Array, base: Uint8Array): boolean {
  const [text, end] = [lower(name), lower(base)]
  if (end === '') return true
  return text.endsWith(end) && (text.length === end.length || end.startsWith('.') || text.at(-end.length - 1) === '.')
}

function emailWithin(name: Uint8Array, base: Uint8Array): boolean | ConstraintError {
  const [text, limit] = [latin1(name), latin1(base)]
  const at = text.lastIndexOf('@')
  if (at === -1) return 'UNSUPPORTED_NAME_SYNTAX'
  const limitAt = limit.lastIndexOf('@')
  if (limitAt === -1 && limit.startsWith('.')) {
    return text.length > limit.length && lower(name).endsWith(lower(base))
  }
  // The part before the @ is compared as it is.
  if (limitAt > 0 && limit.slice(0, limitAt) !== text.slice(0, at)) return false
  return text.slice(at + 1).toLowerCase() === limit.slice(limitAt + 1).toLowerCase()
}

/** The host of a URI, in small letters; null where it has none. */
const hostOf = once((uri) => {
  const found = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^:/?#]*)/.exec(latin1(uri))
  return found?.[1]?.toLowerCase() || null
})

function uriWithin(name: Uint8Array, base: Uint8Array): boolean | ConstraintError {
  const host = hostOf(name)
  if (host === null) return 'UNSUPPORTED_NAME_SYNTAX'
  const limit = lower(base)
  return limit.startsWith('.') ? host.length > limit.length && host.endsWith(limit) : host === limit
}

function addressWithin(address: Uint8Array, network: Uint8Array): boolean | ConstraintError {
  const size = address.length
  if (![4, 16].includes(size) || ![8, 32].includes(network.length)) return 'UNSUPPORTED_NAME_SYNTAX'
  if (size * 2 !== network.length) return false
  return address.every((byte, at) => {
    const mask = network[size + at] ?? 0
    return (byte & mask) === ((network[at] ?? 0) & mask)
  })
}

/** The RDNs of a name, in the form in which they are compared. */
const canonicalRdns = once((der) => Buffer.from(readDer(canonicalName(der)).contents))

/** The RDNs of the base stand at the beginning of the name. */
function directoryWithin(name: Uint8Array, base: Uint8Array): boolean {
  const [whole, start] = [canonicalRdns(name), canonicalRdns(base)]
  return start.length <= whole.length && whole.subarray(0, start.length).equals(start)
}

function within(name: GeneralName, base: GeneralName): boolean | ConstraintError {
  switch (name.tag) {
    case GENERAL_NAME.email:
      return emailWithin(name.contents, base.contents)
    case GENERAL_NAME.dns:
      return dnsWithin(name.contents, base.contents)
    case GENERAL_NAME.directory:
      return directoryWithin(name.contents, base.contents)
    case GENERAL_NAME.uri:
      return uriWithin(name.contents, base.contents)
    case GENERAL_NAME.ip:
      return addressWithin(name.contents, base.contents)
    default:
      return 'UNSUPPORTED_CONSTRAINT_TYPE'
  }
}

function isOutside(name: GeneralName, { permitted, excluded }: NameConstraints): ConstraintError | null {
  const ofKind = (trees: readonly Subtree[]): readonly Subtree[] => trees.filter(({ base }) => base.tag === name.tag)
  let allowed: boolean | null = null
  for (const { base, plain } of ofKind(permitted)) {
    if (!plain) return 'SUBTREE_MINMAX'
    if (allowed === true) continue
    const found = within(name, base)
    if (typeof found === 'string') return found
    allowed = found
  }
  if (allowed === false) return 'PERMITTED_VIOLATION'
  for (const { base, plain } of ofKind(excluded)) {
    if (!plain) return 'SUBTREE_MINMAX'
    const found = within(name, base)
    if (typeof found === 'string') return found
    if (found) return 'EXCLUDED_VIOLATION'
  }
  return null
}

/**
 * A common name that reads like a host name of two labels or more: where there is no dNSName, verifiers take it for one
 * (OpenSSL: cn2dnsid; RFC 6125 §6.4.4), and so the constraints count for it.
 */
export function looksLikeHost(commonName: string): boolean {
  return (
    /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(commonName) &&
    commonName.includes('.') &&
    !/\.\.|-\.|\.-/.test(commonName)
  )
}

/** A general name for people. */
function describe({ tag, contents }: GeneralName): string {
  if (tag === GENERAL_NAME.ip && contents.length === 4) return contents.join('.')
  if (tag === GENERAL_NAME.ip || tag === GENERAL_NAME.directory) return `#${Buffer.from(contents).toString('hex')}`
  return latin1(contents)
}

/** What of a certificate's names a set of constraints is asked about. */
export interface ConstrainedNames {
  /** DER of the subject. */
  readonly subject: Uint8Array
  readonly altNames: readonly GeneralName[] | null
}

/**
 * The first name of a certificate that constraints do not allow, in the order in which OpenSSL looks
 * (NAME_CONSTRAINTS_check, then NAME_CONSTRAINTS_check_CN). @param leaf common names count for a leaf alone
 * @returns null when all are allowed. @throws DerError
 */
export function constraintViolation(
  { subject, altNames }: ConstrainedNames,
  constraints: NameConstraints,
  leaf: boolean,
): Violation | null {
  const attributes = attributesOf(subject)
  const names = altNames ?? []
  const trees = constraints.permitted.length + constraints.excluded.length
  if ((attributes.length + names.length) * trees > MAX_COMPARISONS) return { error: 'UNSPECIFIED', name: '' }
  const check = (name: GeneralName, text: string): Violation | null => {
    const error = isOutside(name, constraints)
    return error && { error, name: text }
  }
  if (attributes.length > 0) {
    const found = check({ tag: GENERAL_NAME.directory, contents: subject }, 'its subject')
    if (found) return found
    for (const { oid, value } of attributes) {
      if (oid !== EMAIL_ADDRESS) continue
      if (value.tag !== TAG.ia5) return { error: 'UNSUPPORTED_NAME_SYNTAX', name: readText(value) }
      const outside = check({ tag: GENERAL_NAME.email, contents: value.contents }, readText(value))
      if (outside) return outside
    }
  }
  for (const name of names) {
    const found = check(name, describe(name))
    if (found) return found
  }
  if (!leaf || names.some(({ tag }) => tag === GENERAL_NAME.dns)) return null
  for (const { oid, value } of attributes) {
    if (oid !== OID.commonName) continue
    // Zero octets at the end are dropped, inside a name they are an attack.
    const text = readText(value).replace(/\0+$/, '')
    if (text.includes('\0')) return { error: 'UNSUPPORTED_NAME_SYNTAX', name: text }
    const found = looksLikeHost(text)
      ? check({ tag: GENERAL_NAME.dns, contents: Buffer.from(text, 'latin1') }, text)
      : null
    if (found) return found
  }
  return null
}

/** What of `constraintViolation` a parsed certificate is asked about. */
export function namesOf({ structure, usage }: Certificate): ConstrainedNames {
  return { subject: structure.subject, altNames: usage.altNames }
}
