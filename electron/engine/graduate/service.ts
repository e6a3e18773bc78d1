import path from 'node:path'
import { asksForCertificate } from '../../../shared/access/decide.ts'
import type { ExportSecrets } from '../../../shared/contract/site-export.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import { refreshCrls } from '../authority/revocation.ts'
import { safeFileName } from '../device/export/file-name.ts'
import type { Engine } from '../engine.ts'
import type { SiteRecord } from '../store/sites.ts'
import { writeFolder } from '../store/write-folder.ts'
import { collectSite } from './collect.ts'
import { writeSite } from './index.ts'
import type { ExportFile } from './model.ts'
import { fetchPinned } from './pinned.ts'
import { message } from '../../../shared/messages/message.ts'

type Methods = Engine['methods']
type Wanted = Omit<Parameters<Methods['site.export']>[0], 'site'>

/** Whether the list of an authority must be signed first. For looking at, one will do that lacks the latest revocation. */
function mustSign(context: Context, site: SiteRecord, secrets: ExportSecrets): boolean {
  const { authorities } = context.store
  if (!asksForCertificate(site)) return false
  return authorities.list().some((row) => {
    if (row.kind !== 'own' || !site.authorityIds.includes(row.id)) return false
    const list = authorities.newestCrl(row.id)
    const pending = row.crl_pending === 1 && secrets !== 'masked'
    return pending || list === undefined || list.next_update <= context.now()
  })
}

function mediaType(file: string): string {
  if (file.endsWith('.html')) return 'text/html'
  if (file.endsWith('.md')) return 'text/markdown'
  return /\.(?:pem|crt|key)$/.test(file) ? 'application/x-pem-file' : 'text/plain'
}

/**
 * A site as the configuration of another server. Its secrets leave the engine only while the authority is unlocked;
 * a revocation that waits for its signature needs that too.
 * @throws AppError "authority/locked", "site/certificate-key-lost"
 */
export async function exportSite(
  context: Context,
  site: SiteRecord,
  { target, secrets, passphrase }: Wanted,
): ReturnType<Methods['site.export']> {
  const open = secrets === 'included'
  if (open || mustSign(context, site, secrets)) await refreshCrls(context, await context.vault.open(passphrase))
  const model = collectSite(context, site, { secrets, pinned: await fetchPinned(site) })
  const complete = open && model.certificate.keyPem !== null
  if (open && !complete) throw new AppError('site/certificate-key-lost', { name: site.name })
  const { files, cannot, commands } = writeSite(model, target)
  return {
    target,
    folder: safeFileName(site.name, target).replace(/\.(\w+)$/, '-$1'),
    files: files.map(({ path: file, text, secret = false }: ExportFile) => ({
      path: file,
      mediaType: mediaType(file),
      base64: Buffer.from(text).toString('base64'),
      secret,
    })),
    complete,
    cannot: [...cannot],
    commands: [...commands],
  }
}

/** So many folders of earlier exports may stand beside a new one. */
const MAX_FOLDERS = 100

/**
 * The same, as a folder where the owner says, in the system's own dialog. One of its name that holds something else, an
 * earlier export that was worked on perhaps, stays: the new one gets a number.
 * @throws AppError "app/not-in-this-shell", "app/file-unwritable", and those of `exportSite`
 */
export async function saveExport(
  context: Context,
  site: SiteRecord,
  wanted: Wanted,
): ReturnType<Methods['site.saveExport']> {
  const choose = context.deps.features?.chooseFolder
  if (!choose) throw new AppError('app/not-in-this-shell', { what: message('parts.shell.chooseFolder') })
  // First what can fail: nobody is asked for a place in vain.
  const { folder, files } = await exportSite(context, site, wanted)
  const place = await choose()
  if (place === null) return { folder: null }
  const contents = files.map(({ base64, ...file }) => ({ ...file, content: Buffer.from(base64, 'base64') }))
  for (let number = 1; ; number += 1) {
    const target = path.join(place, number === 1 ? folder : `${folder}-${number}`)
    try {
      await writeFolder(target, contents, { overwrite: false })
      return { folder: target }
    } catch (error) {
      const taken = error instanceof AppError && error.code === 'app/file-exists'
      if (!taken || number >= MAX_FOLDERS) throw error
    }
  }
}
