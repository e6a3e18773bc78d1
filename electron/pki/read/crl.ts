import { AppError } from '../../../shared/errors/index.ts'
import { DerError } from '../asn1/der-reader.ts'
import { listObjection, type ListObjection } from '../path/crl.ts'
import { parseCertificate, tryParseCertificate } from '../path/certificate.ts'
import { readRevocationList, type RevocationList } from '../x509/crl-list.ts'
import { allDer } from '../x509/pem.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

/** A revocation list that was found good for an authority. */
export type ImportedCrl = Pick<RevocationList, 'der' | 'number' | 'thisUpdate' | 'nextUpdate' | 'entries'> & {
  /** It says nothing of certificates of other authorities that this one has issued. */
  readonly userCertificatesOnly: boolean
}

/** Room for about three hundred thousand entries. */
const MAX_BYTES = 16 * 1_048_576
/** Strangers choose how many lists and certificates of one name a file has: each list may be of each of them. */
const MAX_SIGNATURE_CHECKS = 4096

export interface CrlQuestion {
  /** DER of the certificates at hand of the authority: one name, one key. */
  readonly authority: readonly Uint8Array[]
  /** DER of certificates that came along, in whatever order. */
  readonly others?: readonly Uint8Array[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What is told of several that may not be used: the one that came closest. */
const CLOSENESS: readonly ListObjection[] = [
  'other-issuer',
  'signature',
  'unknown-algorithm',
  'signer-may-not',
  'critical-extension',
  'attribute-certificates-only',
  'ca-certificates-only',
  'some-reasons-only',
  'distribution-point-only',
  'indirect',
  'delta',
  'not-yet-valid',
]

/**
 * Reads a revocation list, PEM or DER, of the authority given. HAProxy, nginx and Apache take the lists of several
 * authorities in one file, and AD CS writes complete and delta lists side by side: the newest counts that may speak for
 * this authority, alone and of everything (RFC 5280 §6.3.3).
 * @throws AppError authority/crl-unreadable, and one by the name of what keeps the list from being used
 */
export function readCrl(input: Uint8Array | string, question: CrlQuestion): ImportedCrl {
  if (input.length > MAX_BYTES) throw unreadable(message('parts.file.tooLarge', { size: '16 MiB' }))
  const lists = allDer(input, ['X509 CRL', 'CRL'])
  if (lists.length === 0) throw unreadable(message('parts.read.noList'))
  const speaker = {
    authority: question.authority.map(parseCertificate),
    others: (question.others ?? []).flatMap((der) => tryParseCertificate(der) ?? []),
    now: question.now,
    budget: { checks: MAX_SIGNATURE_CHECKS },
  }
  let newest: RevocationList | null = null
  let damaged: DerError | null = null
  const refused: { list: RevocationList; objection: ListObjection }[] = []
  for (const der of lists) {
    try {
      const list = readRevocationList(der)
      const objection = listObjection(list, speaker)
      if (objection) refused.push({ list, objection })
      else if (!newest || list.thisUpdate > newest.thisUpdate) newest = list
    } catch (error) {
      if (!(error instanceof DerError)) throw error
      damaged = error
    }
  }
  // One that was not looked at might be the newest.
  if (speaker.budget.checks < 0) throw unreadable(message('parts.read.tooMuch'))
  if (newest) return { ...newest, userCertificatesOnly: newest.scope?.onlyUserCertificates ?? false }
  const [closest] = refused.toSorted((a, b) => CLOSENESS.indexOf(b.objection) - CLOSENESS.indexOf(a.objection))
  if (closest) throw objectionError(closest.list, closest.objection)
  throw unreadable(damaged?.problem ?? message('parts.der.damaged'))
}

function unreadable(problem: Message): AppError {
  return new AppError('authority/crl-unreadable', { problem })
}

/** What keeps a list from being used, in the words of the catalogue. */
export function objectionError(list: RevocationList, objection: ListObjection): AppError {
  switch (objection) {
    case 'other-issuer':
      return new AppError('authority/crl-issuer', { issuer: list.issuer })
    case 'signature':
      return new AppError('authority/crl-signature')
    case 'unknown-algorithm':
      return unreadable(message('parts.read.algorithm'))
    case 'signer-may-not':
      return new AppError('authority/crl-signer')
    case 'delta':
      return new AppError('authority/crl-delta', { base: list.deltaOf ?? '' })
    case 'indirect':
      return new AppError('authority/crl-indirect')
    case 'ca-certificates-only':
      return new AppError('authority/crl-only-authorities')
    case 'attribute-certificates-only':
      return new AppError('authority/crl-only-attributes')
    case 'some-reasons-only':
      return new AppError('authority/crl-only-reasons')
    case 'distribution-point-only':
      return new AppError('authority/crl-only-part', { address: list.scope?.distributionPoint || '?' })
    case 'critical-extension':
      return new AppError('authority/crl-extension', { extension: list.unknownCritical.join(', ') })
    case 'not-yet-valid':
      return new AppError('authority/crl-not-yet-valid', { date: list.thisUpdate.toISOString() })
  }
}
