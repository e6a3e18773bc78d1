import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../../shared/errors/index.ts'
import { putAside } from './aside.ts'
import { syncFolder } from './files.ts'
import { readLedger } from './ledger.ts'
import { readStateIfAny } from './state.ts'

/** What was done. */
export interface PutBack {
  /** Where the damaged files are. */
  readonly putAside: string
  /** Changes that were made after the snapshot; null where that cannot be told. */
  readonly missing: number | null
}

/**
 * Puts a snapshot in the place of a database that no program has open: the damaged files and their log are kept aside,
 * the log goes with them (https://sqlite.org/howtocorrupt.html §1.4). What the ledger remembers is merged at the next
 * start. @param now milliseconds since 1970 @throws AppError "store/in-use", "store/io"
 */
export function putSnapshotBack(dataFolder: string, snapshot: string, now: number): PutBack {
  const file = path.join(dataFolder, 'vestibule.db')
  assertFree(file, dataFolder)
  const partial = `${file}.partial`
  fs.rmSync(partial, { force: true })
  fs.copyFileSync(snapshot, partial, fs.constants.COPYFILE_EXCL)
  fs.chmodSync(partial, 0o600)
  sync(partial)
  const aside = putAside(dataFolder, [file, `${file}-wal`, `${file}-shm`, `${file}-journal`], now)
  fs.renameSync(partial, file)
  syncFolder(dataFolder)
  return { putAside: aside, missing: missingIn(dataFolder, file) }
}

function sync(file: string): void {
  const descriptor = fs.openSync(file, 'r+')
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** @throws AppError "store/in-use" */
function assertFree(file: string, folder: string): void {
  if (!fs.existsSync(file)) return
  const database = new DatabaseSync(file, { timeout: 250, readOnly: true })
  try {
    database.prepare('SELECT count(*) FROM sqlite_master').get()
  } catch (error) {
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
    // 5 and 6: https://sqlite.org/rescode.html#busy. Anything else is the damage that this is about.
    if (code === 5 || code === 6) throw new AppError('store/in-use', { folder }, { cause: error })
  } finally {
    database.close()
  }
}

function missingIn(dataFolder: string, file: string): number | null {
  const stamp = readLedger(dataFolder)?.stamp
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const state = readStateIfAny(database)
    return state && stamp?.generation === state.generation ? Math.max(0, stamp.sequence - state.sequence) : null
  } finally {
    database.close()
  }
}
