import type { DatabaseSync } from 'node:sqlite'
import { schema0001 } from './schema/0001.ts'
import { schema0002 } from './schema/0002.ts'
import { schema0003 } from './schema/0003.ts'
import { schema0004 } from './schema/0004.ts'
import { schema0006 } from './schema/0006.ts'
import { schema0008 } from './schema/0008.ts'
import { schema0010 } from './schema/0010.ts'
import { schema0011 } from './schema/0011.ts'

/** Numbered from 1; a migration that was released is never edited, only followed by another. */
const migrations: readonly string[] = [
  // One a line.
  schema0001,
  schema0002,
  schema0003,
  schema0004,
  schema0006,
  schema0008,
  schema0010,
  schema0011,
]

/** The newest schema that this program knows. */
export const KNOWN_SCHEMA = migrations.length

/** Brings the database to `KNOWN_SCHEMA`, one transaction a step: a step that fails leaves the step before it. */
export function migrate(database: DatabaseSync, from: number): void {
  for (let version = from; version < migrations.length; version += 1) {
    database.exec('BEGIN IMMEDIATE')
    try {
      database.exec(migrations[version] ?? '')
      database.exec(`PRAGMA user_version = ${version + 1}`)
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
}
