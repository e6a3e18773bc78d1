import path from 'node:path'
import type { BackupSchedule } from '../../../shared/contract/backup.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { instant, instantOrNull, type Context } from '../app/context.ts'
import type { Engine } from '../engine.ts'
import { requireStrongPassphrase } from '../passphrase/service.ts'
import type { BackupScheduleRow } from '../store/backup-schedule.ts'
import { nextBackupAt } from './due.ts'
import { requireRecipient } from './recipient.ts'
import { isThere, markFolder, prune, requireFolder } from './folder.ts'
import type { BackupLock } from './pack.ts'
import type { PackFile } from './service.ts'

type Methods = Engine['methods']
type ScheduleMethods = Pick<
  Methods,
  'backup.schedule' | 'backup.setSchedule' | 'backup.clearSchedule' | 'backup.runSchedule'
>

/** Between two looks whether one is due. Milliseconds. */
const LOOK_INTERVAL_MS = 60_000

/** Backups that are made by themselves. */
export interface ScheduledBackups {
  readonly methods: ScheduleMethods
  /** Makes one where one is due; never fails. */
  look(): Promise<void>
  /** Waits for the one that is being made. */
  stop(): Promise<void>
}

/** @param pack writes everything into one encrypted file and reads it back; see service.ts */
export function createScheduledBackups(context: Context, pack: PackFile): ScheduledBackups {
  const { store, now, deps, log } = context
  const { backupSchedule: table } = store
  let busy: Promise<void> | null = null

  const view = (row: BackupScheduleRow | undefined): BackupSchedule | null =>
    row
      ? {
          every: row.every,
          hour: row.hour,
          folder: row.folder,
          keep: row.keep,
          files: row.files.length,
          lastGoodAt: instantOrNull(row.lastGoodAt),
          lastFile: row.files.at(-1)?.name ?? null,
          nextAt: instant(Math.max(nextBackupAt(row, now()), now())),
          problem: row.problem,
          recipient: row.recipient ?? null,
        }
      : null
  const change = (with_: Partial<BackupScheduleRow>): void =>
    table.update((current) => (current ? { ...current, ...with_ } : current))

  /** @throws AppError backup/no-schedule-passphrase */
  const lockOf = ({ recipient }: BackupScheduleRow): BackupLock => {
    if (recipient !== undefined) return { recipient }
    const passphrase = table.passphrase()
    if (passphrase === null) throw new AppError('backup/no-schedule-passphrase')
    return { passphrase }
  }

  const write = async (row: BackupScheduleRow): Promise<void> => {
    const lock = lockOf(row)
    await requireFolder(row.folder, row.marker)
    const created = instant(now())
    const name = `vestibule-${created.slice(0, 19).replace('T', '-').replaceAll(':', '')}.age`
    const bytes = await context.runs.run(undefined, (run) =>
      pack({ target: path.join(row.folder, name), created, lock, run, overwrite: false }),
    )
    const file = { name, bytes }
    if (!(await isThere(row.folder, file))) throw new AppError('backup/check-failed')
    // Written down before anything is pruned.
    table.update((current) =>
      current?.folder === row.folder
        ? { ...current, files: [...current.files, file], lastGoodAt: now(), problem: null }
        : current,
    )
    log.write(
      'info',
      'backup',
      `${name}: ${bytes} bytes, read back${row.recipient === undefined ? '' : ' and compared'}`,
    )
    await pruneOld(row.folder)
  }

  const pruneOld = async (folder: string): Promise<void> => {
    const row = table.find()
    if (row?.folder !== folder) return
    for (const file of row.files.slice(0, Math.max(0, row.files.length - row.keep))) {
      if (!(await prune(folder, file))) continue
      table.update((current) =>
        current?.folder === folder
          ? { ...current, files: current.files.filter((one) => one.name !== file.name) }
          : current,
      )
    }
  }

  /** One after the other; the problem is written down, told, and thrown. */
  const make = async (row: BackupScheduleRow): Promise<void> => {
    try {
      change({ lastTriedAt: now() })
      await write(row)
    } catch (error) {
      const problem = (error instanceof AppError ? error : new AppError('app/unexpected')).toProblem()
      if (problem.code === 'app/cancelled' || problem.code === 'app/closing') throw error
      log.write('error', 'backup', `${problem.code}: ${error instanceof Error ? error.message : ''}`)
      context.notices().backupFailed(problem)
      change({ problem })
      throw error
    } finally {
      context.emit('backup.scheduled', {})
    }
  }

  const begin = (row: BackupScheduleRow): Promise<void> => {
    busy ??= make(row).finally(() => (busy = null))
    return busy
  }

  const look = async (): Promise<void> => {
    try {
      const row = table.find()
      if (!row || busy || !deps.startSites || store.counts().authorities === 0) return
      const newest = row.files.at(-1)
      const isGone =
        newest !== undefined && row.problem === null && !(await isThere(row.folder, newest).catch(() => true))
      if (isGone) context.notices().backupFailed(new AppError('backup/file-gone', { name: newest.name }).toProblem())
      if (isGone || nextBackupAt(row, now()) <= now()) await begin(row)
    } catch {
      // It was told, and is tried again.
    }
  }
  const timer = setInterval(() => void look(), LOOK_INTERVAL_MS)
  timer.unref()

  const set: Methods['backup.setSchedule'] = async (input) => {
    const { every, hour, keep, folder, passphrase, backupPassphrase, recipient } = input
    if (backupPassphrase !== undefined && recipient !== undefined) throw new AppError('backup/two-locks')
    const isNewLock = backupPassphrase !== undefined || recipient !== undefined
    const before = table.find()
    const chosen = folder ?? before?.folder
    if (chosen === undefined) throw new AppError('backup/schedule-incomplete')
    if (!isNewLock && (!before || (before.recipient === undefined && table.passphrase() === null))) {
      throw new AppError('backup/schedule-incomplete')
    }
    if (isNewLock || chosen !== before?.folder) {
      // Whoever sits at an unlocked program could otherwise have everything written where they can read it.
      if (passphrase === undefined) throw new AppError('authority/passphrase-required')
      await context.vault.open(passphrase)
    }
    if (backupPassphrase !== undefined) {
      if (backupPassphrase === passphrase) throw new AppError('backup/same-passphrase')
      await requireStrongPassphrase(context.untrusted, backupPassphrase)
    }
    if (recipient !== undefined) await requireRecipient(recipient)
    const marker = await markFolder(chosen)
    store.sql.transaction(() => {
      // A passphrase that is not used any more does not stay on the disk.
      if (isNewLock) table.reseal(backupPassphrase ?? null)
      table.update((current) => {
        const same = current?.folder === chosen ? current : undefined
        const past = {
          files: same?.files ?? [],
          lastGoodAt: same?.lastGoodAt ?? null,
          lastTriedAt: null,
          problem: null,
        }
        const kept = isNewLock ? recipient : current?.recipient
        return {
          every,
          hour,
          keep,
          folder: chosen,
          marker,
          ...past,
          ...(kept === undefined ? {} : { recipient: kept }),
        }
      })
    })
    context.emit('backup.scheduled', {})
    void look()
    return { schedule: view(table.find()) }
  }

  return {
    methods: {
      'backup.schedule': async () => ({ schedule: view(table.find()) }),
      'backup.setSchedule': set,
      'backup.clearSchedule': async () => {
        store.sql.transaction(() => {
          table.reseal(null)
          table.update(() => undefined)
        })
        context.emit('backup.scheduled', {})
        return { schedule: null }
      },
      'backup.runSchedule': async () => {
        const row = table.find()
        if (!row) throw new AppError('backup/schedule-incomplete')
        await begin(row)
        return { schedule: view(table.find()) }
      },
    },
    look,
    async stop() {
      clearInterval(timer)
      await busy?.catch(() => undefined)
    },
  }
}
