import fs from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Ledger, Stamp } from './ledger.ts'
import type { LedgerFact } from './ledger-entries.ts'
import { readState, skipTo } from './state.ts'

/** Counts the changes of a database and notes beside it what must survive it. */
export interface ChangeRecord {
  /** To be noted when the transaction is committed. */
  note(fact: LedgerFact): void
  /** The transaction changes something: it is counted. Inside it. */
  count(): void
  committed(): void
  rolledBack(): void
  /** How far the database is. */
  stamp(): Stamp
  /** Goes on counting above this: what was counted before a database was set back. */
  skipTo(sequence: number): void
}

/** Where the salts are in the header of a write-ahead log (https://sqlite.org/fileformat2.html#walformat). */
const SALTS = { at: 16, length: 8 } as const

/** The salts of a write-ahead log, hexadecimal; empty where there is none. They are others each time it begins anew. */
export function walSalts(file: string): string {
  const salts = Buffer.alloc(SALTS.length)
  let descriptor: number | null = null
  try {
    // No lock is ever held on the log itself, so closing it drops none (https://sqlite.org/howtocorrupt.html §2.2).
    descriptor = fs.openSync(file, 'r')
    return fs.readSync(descriptor, salts, 0, SALTS.length, SALTS.at) === SALTS.length ? salts.toString('hex') : ''
  } catch {
    return ''
  } finally {
    if (descriptor !== null) fs.closeSync(descriptor)
  }
}

/** @param file of the database @param now milliseconds since 1970 */
export function createRecord(options: {
  readonly database: DatabaseSync
  readonly file: string
  readonly ledger: () => Ledger | null
  readonly now: () => number
  /** What was noted last. */
  readonly before: Stamp | null
}): ChangeRecord {
  const { database, file } = options
  const count = database.prepare('UPDATE state SET sequence = sequence + 1, changed_at = ? RETURNING sequence')
  const { generation = '', sequence: first = 0 } = readState(database) ?? {}
  let facts: LedgerFact[] = []
  let sequence = first
  /** Null: nothing was changed. */
  let next: number | null = null
  let wal = walSalts(`${file}-wal`)
  // Of a log that a killed program left, only what was noted then is known.
  let walBase = options.before?.wal === wal ? options.before.walBase : 0

  const stamp = (): Stamp => ({ generation, sequence, wal, walBase })
  return {
    note: (fact) => void facts.push(fact),
    count() {
      next = Number(count.get(options.now())?.['sequence'])
    },
    committed() {
      if (next === null) return
      const salts = walSalts(`${file}-wal`)
      // The log began anew with this change: all before it are in the database file.
      if (salts !== wal) walBase = sequence
      wal = salts
      sequence = next
      options.ledger()?.commit(stamp(), facts)
      next = null
      facts = []
    },
    rolledBack() {
      next = null
      facts = []
    },
    stamp,
    skipTo(wanted) {
      skipTo(database, wanted)
      sequence = Math.max(sequence, wanted)
    },
  }
}
