import type { Context } from '../../app/context.ts'
import { selectSigningAuthority, usualAuthority } from '../../authority/select.ts'
import type { AuthorityRow } from '../../store/authorities.ts'
import { readableFingerprint } from './issue.ts'

interface Wanted {
  /** Ids of the authorities whose devices the site lets in. */
  readonly authorityIds: readonly string[]
  /** The server certificate that the site has; null for a new one. */
  readonly certificatePem: string | null
  /** Id or name that the owner gave. */
  readonly chosen?: string | undefined
}

/**
 * The own authority that signs the server certificate of a site: the one that was chosen; else one whose devices it lets in,
 * before the others the one that has signed it so far; else that one; else the usual one. A site may let in the
 * devices of foreign authorities only, and none of those can sign.
 * @throws AppError authority/not-found, authority/not-own, authority/none
 */
export function serverSigner(context: Context, { authorityIds, certificatePem, chosen }: Wanted): AuthorityRow {
  if (chosen !== undefined) return selectSigningAuthority(context, chosen)
  const { authorities, devices } = context.store
  const rows = authorities.list()
  const own = rows.filter((row) => row.kind === 'own')
  const inForce = own.filter((row) => row.not_after > context.now())
  const fingerprint = certificatePem === null ? null : readableFingerprint(certificatePem)
  const before = fingerprint === null ? undefined : devices.certificate(fingerprint)?.authority_id
  const isBefore = (row: AuthorityRow): boolean => row.id === before
  const trusted = inForce.filter((row) => authorityIds.includes(row.id))
  const found = trusted.find(isBefore) ?? trusted[0] ?? inForce.find(isBefore)
  return found ?? usualAuthority(context)
}
