import { isDeepStrictEqual } from 'node:util'
import type { CertificateFiles } from '../../../../shared/contract/site-options.ts'
import type { Context } from '../../app/context.ts'
import { checkIdentity } from './issue.ts'
import { announceSite, putInForce } from '../in-force.ts'
import { loadServerKey, saveServerKey } from '../../store/server-key.ts'
import { revertSettings, sealedSecrets, type SiteChange } from '../change.ts'

/**
 * Another server certificate for a site that runs, from the files that it was told to use: handshakes from now on use
 * it, open connections go on. One that is in use already changes nothing, nor one from files that it uses no more.
 * @throws AppError as `checkIdentity`, "site/policy-refused": the one before stays
 */
export async function takePair(
  context: Context,
  id: string,
  files: CertificateFiles,
  pair: { certPem: string; keyPem: string },
): Promise<void> {
  const { store } = context
  const change = store.sql.transaction((): SiteChange | null => {
    // It was read from the disk meanwhile: the site may have been told of others, or be gone.
    const before = store.sites.find(id)
    if (!before || !isDeepStrictEqual(before.options.certificateFiles, files)) return null
    const identity = checkIdentity({ ...pair, hosts: before.hosts, now: context.now() })
    if (before.certificatePem === identity.certPem && loadServerKey(store, id) === identity.keyPem) return null
    const sealed = sealedSecrets(store.sites, id)
    const after = store.sites.update(id, (current) => ({
      ...current,
      certificateSource: identity.source,
      certificatePem: identity.certPem,
    }))
    saveServerKey(store, id, identity.keyPem)
    return { before, after, sealed: { before: sealed, after: sealedSecrets(store.sites, id) } }
  })
  if (!change) return
  await putInForce(context, id, () => void revertSettings(store.sites, change))
  announceSite(context, id)
}
