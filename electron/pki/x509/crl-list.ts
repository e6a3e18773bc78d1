import type { RevocationReason } from '../../../shared/contract/common.ts'
import { children, DerError, expectTag, readDer, readInteger, readTime, type Element } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { readExtensions, type RawExtension } from './certificate.ts'
import type { RevokedEntry } from './crl.ts'
import { canonicalName, nameToText } from './name.ts'

/** What an issuing distribution point limits a list to (RFC 5280 §5.2.5). */
export interface ListScope {
  /** Certificates that name this distribution point: its address, or empty where it has none that is one. */
  readonly distributionPoint: string | null
  readonly onlyUserCertificates: boolean
  readonly onlyCaCertificates: boolean
  readonly onlyAttributeCertificates: boolean
  readonly onlySomeReasons: boolean
  /** Entries may be of other authorities. */
  readonly indirect: boolean
}

/** A revocation list (RFC 5280 §5.1) as it says of itself; nothing of it is verified. */
export interface RevocationList {
  readonly der: Uint8Array
  /** RFC 4514. */
  readonly issuer: string
  /** In the form in which names are compared, as a string. */
  readonly issuerName: string
  /** Hexadecimal; null without one. */
  readonly number: string | null
  readonly thisUpdate: Date
  readonly nextUpdate: Date | null
  /** The number of the list that it amends: it is a delta list (§5.2.4). Null for a complete one. */
  readonly deltaOf: string | null
  /** Null: it speaks of all certificates of its issuer. */
  readonly scope: ListScope | null
  /** Critical extensions, of the list or of an entry, that nobody here knows: what the list means is unknown then. */
  readonly unknownCritical: readonly string[]
  /** An entry is about a certificate of somebody else (§5.3.3). */
  readonly otherIssuers: boolean
  readonly entries: readonly RevokedEntry[]
}

const DELTA_INDICATOR = '2.5.29.27'
const DISTRIBUTION_POINT = '2.5.29.28'
const CERTIFICATE_ISSUER = '2.5.29.29'
/** Of lists: authority key identifier, issuer's other names, number, delta, scope, freshest list, authority information. */
const KNOWN = new Set([
  OID.authorityKeyIdentifier,
  '2.5.29.18',
  OID.crlNumber,
  DELTA_INDICATOR,
  DISTRIBUTION_POINT,
  '2.5.29.46',
  OID.authorityInfoAccess,
])
/** Of entries: reason, instruction for a hold, day of the compromise, issuer. */
const KNOWN_IN_ENTRIES = new Set([OID.reasonCode, '2.5.29.23', '2.5.29.24', CERTIFICATE_ISSUER])

const isTime = (element: Element | undefined): boolean =>
  element?.tag === TAG.utcTime || element?.tag === TAG.generalizedTime

function unknownIn(extensions: ReadonlyMap<string, RawExtension>, known: ReadonlySet<string>): string[] {
  return [...extensions].flatMap(([id, { critical }]) => (critical && !known.has(id) ? [id] : []))
}

/** @throws DerError also for one that stands there twice (RFC 5280 §4.2): which of them is meant nobody can say */
function extensionsOf(list: Element | undefined): ReadonlyMap<string, RawExtension> {
  const extensions = readExtensions(list)
  if (list && extensions.size !== children(list).length) throw new DerError('extensionTwice')
  return extensions
}

/** The first address of a fullName; empty where there is none. */
function addressOf(point: Element): string {
  const [name] = children(point)
  if (name?.tag !== 0xa0) return ''
  const address = children(name).find(({ tag }) => tag === 0x86)
  return Buffer.from(address?.contents ?? []).toString('latin1')
}

function readScope(value: Uint8Array): ListScope {
  const fields = children(readDer(value, TAG.sequence))
  if (fields.some(({ tag }) => ![0xa0, 0x81, 0x82, 0x83, 0x84, 0x85].includes(tag))) {
    throw new DerError('issuingPoint')
  }
  const flag = (tag: number): boolean => {
    const field = fields.find((one) => one.tag === tag)
    return field !== undefined && field.contents[0] !== 0
  }
  const point = fields.find(({ tag }) => tag === 0xa0)
  return {
    distributionPoint: point ? addressOf(point) : null,
    onlyUserCertificates: flag(0x81),
    onlyCaCertificates: flag(0x82),
    onlySomeReasons: fields.some(({ tag }) => tag === 0x83),
    indirect: flag(0x84),
    onlyAttributeCertificates: flag(0x85),
  }
}

/** Numbers of CRLReason that mean something else here than `unspecified`. */
const REASONS: ReadonlyMap<number, RevocationReason> = new Map([
  [1, 'key-compromise'],
  [2, 'key-compromise'],
  [3, 'cessation'],
  [4, 'superseded'],
  [5, 'cessation'],
  [6, 'hold'],
  [9, 'cessation'],
])

/** Most entries have no extensions: then nothing is made for them. */
const NONE: ReadonlyMap<string, RawExtension> = new Map()

/** @throws DerError */
export function readRevocationList(der: Uint8Array): RevocationList {
  const [body, outer] = children(readDer(der, TAG.sequence))
  const fields = children(expectTag(body, TAG.sequence))
  if (fields[0]?.tag === TAG.integer) fields.shift()
  const [algorithm, issuer, thisUpdate, ...rest] = fields
  // RFC 5280 §5.1.1.2: the algorithm outside of what is signed must be the one inside.
  const inside = expectTag(algorithm, TAG.sequence).whole
  if (Buffer.compare(inside, expectTag(outer, TAG.sequence).whole) !== 0) throw new DerError('algorithms')
  const nextUpdate = isTime(rest[0]) ? readTime(rest.shift()) : null
  const revoked = rest[0]?.tag === TAG.sequence ? children(rest[0]) : []
  const list = rest.find((field) => field.tag === 0xa0)
  const extensions = list ? extensionsOf(children(list)[0]) : NONE
  const number = extensions.get(OID.crlNumber)
  const delta = extensions.get(DELTA_INDICATOR)
  const scope = extensions.get(DISTRIBUTION_POINT)
  const unknown = new Set(unknownIn(extensions, KNOWN))
  let otherIssuers = false
  const entries = revoked.map((entry): RevokedEntry => {
    const [serial, date, more] = children(expectTag(entry, TAG.sequence))
    const about = more ? extensionsOf(more) : NONE
    for (const id of unknownIn(about, KNOWN_IN_ENTRIES)) unknown.add(id)
    otherIssuers ||= about.has(CERTIFICATE_ISSUER)
    const reason = about.get(OID.reasonCode)?.value[2]
    return {
      serial: readInteger(serial),
      revokedAt: readTime(date),
      reason: REASONS.get(reason ?? 0) ?? 'unspecified',
    }
  })
  const name = expectTag(issuer, TAG.sequence).whole
  return {
    der,
    issuer: nameToText(name),
    issuerName: Buffer.from(canonicalName(name)).toString('latin1'),
    number: number ? readInteger(readDer(number.value)) : null,
    thisUpdate: readTime(thisUpdate),
    nextUpdate,
    deltaOf: delta ? readInteger(readDer(delta.value)) : null,
    scope: scope ? readScope(scope.value) : null,
    unknownCritical: [...unknown],
    otherIssuers,
    entries,
  }
}
