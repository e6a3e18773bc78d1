import { AppError } from '../../../../shared/errors/index.ts'
import type { Context } from '../../app/context.ts'
import type { AuthorityRow } from '../../store/authorities.ts'
import type { SiteRecord } from '../../store/sites.ts'
import type { OpenVault } from '../../store/vault.ts'
import { issueIdentity, viewServerCertificate } from './issue.ts'
import { loadServerKey, saveServerKey } from '../../store/server-key.ts'
import { isUsablePair } from '../../enforcement/soundness.ts'
import { serverSigner } from './signer.ts'
import { viewSite } from '../view.ts'

/**
 * Issues anew what ends before long, and what lost its key. A site whose certificate cannot be renewed keeps the one
 * that it has; the others are still renewed.
 */
export async function renewServerCertificates(context: Context, open: OpenVault): Promise<void> {
  const renewed: SiteRecord[] = []
  for (const site of context.store.sites.list()) {
    if (needsRenewal(context, site) && (await renew(context, site, open))) renewed.push(site)
  }
  if (renewed.length === 0) return
  await context.enforcer.sync().catch(() => undefined)
  for (const { id } of renewed) {
    const site = context.store.sites.find(id)
    if (site) context.emit('site.changed', viewSite(context, site))
  }
}

function needsRenewal(context: Context, site: SiteRecord): boolean {
  const { renewsAt } = viewServerCertificate(site)
  if (renewsAt === null || site.damaged !== null) return false
  if (context.now() >= Date.parse(renewsAt)) return true
  const keyPem = loadServerKey(context.store, site.id)
  return keyPem === null || !isUsablePair(site.certificatePem, keyPem)
}

/** Null when there is none that could sign now. */
function authorityFor(context: Context, site: SiteRecord): AuthorityRow | null {
  try {
    const row = serverSigner(context, site)
    return row.not_after > context.now() ? row : null
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

async function renew(context: Context, site: SiteRecord, open: OpenVault): Promise<boolean> {
  const { store } = context
  const authority = authorityFor(context, site)
  if (!authority) return false
  try {
    const identity = await issueIdentity(context, { authority, open, hosts: site.hosts })
    return store.sql.transaction(() => {
      // Read again: it may have been changed or removed while the certificate was made.
      const current = store.sites.find(site.id)
      const same =
        current && current.certificatePem === site.certificatePem && current.hosts.join() === site.hosts.join()
      if (!same || store.authorities.find(authority.id)?.kind !== 'own') return false
      if (identity.issued) store.devices.insertCertificate(identity.issued)
      saveServerKey(store, site.id, identity.keyPem)
      store.sites.update(site.id, (row) => ({ ...row, certificatePem: identity.certPem }))
      return true
    })
  } catch {
    return false
  }
}
