import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { AppError } from '../../../shared/errors/index.ts'
import { verbatim } from '../../../shared/messages/message.ts'
import type { ChangeRecord } from './record.ts'

/** Primary result codes of SQLite: https://sqlite.org/rescode.html */
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26

/** Facts that the messages name. */
export interface StoreContext {
  readonly folder: string
  readonly file: string
  /** The error of a damaged database: it names the way back. */
  readonly damaged: (cause: unknown) => AppError
}

/** SQLite's primary result code of an error that `node:sqlite` threw, or null. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}

/** Turns an error of SQLite or of the file system into one of the catalogue; anything else stays what it is. */
export function storeError(error: unknown, context: StoreContext): unknown {
  const problem = verbatim(error instanceof Error ? error.message : String(error))
  switch (resultCode(error) ?? 0) {
    case BUSY:
    case LOCKED:
      return new AppError('store/in-use', { folder: context.folder }, { cause: error })
    case READONLY:
      return new AppError('store/read-only', { folder: context.folder }, { cause: error })
    case FULL:
      return new AppError('store/full', {}, { cause: error })
    case CORRUPT:
    case NOTADB:
      return context.damaged(error)
    case IOERR:
    case CANTOPEN:
      return new AppError('store/io', { problem }, { cause: error })
    default:
      return fileError(error, context.folder)
  }
}

/** The same for errors of `node:fs`. */
function fileError(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new AppError('store/read-only', { folder }, { cause: error })
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('store/full', {}, { cause: error })
    case 'ENOTDIR':
    case 'EEXIST':
      return new AppError('store/not-a-folder', { folder }, { cause: error })
    case 'EIO':
    case 'ENOENT':
    case 'ENAMETOOLONG':
    case 'EMFILE':
      return new AppError('store/io', { problem: verbatim(error.message) }, { cause: error })
    default:
      return error
  }
}

type Parameter = null | number | string | Uint8Array
type Row = Record<string, null | number | string | Uint8Array>

/** An open database: prepared statements are kept, and every write happens in a transaction. */
export interface Sql {
  all<T = Row>(text: string, ...parameters: Parameter[]): T[]
  /** Rows as arrays of their columns, for lists of thousands: half the time. The text must be of this call alone. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the columns, SQLite's types do not
  tuples<T extends readonly Parameter[]>(text: string, ...parameters: Parameter[]): T[]
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the columns, SQLite's types do not
  get<T = Row>(text: string, ...parameters: Parameter[]): T | undefined
  /** Outside a transaction it is one of its own. Returns the number of changed rows. */
  run(text: string, ...parameters: Parameter[]): number
  /** Another number after every change of any row, so that what was read can be kept until then. */
  version(): string
  /**
   * Runs `work` as one transaction, committed and synced when this returns; nested calls join the outer one. `work` is
   * synchronous: what waits in a transaction would write what was read before it waited. What is not urgent leaves the
   * room alone that is kept aside on a full disk (store/reserve.ts).
   * @throws AppError "store/…", "app/closing"; then nothing of `work` was kept.
   */
  transaction<T>(work: () => T, options?: { readonly urgent?: boolean }): T
}

/** What a transaction needs to know of the disk. */
export interface Room {
  /** False on a full disk: only what is urgent is written then. */
  has(): boolean
}

/** Wraps a database. Errors are translated; statements are prepared once each. */
export function createSql(database: DatabaseSync, context: StoreContext, record: ChangeRecord, room: Room): Sql {
  const prepared = new Map<string, StatementSync>()
  let depth = 0
  /** What was read in a transaction that came to nothing is not there any more, though no row was changed since. */
  let rollbacks = 0

  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw database.isOpen ? storeError(error, context) : new AppError('app/closing', {}, { cause: error })
    }
  }
  const statement = (text: string): StatementSync => {
    let found = prepared.get(text)
    if (found === undefined) {
      found = database.prepare(text)
      prepared.set(text, found)
    }
    return found
  }

  const rollBack = (): void => {
    rollbacks += 1
    record.rolledBack()
    try {
      // SQLite has rolled back by itself after some errors (full disk, I/O): then there is nothing left to do.
      if (database.isTransaction) database.exec('ROLLBACK')
    } catch {
      // The first error is the one that matters; a broken transaction ends with the connection at the latest.
    }
  }

  const totalChanges = (): number => Number(statement('SELECT total_changes() AS n').get()?.['n'])

  const sql: Sql = {
    version: () => `${totalChanges()} ${rollbacks}`,
    all: (text, ...parameters) => guarded(() => statement(text).all(...parameters) as never),
    tuples(text, ...parameters) {
      return guarded(() => {
        const found = statement(text)
        found.setReturnArrays(true)
        return found.all(...parameters) as never
      })
    },
    get: (text, ...parameters) => guarded(() => statement(text).get(...parameters) as never),
    run(text, ...parameters) {
      if (depth === 0) return sql.transaction(() => sql.run(text, ...parameters))
      return guarded(() => Number(statement(text).run(...parameters).changes))
    },
    transaction(work, { urgent = false } = {}) {
      if (depth > 0) return work()
      return guarded(() => {
        if (!urgent && !room.has()) throw new AppError('store/full')
        database.exec('BEGIN IMMEDIATE')
        depth += 1
        try {
          const before = totalChanges()
          const result = work()
          if (result instanceof Promise) throw new TypeError('a transaction must not wait')
          if (totalChanges() !== before) record.count()
          database.exec('COMMIT')
          record.committed()
          return result
        } catch (error) {
          rollBack()
          throw error
        } finally {
          depth -= 1
        }
      })
    },
  }
  return sql
}
