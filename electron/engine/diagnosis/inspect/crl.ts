import { X509Certificate } from 'node:crypto'
import type { FileProblem } from '../../../../shared/contract/diagnosis.ts'
import { children, expectTag, readDer, readTime, type Element } from '../../authority/der-reader.ts'
import { TAG } from '../../authority/der.ts'
import { nameToText } from '../../authority/name.ts'
import { checkSignature } from '../../authority/signature.ts'
import type { Found, Surroundings } from './certificates.ts'

const isTime = (element: Element | undefined): boolean =>
  element?.tag === TAG.utcTime || element?.tag === TAG.generalizedTime

/** A revocation list as it says of itself (RFC 5280 §5.1), and who of this app signed it. @throws DerError */
export function describeCrl(der: Uint8Array, { now, authorities }: Surroundings): Found {
  const fields = children(expectTag(children(readDer(der, TAG.sequence))[0], TAG.sequence))
  if (fields[0]?.tag === TAG.integer) fields.shift()
  const [, issuer, first, second, third] = fields
  const thisUpdate = readTime(first)
  const nextUpdate = isTime(second) ? readTime(second) : null
  const list = nextUpdate ? third : second
  const entries = list?.tag === TAG.sequence ? children(list).length : 0
  const signedBy = authorities.find(({ certificate }) => {
    try {
      return checkSignature(der, new X509Certificate(certificate).publicKey) === 'good'
    } catch {
      return false
    }
  })
  const problems: FileProblem[] = []
  if (nextUpdate && now > nextUpdate.getTime()) {
    problems.push({
      code: 'file/crl-expired',
      message: `The revocation list was to be replaced by ${nextUpdate.toISOString().slice(0, 10)}: servers that use it refuse everybody (verify code 12).`,
      remedy: 'Sign a new one and load it in the server.',
    })
  }
  if (now < thisUpdate.getTime()) {
    problems.push({
      code: 'file/crl-not-yet-valid',
      message: 'The revocation list starts in the future (verify code 11).',
      remedy: 'Check date and time of this computer and of the one that signed it.',
    })
  }
  return {
    contents: [
      {
        type: 'crl',
        issuer: nameToText(expectTag(issuer, TAG.sequence).whole),
        thisUpdate: thisUpdate.toISOString(),
        nextUpdate: nextUpdate?.toISOString() ?? null,
        entries,
        signedBy: signedBy?.name ?? null,
      },
    ],
    problems,
  }
}
