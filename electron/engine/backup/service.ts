import fs from 'node:fs'
import path from 'node:path'
import type { BackupMade, BackupPreview, BackupRestored } from '../../../shared/contract/backup.ts'
import type { Parsed } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { instant, type Context } from '../app/context.ts'
import type { Run } from '../app/run.ts'
import { appStatus } from '../app/service.ts'
import type { Engine } from '../engine.ts'
import { requireStrongPassphrase } from '../passphrase/service.ts'
import type { AttachedBackup } from '../store/merge.ts'
import { KNOWN_SCHEMA } from '../store/migrations.ts'
import { removeLeftovers } from './leftovers.ts'
import { BACKUP_VERSION, DATABASE, SERVICE_KEY, type Manifest } from './manifest.ts'
import { noteSetBack } from './set-back.ts'
import type { BackupLock } from './pack.ts'
import type { Transfers } from './transfer.ts'
import type { BackupKey } from './unpack.ts'
import { message } from '../../../shared/messages/message.ts'

type Methods = Engine['methods']
type BackupMethods = Pick<
  Methods,
  'backup.create' | 'backup.read' | 'backup.upload' | 'backup.inspect' | 'backup.restore'
>
type Keys = { readonly passphrase?: string | undefined; readonly identity?: string | undefined }
type Source = { readonly file?: string | undefined; readonly transfer?: string | undefined }

/**
 * What follows when other data took the place of what was here: everybody goes by them from now on.
 * @param passphrase of the vault that came with them, perhaps; null where it is not known
 * @returns whether the vault is open
 */
export async function afterRestore(context: Context, passphrase: string | null): Promise<boolean> {
  const { vault } = context
  // What was done before was done to other data.
  context.undo.forget()
  context.health.forget()
  // The key in memory is that of the vault that was here before.
  vault.lock()
  if (passphrase !== null) await vault.unlock(passphrase).catch(() => undefined)
  const open = vault.peek()
  await context.enforcer.sync().catch(() => undefined)
  if (open) await context.housekeeping().run(open)
  context.emit('backup.restored', {})
  context.emit('app.changed', await appStatus(context))
  return open !== null
}

/** The figures of what restoring a backup would do. */
export function previewOf(
  { created, program }: Pick<BackupPreview, 'created' | 'program'>,
  { counts, here, kept }: AttachedBackup,
): BackupPreview {
  return {
    created,
    program,
    counts,
    here: here.authorities + here.sites > 0 ? here : null,
    keptRevocations: kept.revocations.length,
    keptCertificates: kept.certificates.length,
    lostAuthorities: [...kept.lostAuthorities],
  }
}

/** Writes everything into one encrypted file and reads it back. @returns its size in bytes @throws AppError backup/… */
export type PackFile = (options: {
  /** Absolute path. */
  readonly target: string
  /** ISO 8601. */
  readonly created: string
  readonly lock: BackupLock
  readonly run: Run
  readonly overwrite: boolean
}) => Promise<number>

export function createPackFile({ store, untrusted, deps }: Context, transfers: Transfers): PackFile {
  return async ({ target, created, lock, run, overwrite }) => {
    const database = transfers.make()
    try {
      store.copyTo(database.path)
      const { bytes } = await untrusted.follow(run, 'backup-pack', {
        files: [
          { name: DATABASE, path: database.path },
          { name: SERVICE_KEY, path: path.join(deps.dataFolder, 'service.key') },
        ],
        manifest: {
          format: 'vestibule-backup',
          version: BACKUP_VERSION,
          created,
          program: deps.version,
          schema: KNOWN_SCHEMA,
          counts: store.counts(),
        },
        lock,
        target,
        overwrite,
      })
      return bytes
    } catch (error) {
      if (run.signal.aborted) await removeLeftovers(target).catch(() => undefined)
      throw error
    } finally {
      await transfers.remove(database.id)
    }
  }
}

/** @throws AppError authority/passphrase-required */
function keyOf({ passphrase, identity }: Keys): BackupKey {
  if (identity !== undefined) return { identity }
  if (passphrase === undefined) throw new AppError('authority/passphrase-required')
  return { passphrase }
}

