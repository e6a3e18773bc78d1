import { AppError } from '../../../../shared/errors/index.ts'
import type { Context } from '../../app/context.ts'
import type { SiteRecord } from '../../store/sites.ts'
import { checkIdentity } from './issue.ts'
import { announceSite, putInForce } from '../in-force.ts'
import { loadServerKey, saveServerKey } from '../../store/server-key.ts'

/**
 * Another server certificate for a site that runs: handshakes from now on use it, open connections go on. One that is
 * in use already changes nothing. @throws AppError as `checkIdentity`, "site/policy-refused": the one before stays
 */
export async function takePair(
  context: Context,
  { id, hosts }: SiteRecord,
  pair: { certPem: string; keyPem: string },
): Promise<void> {
  const { store } = context
  const identity = checkIdentity({ ...pair, hosts, now: context.now() })
  const before = store.sites.find(id)
  const oldKey = loadServerKey(store, id)
  if (!before) throw new AppError('site/not-found', { name: id })
  if (before.certificatePem === identity.certPem && oldKey === identity.keyPem) return
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
