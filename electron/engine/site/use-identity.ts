import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import type { SiteRecord } from '../store/sites.ts'
import type { ServerIdentity } from './certificate.ts'
import { announceSite, putInForce } from './in-force.ts'
import { loadServerKey, saveServerKey } from './server-key.ts'

/**
 * Another server certificate for a site that runs: handshakes from now on use it, open connections go on.
 * @throws AppError "site/policy-refused": the one before stays
 */
export async function useIdentity(context: Context, { id }: SiteRecord, identity: ServerIdentity): Promise<void> {
  const { store } = context
  const before = store.sites.find(id)
  const oldKey = loadServerKey(store, id)
  if (!before) throw new AppError('site/not-found', { name: id })
  store.sql.transaction(() => {
    store.sites.save({ ...before, certificateSource: identity.source, certificatePem: identity.certPem })
    saveServerKey(store, id, identity.keyPem)
  })
  await putInForce(context, id, () => {
    const current = store.sites.find(id)
    if (!current) return
    const { certificateSource, certificatePem } = before
    store.sites.save({ ...current, certificateSource, certificatePem })
    if (oldKey !== null) saveServerKey(store, id, oldKey)
  })
  announceSite(context, id)
}
