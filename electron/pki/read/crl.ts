import { X509Certificate } from 'node:crypto'
import type { RevocationReason } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { readExtensions, type RawExtension } from '../x509/certificate.ts'
import type { RevokedEntry } from '../x509/crl.ts'
import { children, DerError, expectTag, readDer, readInteger, readTime, type Element } from '../asn1/der-reader.ts'
import { TAG } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { allDer } from '../x509/pem.ts'
import { checkSignature } from '../x509/signature.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

/** A revocation list whose signature was found good. */
export interface ImportedCrl {
  readonly der: Uint8Array
  /** Hexadecimal; null in the lists of version 1. */
  readonly number: string | null
  readonly thisUpdate: Date
  readonly nextUpdate: Date | null
  readonly entries: readonly RevokedEntry[]
}

/** Room for about three hundred thousand entries. */
const MAX_BYTES = 16 * 1_048_576

/**
 * Reads a revocation list, PEM or DER, of the authority given. HAProxy, nginx and Apache take the lists of several
 * authorities in one file: of those the newest counts that this one has signed. @param authority DER of its certificate
 * @throws AppError authority/crl-unreadable, authority/crl-signature
 */
export function readCrl(input: Uint8Array | string, authority: Uint8Array): ImportedCrl {
  if (input.length > MAX_BYTES) throw unreadable(message('parts.file.tooLarge', { size: '16 MiB' }))
  const lists = allDer(input, ['X509 CRL', 'CRL'])
  if (lists.length === 0) throw unreadable(message('parts.read.noList'))
  try {
    const { publicKey } = new X509Certificate(authority)
    const signatures = lists.map((der) => checkSignature(der, publicKey))
    let newest: ImportedCrl | null = null
    for (const [at, der] of lists.entries()) {
      const list = signatures[at] === 'good' ? read(der) : null
      if (list && (!newest || list.thisUpdate > newest.thisUpdate)) newest = list
    }
    if (newest) return newest
    throw signatures.includes('unknown')
      ? unreadable(message('parts.read.algorithm'))
      : new AppError('authority/crl-signature')
  } catch (error) {
    if (error instanceof DerError) throw unreadable(error.problem)
    throw error
  }
}

function unreadable(problem: Message): AppError {
  return new AppError('authority/crl-unreadable', { problem })
}

const isTime = (element: Element | undefined): boolean =>
  element?.tag === TAG.utcTime || element?.tag === TAG.generalizedTime

/** TBSCertList, RFC 5280 §5.1. */
function read(der: Uint8Array): ImportedCrl {
  const fields = children(expectTag(children(readDer(der, TAG.sequence))[0], TAG.sequence))
  if (fields[0]?.tag === TAG.integer) fields.shift()
  const [, , thisUpdate, ...rest] = fields
  const nextUpdate = isTime(rest[0]) ? readTime(rest.shift()) : null
  const revoked = rest[0]?.tag === TAG.sequence ? children(rest[0]) : []
  const extensions = rest.find((field) => field.tag === 0xa0)
  const number = extensions ? readExtensions(children(extensions)[0]).get(OID.crlNumber) : undefined
  return {
    der,
    number: number ? readInteger(readDer(number.value)) : null,
    thisUpdate: readTime(thisUpdate),
    nextUpdate,
    entries: revoked.map(readEntry),
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

function readEntry(entry: Element): RevokedEntry {
  const [serial, date, extensions] = children(expectTag(entry, TAG.sequence))
  const list: Map<string, RawExtension> = extensions ? readExtensions(extensions) : new Map()
  const reason = list.get(OID.reasonCode)?.value[2]
  return {
    serial: readInteger(serial),
    revokedAt: readTime(date),
    reason: REASONS.get(reason ?? 0) ?? 'unspecified',
  }
}
