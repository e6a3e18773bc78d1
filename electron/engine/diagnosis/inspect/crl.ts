import { X509Certificate } from 'node:crypto'
import type { FileProblem } from '../../../../shared/contract/diagnosis.ts'
import { problem } from '../../../../shared/errors/index.ts'
import { children, expectTag, readDer, readInteger, readTime, type Element } from '../../../pki/asn1/der-reader.ts'
import { TAG } from '../../../pki/asn1/der.ts'
import { nameToText } from '../../../pki/x509/name.ts'
import { checkSignature } from '../../../pki/x509/signature.ts'
import type { Found, Surroundings } from './certificates.ts'

/** A revocation list as it says of itself. Times in milliseconds since 1970. */
export interface RevocationList {
  readonly der: Uint8Array
  /** RFC 4514. */
  readonly issuer: string
  readonly thisUpdate: number
  readonly nextUpdate: number | null
  /** Of the revoked certificates; upper-case hexadecimal without leading zeros. */
  readonly serials: ReadonlySet<string>
}

const isTime = (element: Element | undefined): boolean =>
  element?.tag === TAG.utcTime || element?.tag === TAG.generalizedTime

/** RFC 5280 §5.1. Verifies nothing. @throws DerError */
export function readRevocationList(der: Uint8Array): RevocationList {
  const fields = children(expectTag(children(readDer(der, TAG.sequence))[0], TAG.sequence))
  if (fields[0]?.tag === TAG.integer) fields.shift()
  const [, issuer, first, second, third] = fields
  const timed = isTime(second)
  const entries = timed ? third : second
  return {
    der,
    issuer: nameToText(expectTag(issuer, TAG.sequence).whole),
    thisUpdate: readTime(first).getTime(),
    nextUpdate: timed ? readTime(second).getTime() : null,
    serials: new Set(
      entries?.tag === TAG.sequence
        ? children(entries).map((entry) => readInteger(children(expectTag(entry, TAG.sequence))[0]))
        : [],
    ),
  }
}

/** What a revocation list is, and who of this app signed it. @throws DerError */
export function describeCrl(der: Uint8Array, { now, authorities }: Surroundings): Found {
  const { issuer, thisUpdate, nextUpdate, serials } = readRevocationList(der)
  const signedBy = authorities.find(({ certificate }) => {
    try {
      return checkSignature(der, new X509Certificate(certificate).publicKey) === 'good'
    } catch {
      return false
    }
  })
  const problems: FileProblem[] = []
  if (nextUpdate !== null && now > nextUpdate) {
    problems.push(problem('file/crl-expired', { at: nextUpdate }))
  }
  if (now < thisUpdate) {
    problems.push(problem('file/crl-not-yet-valid'))
  }
  return {
    contents: [
      {
        type: 'crl',
        issuer,
        thisUpdate: new Date(thisUpdate).toISOString(),
        nextUpdate: nextUpdate === null ? null : new Date(nextUpdate).toISOString(),
        entries: serials.size,
        signedBy: signedBy?.name ?? null,
      },
    ],
    problems,
    material: { lists: [der] },
  }
}
