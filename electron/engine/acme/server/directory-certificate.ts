import { AppError } from '../../../../shared/errors/index.ts'
import { describeCertificate } from '../../../pki/x509/describe.ts'
import type { Context } from '../../app/context.ts'
import { isUsablePair } from '../../enforcement/soundness.ts'
import { issueIdentity } from '../../site/certificate/issue.ts'
import type { AuthorityRow } from '../../store/authorities.ts'
import type { OpenVault } from '../../store/vault.ts'
import type { AcmeServerSettings, StoredAcmeServer } from './stored-settings.ts'

/** The certificate of the directory's server, as far as it can be read. Times are milliseconds since 1970. */
export interface DirectoryCertificate {
  readonly fingerprint: string
  readonly notAfter: number
  /** When two thirds of its life are over. */
  readonly renewsAt: number
}

export function describeDirectoryCertificate({ certificatePem }: AcmeServerSettings): DirectoryCertificate | null {
  try {
    const { fingerprint, notBefore, notAfter } = describeCertificate(certificatePem)
    const [from, until] = [notBefore.getTime(), notAfter.getTime()]
    return { fingerprint, notAfter: until, renewsAt: from + Math.floor(((until - from) * 2) / 3) }
  } catch {
    return null
  }
}

/** Whether it can be shown until it is due. */
export function isDirectoryCertificateGood(stored: StoredAcmeServer, now: number): boolean {
  const settings = stored.settings()
  const about = settings && describeDirectoryCertificate(settings)
  const key = stored.key()
  return about !== null && about.renewsAt > now && key !== null && isUsablePair(settings?.certificatePem ?? '', key)
}

/** Issues it anew where it is due or its key was lost. @returns whether there is another one now */
export async function renewDirectoryCertificate(
  context: Context,
  stored: StoredAcmeServer,
  open: OpenVault,
): Promise<boolean> {
  const { store, now } = context
  const before = stored.settings()
  if (!before?.enabled || isDirectoryCertificateGood(stored, now())) return false
  const authority = store.authorities.find(before.authorityId)
  if (authority?.kind !== 'own' || authority.not_after <= now()) return false
  const { certPem, keyPem, issued } = await issueIdentity(context, { authority, open, hosts: [before.host] })
  return store.sql.transaction(() => {
    // Read again: it may have been set up anew or stopped while the certificate was made.
    const current = stored.settings()
    const same = current?.host === before.host && current.certificatePem === before.certificatePem
    if (!same || store.authorities.find(authority.id)?.kind !== 'own') return false
    if (issued) store.devices.insertCertificate(issued)
    stored.saveKey(keyPem)
    stored.save({ ...current, certificatePem: certPem })
    return true
  })
}

/** The authority that everything of the ACME server comes from. @throws AppError authority/none, authority/not-own */
export function authorityOf({ store }: Pick<Context, 'store'>, settings: AcmeServerSettings | null): AuthorityRow {
  const row = settings ? store.authorities.find(settings.authorityId) : undefined
  if (!row) throw new AppError('authority/none')
  if (row.kind !== 'own') throw new AppError('authority/not-own', { name: row.name })
  return row
}
