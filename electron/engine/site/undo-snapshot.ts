import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import type { Store } from '../store/index.ts'
import type { SiteRecord, SiteSecret } from '../store/sites.ts'
import { assertNoConflict, assertNotItself, assertOneRuleEach } from './conflicts.ts'
import { announceSite, putInForce } from './in-force.ts'

type Sealed = Readonly<Record<SiteSecret, Uint8Array | null>>

/** The secrets of a site as they lie in the database, to be put back without being opened. */
export function sealedSecrets({ sites }: Store, id: string): Sealed {
  return {
    'server-key': sites.sealed('server-key', id),
    'upstream-key': sites.sealed('upstream-key', id),
    'upstream-login': sites.sealed('upstream-login', id),
  }
}

/** Inside the caller's transaction. */
export function putBackSecrets({ sites }: Store, id: string, sealed: Sealed): void {
  sites.saveSealed('server-key', id, sealed['server-key'])
  sites.saveSealed('upstream-key', id, sealed['upstream-key'])
  sites.saveSealed('upstream-login', id, sealed['upstream-login'])
}

/** What a site was before its settings were changed. */
interface Before {
  readonly site: SiteRecord
  readonly sealed: Sealed
  /** False: the change left the server certificate alone, and so does undoing it. */
  readonly otherCertificate: boolean
}

/**
 * Keeps the way back from a change of a site's settings. Its rules, and whether it is open, are not part of them: they
 * stay as they are by then.
 */
export function keepSettings(context: Context, name: string, { site, sealed, otherCertificate }: Before): void {
  const { store } = context
  const { id } = site
  const back = async (): Promise<void> => {
    const now = store.sites.find(id)
    if (!now) throw new AppError('site/not-found', { name: site.name })
    const { enabled, rules, certificateSource, certificatePem } = now
    const settings = otherCertificate ? site : { ...site, certificateSource, certificatePem }
    const restored: SiteRecord = { ...settings, enabled, rules }
    assertNoConflict(context, restored)
    assertNotItself(restored)
    assertOneRuleEach(restored)
    const known = new Set(store.authorities.list().map((row) => row.id))
    if (!site.authorityIds.every((one) => known.has(one))) {
      throw new AppError('app/undo-authority-gone', { name: site.name })
    }
    const sealedNow = sealedSecrets(store, id)
    const key = otherCertificate ? sealed['server-key'] : sealedNow['server-key']
    store.sql.transaction(() => {
      store.sites.save(restored)
      putBackSecrets(store, id, { ...sealed, 'server-key': key })
    })
    await putInForce(context, id, () => {
      store.sites.save(now)
      putBackSecrets(store, id, sealedNow)
    })
    announceSite(context, id)
  }
  context.undo.keep({ kind: 'site-changed', name, about: `site/${id}/settings`, back })
}
