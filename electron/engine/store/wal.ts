import fs from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { Stamp } from './ledger.ts'
import { walSalts } from './record.ts'
import { readStateIfAny, type State } from './state.ts'

/** Opens the database file alone: neither its log nor any lock is looked at (https://sqlite.org/uri.html#uriimmutable). */
function openAlone(file: string): DatabaseSync {
  const address = pathToFileURL(file)
  address.search = '?immutable=1'
  return new DatabaseSync(address, { readOnly: true })
}

function stateAlone(file: string): State | null {
  const database = openAlone(file)
  try {
    return readStateIfAny(database)
  } finally {
    database.close()
  }
}

/** Where a database says which kind of journal it has: 1 is a rollback journal, 2 a write-ahead log. */
const WRITE_VERSION = 18

function hasNoLog(file: string): boolean {
  const header = Buffer.alloc(WRITE_VERSION + 1)
  const descriptor = fs.openSync(file, 'r')
  try {
    return fs.readSync(descriptor, header, 0, header.length, 0) === header.length && header[WRITE_VERSION] === 1
  } finally {
    fs.closeSync(descriptor)
  }
}

/**
 * Whether the write-ahead log beside a database is another one's, as after a snapshot was copied over a database whose
 * program had been killed: SQLite would write the pages of one into the other
 * (https://sqlite.org/howtocorrupt.html §1.4). Only for a database that no process has open.
 * @param stamp what was noted beside the database last
 */
export function isForeignLog(file: string, stamp: Stamp | null): boolean {
  const log = `${file}-wal`
  if (!fs.existsSync(log) || fs.statSync(log).size === 0) return false
  // A snapshot is written in one go and has no log.
  if (hasNoLog(file)) return true
  if (stamp === null || walSalts(log) !== stamp.wal) return false
  let state: State | null
  try {
    state = stateAlone(file)
  } catch {
    // Damaged alone; with its log it may be whole.
    return false
  }
  // The log that was in use last, beside a database file that has less than was in it when that log began.
  return state !== null && (state.generation !== stamp.generation || state.sequence < stamp.walBase)
}

/** Whether the database file is in order without its log. */
export function isSoundAlone(file: string): boolean {
  try {
    const database = openAlone(file)
    try {
      const [line] = database.prepare('PRAGMA quick_check(1)').all()
      return line?.['quick_check'] === 'ok'
    } finally {
      database.close()
    }
  } catch {
    return false
  }
}
