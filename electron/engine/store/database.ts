import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../../shared/errors/index.ts'
import { createPrivateFile, preparePrivateFolder } from './files.ts'
import { KNOWN_SCHEMA, migrate } from './migrations.ts'
import { keepCopy, newestSnapshot, takeSnapshot } from './snapshots.ts'
import { createSql, storeError, type Sql, type StoreContext } from './sqlite.ts'
import { message } from '../../../shared/messages/message.ts'

/** "Vest": tells a database of ours from somebody else's (https://sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x56657374

export interface OpenDatabase {
  readonly sql: Sql
  /** SQLite's version. */
  readonly version: string
  /** Writes the snapshot of the day (milliseconds since 1970) unless there is one; a failure is no error. */
  snapshot(at: number): void
  /** Writes a consistent copy to a new file, 0600. @throws AppError "store/…" */
  copyTo(file: string): void
  /** Keeps a copy of what is here under `snapshots/`. @returns its path @throws AppError "store/…" */
  keepCopy(at: number): string
  /** Runs `work` while another database is attached under that name, for reading. */
  attached<T>(file: string, name: string, work: () => T): T
  close(): void
}

/**
 * Opens the database of a data folder for this process alone, checked and migrated.
 * @throws AppError "store/read-only", "store/not-a-folder", "store/in-use", "store/corrupt", "store/missing",
 *   "store/newer-version", "store/full", "store/io"; nothing was overwritten then.
 */
export function openDatabase(dataFolder: string, now: number): OpenDatabase {
  const file = path.join(dataFolder, 'vestibule.db')
  const context: StoreContext = {
    folder: dataFolder,
    file,
    backup: () => {
      const newest = newestSnapshot(dataFolder)
      return newest === null ? message('parts.store.noBackup') : message('parts.store.copyBackup', { file: newest })
    },
  }
  try {
    preparePrivateFolder(dataFolder)
    const fresh = prepareFile(file, context)
    if (!fresh) examine(file, context)
    return openForWriting(file, context, now)
  } catch (error) {
    throw storeError(error, context)
  }
}

/** True when there is no database yet. A lost or emptied one beside its snapshots is not a first start. */
function prepareFile(file: string, context: StoreContext): boolean {
  // SQLite writes the first page when it creates a database: one of no bytes never was one.
  if (fs.existsSync(file) && fs.statSync(file).size > 0) return false
  const snapshot = newestSnapshot(context.folder)
  if (snapshot !== null) throw new AppError('store/missing', { file, backup: snapshot })
  createPrivateFile(file)
  return true
}

/**
 * Looks at an existing database without changing it. A read-only connection never carries the log over into the
 * database when it closes, which a writing one would do even to a damaged or newer one.
 */
function examine(file: string, context: StoreContext): void {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 250 })
  try {
    checkVersion(database)
    const [line] = database.prepare('PRAGMA quick_check(1)').all()
    if (line?.['quick_check'] !== 'ok') throw new AppError('store/corrupt', { file, backup: context.backup() })
  } finally {
    database.close()
  }
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0)
}

function checkVersion(database: DatabaseSync): number {
  const found = pragma(database, 'user_version')
  if (found > KNOWN_SCHEMA) throw new AppError('store/newer-version', { found, known: KNOWN_SCHEMA })
  return found
}

function openForWriting(file: string, context: StoreContext, now: number): OpenDatabase {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 250 })
  try {
    // One writer a data folder. The operating system drops this lock when the process ends, however it ends.
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = WAL')
    // An answered call survives power loss: every commit is synced.
    database.exec('PRAGMA synchronous = FULL')
    database.exec('PRAGMA secure_delete = ON')
    database.exec('BEGIN IMMEDIATE; COMMIT')
    const found = checkVersion(database)
    if (found > 0 && found < KNOWN_SCHEMA) takeSnapshot(database, context.folder, now)
    migrate(database, found)
    if (pragma(database, 'application_id') !== APPLICATION_ID) {
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    }
    dailySnapshot(database, context.folder, now)
    const version = String(database.prepare('SELECT sqlite_version() AS version').get()?.['version'])
    let open = true
    return {
      sql: createSql(database, context),
      version,
      snapshot: (at) => dailySnapshot(database, context.folder, at),
      copyTo(file) {
        guarded(context, () => {
          createPrivateFile(file)
          database.prepare('VACUUM INTO ?').run(file)
        })
      },
      keepCopy: (at) => guarded(context, () => keepCopy(database, context.folder, at)),
      attached: (file, name, work) =>
        guarded(context, () => {
          database.prepare(`ATTACH ? AS ${name}`).run(file)
          try {
            return work()
          } finally {
            database.exec(`DETACH ${name}`)
          }
        }),
      close() {
        if (open) database.close()
        open = false
      },
    }
  } catch (error) {
    database.close()
    throw error
  }
}

function guarded<T>(context: StoreContext, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeError(error, context)
  }
}

/** There is nothing to keep before the first authority; and a full disk must not stop anything for want of a copy. */
function dailySnapshot(database: DatabaseSync, folder: string, now: number): void {
  if (database.prepare('SELECT 1 FROM authorities LIMIT 1').get() === undefined) return
  try {
    takeSnapshot(database, folder, now)
  } catch {
    // The next hour tries again.
  }
}
