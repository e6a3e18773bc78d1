import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

/** Which database this is and how far it has come: the one row of the table `state`. */
export interface State {
  /** 128 random bits, hexadecimal: made once, and the same in every copy. */
  readonly generation: string
  /** Changes that were committed. */
  readonly sequence: number
  /** When the last one was. Milliseconds since 1970. */
  readonly changedAt: number
}

/** Null in a database that has seen no change yet, and in one of an earlier version. */
export function readState(database: DatabaseSync): State | null {
  const row = database.prepare('SELECT generation, sequence, changed_at FROM state').get()
  if (!row) return null
  return {
    generation: String(row['generation']),
    sequence: Number(row['sequence']),
    changedAt: Number(row['changed_at']),
  }
}

/** The same where the table may be missing. */
export function readStateIfAny(database: DatabaseSync): State | null {
  const table = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'state'").get()
  return table === undefined ? null : readState(database)
}

export function beginState(database: DatabaseSync, at: number): State {
  const state: State = { generation: randomBytes(16).toString('hex'), sequence: 1, changedAt: at }
  database
    .prepare('INSERT INTO state (id, generation, sequence, changed_at) VALUES (1, ?, ?, ?)')
    .run(state.generation, state.sequence, state.changedAt)
  return state
}

/** Goes on counting above what was counted before a database was set back. */
export function skipTo(database: DatabaseSync, sequence: number): void {
  database.prepare('UPDATE state SET sequence = max(sequence, ?)').run(sequence)
}
