import { asksForCertificate } from '../../../../shared/access/decide.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import type { Context } from '../../app/context.ts'
import { refreshCrls } from '../../authority/revocation.ts'
import { safeFileName } from '../../device/export/file-name.ts'
import type { Engine } from '../../engine.ts'
import type { SiteRecord } from '../../store/sites.ts'
import { collectSite } from './collect.ts'
import { writeSite } from './index.ts'
import type { ExportFile } from './model.ts'
import { fetchPinned } from './pinned.ts'

/** Whether the list of an authority must be signed before anybody can rely on it. */
function listIsStale(context: Context, site: SiteRecord): boolean {
  const { authorities } = context.store
  if (!asksForCertificate(site)) return false
  return authorities.list().some((row) => {
    if (row.kind !== 'own' || !site.authorityIds.includes(row.id)) return false
    const list = authorities.newestCrl(row.id)
    return row.crl_pending === 1 || list === undefined || list.next_update <= context.now()
  })
}

function mediaType(path: string): string {
  if (path.endsWith('.html')) return 'text/html'
  if (path.endsWith('.md')) return 'text/markdown'
  return /\.(?:pem|crt|key)$/.test(path) ? 'application/x-pem-file' : 'text/plain'
}

/**
 * A site as the configuration of another server. Its secrets leave the engine only while the authority is unlocked;
 * a revocation that waits for its signature needs that too.
 * @throws AppError "authority/locked", "site/certificate-key-lost"
 */
export async function exportSite(
  context: Context,
  site: SiteRecord,
  { target, key, passphrase }: Pick<Parameters<Engine['methods']['site.export']>[0], 'target' | 'key' | 'passphrase'>,
): ReturnType<Engine['methods']['site.export']> {
  if (key || listIsStale(context, site)) await refreshCrls(context, await context.vault.open(passphrase))
  const model = collectSite(context, site, { secrets: key, pinned: await fetchPinned(site) })
  const complete = model.certificate.keyPem !== null
  if (key && !complete) throw new AppError('site/certificate-key-lost', { name: site.name })
  const { files, cannot, commands } = writeSite(model, target)
  return {
    target,
    folder: safeFileName(site.name, target).replace(/\.(\w+)$/, '-$1'),
    files: files.map(({ path, text, secret = false }: ExportFile) => ({
      path,
      mediaType: mediaType(path),
      base64: Buffer.from(text).toString('base64'),
      secret,
    })),
    complete,
    cannot: [...cannot],
    commands: [...commands],
  }
}
