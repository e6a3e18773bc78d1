import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import type { SiteRecord } from '../store/sites.ts'
import { changedKeys } from '../store/change.ts'
import { assertAuthoritiesKnown, assertSound, revertSettings, sealedSecrets, type SiteChange } from './change.ts'
import { announceSite, putInForce } from './in-force.ts'

/** What the gate found out about an upstream says nothing of another one, or of one that is trusted otherwise. */
export function forgetHealth({ health }: Context, { before, after }: SiteChange): void {
  const upstreamOf = ({ upstream, options }: SiteRecord): unknown => [
    upstream,
    options.upstreamTls,
    options.upstreamCertPem,
    // What it answers may depend on what it is asked.
    options.upstreamHeaders,
    options.upstreamHost,
    options.login,
    options.visitorLogin,
  ]
  if (!isDeepStrictEqual(upstreamOf(before), upstreamOf(after))) health.forget(after.id)
}

/** Whether a change has changed anything. */
export function isChange({ before, after, sealed }: SiteChange): boolean {
  return changedKeys({ before, after }).length > 0 || changedKeys(sealed).length > 0
}

/**
 * Keeps the way back from a change of a site's settings. What it did not change, its rules and whether it is open among
 * it, stays as it is by then.
 */
export function keepSettings(context: Context, change: SiteChange): void {
  const { store } = context
  const { id, name } = change.after
  const back = async (): Promise<void> => {
    const undone = store.sql.transaction((): SiteChange => {
      const sealed = sealedSecrets(store.sites, id)
      const before = store.sites.find(id)
      // Removed just now: that is newer than what would be undone.
      if (!before) throw new AppError('app/undo-over')
      const after = revertSettings(store.sites, change)
      assertSound(context, after)
      assertAuthoritiesKnown(context, after)
      return { before, after, sealed: { before: sealed, after: sealedSecrets(store.sites, id) } }
    })
    await putInForce(context, id, () => void revertSettings(store.sites, undone))
    forgetHealth(context, undone)
    if (store.sites.find(id)) announceSite(context, id)
  }
  context.undo.keep({ kind: 'site-changed', name, about: `site/${id}/settings`, back })
}
