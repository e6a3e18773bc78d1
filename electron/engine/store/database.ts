import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../../shared/errors/index.ts'
import { putAside } from './aside.ts'
import { createPrivateFile, preparePrivateFolder } from './files.ts'
import { readLedger, type Ledger, type LedgerContent } from './ledger.ts'
import { isOutdated, KNOWN_SCHEMA, migrate, migrationFailed, newerSchema } from './migrations.ts'
import { createRecord, type ChangeRecord } from './record.ts'
import { keepCopy, newestSnapshot, takeSnapshot } from './snapshots.ts'
import { createSql, storeError, type Room, type Sql, type StoreContext } from './sqlite.ts'
import { beginState, readState, type State } from './state.ts'
import { isForeignLog, isSoundAlone } from './wal.ts'

/** "Vest": tells a database of ours from somebody else's (https://sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x56657374

export interface OpenDatabase {
  readonly sql: Sql
  readonly record: ChangeRecord
  /** SQLite's version. */
  readonly version: string
  /** How it was found; null for one that was made, or brought to this schema, just now. */
  readonly state: State | null
  /** What was noted beside it; null where nothing was. */
  readonly ledger: LedgerContent | null
  /** The folder of what did not belong to it and was put aside; null when everything did. */
  readonly putAside: string | null
  /** Notes changes there from now on, and asks before it writes what can wait. */
  use(ledger: Ledger, room: Room): void
  /** Goes on counting changes above this. */
  skipTo(sequence: number): void
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
 * @param now milliseconds since 1970
 * @throws AppError "store/read-only", "store/not-a-folder", "store/in-use", "store/corrupt", "store/missing",
 *   "store/newer-version", "store/migration-failed", "store/full", "store/io"; nothing was overwritten then.
 */
export function openDatabase(dataFolder: string, now: () => number): OpenDatabase {
  const file = path.join(dataFolder, 'vestibule.db')
  const context: StoreContext = {
    folder: dataFolder,
    file,
    damaged: (cause) => damaged(file, newestSnapshot(dataFolder, now()), cause),
  }
  try {
    preparePrivateFolder(dataFolder)
    const fresh = prepareFile(file, context, now())
    const ledger = readLedger(dataFolder)
    const aside = fresh ? null : examine(file, context, { ledger, at: now() })
    return openForWriting(file, context, { now, ledger, aside })
  } catch (error) {
    throw storeError(error, context)
  }
}

function damaged(file: string, snapshot: string | null, cause: unknown): AppError {
  return snapshot === null
    ? new AppError('store/corrupt-no-snapshot', { file }, { cause })
    : new AppError('store/corrupt', { file, snapshot }, { cause })
}

/** True when there is no database yet. A lost or emptied one beside its snapshots is not a first start. */
function prepareFile(file: string, context: StoreContext, at: number): boolean {
  // SQLite writes the first page when it creates a database: one of no bytes never was one.
  if (fs.existsSync(file) && fs.statSync(file).size > 0) return false
  const snapshot = newestSnapshot(context.folder, at)
  if (snapshot !== null) throw new AppError('store/missing', { file, snapshot })
  createPrivateFile(file)
  return true
}

/** Puts a log that does not belong to the database aside. @returns where it is */
function separate(file: string, { folder }: StoreContext, at: number): string {
  return putAside(folder, [`${file}-wal`, `${file}-shm`], at)
}

/**
 * Looks at an existing database without changing it. A read-only connection never carries the log over into the
 * database when it closes, which a writing one would do even to a damaged or newer one.
 * @returns where a log of another database was put; null when there was none
 */
function examine(
  file: string,
  context: StoreContext,
  { ledger, at }: { ledger: LedgerContent | null; at: number },
): string | null {
  // The check opens no lock; a running program has its own, and its log is its own.
  assertNotInUse(file)
  const aside = isForeignLog(file, ledger?.stamp ?? null) ? separate(file, context, at) : null
  try {
    check(file, context)
    return aside
  } catch (error) {
    const said = storeError(error, context)
    const isDamage = said instanceof AppError && said.code.startsWith('store/corrupt')
    if (!isDamage || aside !== null || !fs.existsSync(`${file}-wal`) || !isSoundAlone(file)) throw said
    const put = separate(file, context, at)
    check(file, context)
    return put
  }
}

/** @throws SQLite's error when another process has the database open */
function assertNotInUse(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 250 })
  try {
    database.prepare('SELECT count(*) FROM sqlite_master').get()
  } catch (error) {
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
    // Damage is looked at more closely afterwards. 5 and 6: https://sqlite.org/rescode.html#busy
    if (code === 5 || code === 6) throw error
  } finally {
    database.close()
  }
}

function check(file: string, context: StoreContext): void {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 250 })
  try {
    assertKnown(database)
    const [line] = database.prepare('PRAGMA quick_check(1)').all()
    if (line?.['quick_check'] !== 'ok') throw context.damaged(undefined)
  } finally {
    database.close()
  }
}

function assertKnown(database: DatabaseSync): void {
  const found = newerSchema(database)
  if (found !== null) throw new AppError('store/newer-version', { found, known: KNOWN_SCHEMA })
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0)
}

/** Brings a database of an earlier program to this schema. A copy is made before, and named when it does not succeed. */
function upgrade(database: DatabaseSync, folder: string, at: number): void {
  if (pragma(database, 'user_version') === 0) return migrate(database)
  if (!isOutdated(database)) return
  const copy = keepCopy(database, folder, at, 'before-migration')
  try {
    migrate(database)
  } catch (error) {
    throw migrationFailed(error, copy)
  }
}

function openForWriting(
  file: string,
  context: StoreContext,
  { now, ledger, aside }: { now: () => number; ledger: LedgerContent | null; aside: string | null },
): OpenDatabase {
  const { folder } = context
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 250 })
  try {
    // One writer a data folder. The operating system drops this lock when the process ends, however it ends.
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = WAL')
    // An answered call survives power loss: every commit is synced, on macOS into the disk's own memory too.
    database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON')
    database.exec('PRAGMA secure_delete = ON')
    database.exec('BEGIN IMMEDIATE; COMMIT')
    assertKnown(database)
    upgrade(database, folder, now())
    if (pragma(database, 'application_id') !== APPLICATION_ID) {
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    }
    const state = readState(database)
    if (!state) beginState(database, now())
    let used: Ledger | null = null
    let room: Room = { has: () => true }
    const record = createRecord({ database, file, ledger: () => used, now, before: ledger?.stamp ?? null })
    dailySnapshot(database, folder, now())
    const version = String(database.prepare('SELECT sqlite_version() AS version').get()?.['version'])
    return {
      sql: createSql(database, context, record, { has: () => room.has() }),
      record,
      version,
      state,
      ledger,
      putAside: aside,
      use(ledgerNow, roomNow) {
        used = ledgerNow
        room = roomNow
      },
      skipTo: (sequence) => record.skipTo(sequence),
      snapshot: (at) => dailySnapshot(database, folder, at),
      copyTo(target) {
        guarded(context, () => {
          createPrivateFile(target)
          database.prepare('VACUUM INTO ?').run(target)
        })
      },
      keepCopy: (at) => guarded(context, () => keepCopy(database, folder, at, 'before-restore')),
      attached: (other, name, work) =>
        guarded(context, () => {
          database.prepare(`ATTACH ? AS ${name}`).run(other)
          try {
            return work()
          } finally {
            database.exec(`DETACH ${name}`)
          }
        }),
      close() {
        used?.close()
        if (database.isOpen) database.close()
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