/** Backups of everything, and restoring them. */
export function createBackupService(context: Context, transfers: Transfers, pack: PackFile): BackupMethods {
  const { store, vault, untrusted, runs } = context

  /** The passphrase of the backup, once it is known to be one that the owner has. */
  const choosePassphrase = async (own: string | undefined, separate: string | undefined): Promise<string> => {
    if (separate !== undefined) {
      await requireStrongPassphrase(untrusted, separate)
      // Whoever sits at a locked program could read server keys and logins in a backup under a passphrase of their own.
      await vault.open(own)
      return separate
    }
    if (own === undefined) throw new AppError('authority/passphrase-required')
    await vault.open(own)
    return own
  }

  const create = async (input: Parsed<'backup.create'>, run: Run): Promise<BackupMade> => {
    const counts = store.counts()
    if (counts.authorities === 0) throw new AppError('backup/nothing')
    // Before the work; whether it is taken at its end is looked at again.
    if (input.file !== undefined && !input.overwrite && fs.existsSync(input.file)) {
      throw new AppError('app/file-exists', { file: input.file })
    }
    const passphrase = await choosePassphrase(input.passphrase, input.backupPassphrase)
    const created = instant(context.now())
    const waiting = input.file === undefined ? transfers.make() : null
    const target = input.file ?? waiting?.path ?? ''
    try {
      const bytes = await pack({
        target,
        created,
        lock: { passphrase },
        run,
        overwrite: input.overwrite || waiting !== null,
      })
      const fileName = `vestibule-${created.slice(0, 10)}.age`
      const made = { created, program: context.deps.version, counts, fileName, bytes }
      return { ...made, file: input.file ?? null, transfer: waiting?.id ?? null }
    } catch (error) {
      if (waiting) await transfers.remove(waiting.id)
      throw error
    }
  }

  const pathOf = ({ file, transfer }: Source): string => {
    if (file !== undefined) return file
    if (transfer !== undefined) return transfers.pathOf(transfer)
    throw new AppError('app/invalid-input', { field: 'file', problem: message('parts.field.missing') })
  }

  /** Opens and checks a backup, and calls `work` while its database is attached. */
  const withBackup = async <T>(
    source: Source & Keys,
    run: Run,
    work: (manifest: Manifest, backup: AttachedBackup, folder: string) => T,
  ): Promise<T> => {
    const file = pathOf(source)
    const key = keyOf(source)
    const place = transfers.makeFolder()
    try {
      const manifest = await untrusted.follow(run, 'backup-unpack', { file, ...key, folder: place.path })
      return await context.signing.run(async () =>
        store.withBackup(path.join(place.path, DATABASE), (backup) => work(manifest, backup, place.path)),
      )
    } finally {
      await transfers.remove(place.id)
    }
  }

  const restore = async (input: Parsed<'backup.restore'>, run: Run): Promise<BackupRestored> => {
    const { passphrase, replace } = input
    const done = await withBackup(input, run, (manifest, backup, folder) => {
      const about = previewOf(manifest, backup)
      if (about.here && !replace) {
        const { devices, authorities } = about.here
        throw new AppError('backup/data-exists', { devices, authorities })
      }
      const snapshot = about.here ? store.keepCopy(context.now()) : null
      const unknownSince = backup.isEarlier ? null : manifest.created
      backup.replace(fs.readFileSync(path.join(folder, SERVICE_KEY)), {
        now: context.now(),
        stateAt: Date.parse(manifest.created),
      })
      if (unknownSince !== null) {
        noteSetBack(store, { at: context.now(), stateAt: Date.parse(unknownSince), missing: null })
      }
      return { ...about, snapshot, unknownSince }
    })
    if (input.transfer !== undefined) await transfers.remove(input.transfer)
    const unlocked = await afterRestore(context, passphrase ?? null)
    return { ...done, unlocked }
  }

  return {
    'backup.create': (input) => runs.run(input.runId, (run) => create(input, run)),
    'backup.read': async ({ transfer, offset }) => {
      const { bytes, next } = await transfers.read(transfer, offset)
      return { base64: Buffer.from(bytes).toString('base64'), next }
    },
    'backup.upload': async ({ transfer, base64 }) => {
      const id = transfer ?? transfers.make().id
      return { transfer: id, bytes: await transfers.append(id, Buffer.from(base64, 'base64')) }
    },
    'backup.inspect': (input) => runs.run(input.runId, (run) => withBackup(input, run, previewOf)),
    'backup.restore': (input) => runs.run(input.runId, (run) => restore(input, run)),
  }
}
