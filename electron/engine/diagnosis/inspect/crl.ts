import type { FileItem, FileProblem } from '../../../../shared/contract/diagnosis.ts'
import { problem } from '../../../../shared/errors/index.ts'
import { listObjection, scopeObjection, type ListObjection } from '../../../pki/path/crl.ts'
import { tryParseCertificate } from '../../../pki/path/certificate.ts'
import { objectionError } from '../../../pki/read/crl.ts'
import { readRevocationList, type RevocationList } from '../../../pki/x509/crl-list.ts'
import type { Found, Surroundings } from './certificates.ts'

type Covers = Extract<FileItem, { type: 'crl' }>['covers']

const SCOPES: Readonly<Partial<Record<ListObjection, Covers>>> = {
  indirect: 'several-authorities',
  'ca-certificates-only': 'authorities',
  'attribute-certificates-only': 'attributes',
  'some-reasons-only': 'some-reasons',
  'distribution-point-only': 'part',
}

/** Of whose certificates a list speaks. */
function coveredBy({ deltaOf, scope, otherIssuers }: RevocationList): Covers {
  if (deltaOf !== null) return 'changes'
  if (otherIssuers) return 'several-authorities'
  const limited = scopeObjection(scope)
  if (limited) return SCOPES[limited] ?? 'part'
  return scope?.onlyUserCertificates ? 'devices' : 'all'
}

/** What of a list keeps it from being used, whoever has signed it. */
function flawOf(list: RevocationList): ListObjection | null {
  if (list.deltaOf !== null) return 'delta'
  if (list.otherIssuers) return 'indirect'
  return scopeObjection(list.scope) ?? (list.unknownCritical.length > 0 ? 'critical-extension' : null)
}

/** The signature is not that of the authority. */
const UNSIGNED: readonly (ListObjection | null)[] = ['other-issuer', 'signature', 'unknown-algorithm']

/** What a revocation list is, and who of this app signed it. @throws DerError */
export function describeCrl(der: Uint8Array, { now, authorities }: Surroundings): Found {
  const list = readRevocationList(der)
  const thisUpdate = list.thisUpdate.getTime()
  const nextUpdate = list.nextUpdate?.getTime() ?? null
  const others = authorities.flatMap(({ certificate }) => tryParseCertificate(certificate) ?? [])
  const signedBy = authorities.find(({ certificate }) => {
    const authority = tryParseCertificate(certificate)
    const objection = authority ? listObjection(list, { authority: [authority], others, now }) : 'other-issuer'
    return !UNSIGNED.includes(objection)
  })
  const flaw = flawOf(list)
  const problems: FileProblem[] = flaw ? [objectionError(list, flaw).toProblem()] : []
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
        issuer: list.issuer,
        thisUpdate: new Date(thisUpdate).toISOString(),
        nextUpdate: nextUpdate === null ? null : new Date(nextUpdate).toISOString(),
        entries: new Set(list.entries.map(({ serial }) => serial)).size,
        covers: coveredBy(list),
        signedBy: signedBy?.name ?? null,
      },
    ],
    problems,
    material: { lists: [der] },
  }
}
