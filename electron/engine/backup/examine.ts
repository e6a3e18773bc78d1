import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../../shared/errors/index.ts'
import { APPLICATION_ID } from '../store/database.ts'
import { KNOWN_SCHEMA, migrate } from '../store/migrations.ts'
import type { Progress } from '../../pki/read/progress.ts'
import { DATABASE, SERVICE_KEY, type Manifest } from './manifest.ts'
import { readBackup, type UnpackOptions } from './unpack.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

const damaged = (problem: Message): AppError => new AppError('backup/damaged', { problem })

/** Everything that makes a schema, so that nothing in a restored database can do what ours does not. */
const SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"

function schemaOf(database: DatabaseSync): string {
  return JSON.stringify(database.prepare(SCHEMA).all())
}

function knownSchema(): string {
  const database = new DatabaseSync(':memory:')
  try {
    migrate(database, 0)
    return schemaOf(database)
  } finally {
    database.close()
  }
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0)
}

/** Checks the database of a backup and brings it to the schema of this program. It is a copy of its own. */
function examineDatabase(file: string): void {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, allowExtension: false })
  try {
    // Functions that a schema could call are none of ours (https://sqlite.org/security.html).
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA journal_mode = DELETE')
    if (pragma(database, 'application_id') !== APPLICATION_ID) throw damaged(message('parts.backup.databaseForeign'))
    const found = pragma(database, 'user_version')
    if (found > KNOWN_SCHEMA)
      throw new AppError('backup/newer-version', { found: message('parts.backup.schema', { number: found }) })
    const [check] = database.prepare('PRAGMA quick_check(1)').all()
    if (check?.['quick_check'] !== 'ok') throw damaged(message('parts.backup.databaseInconsistent'))
    migrate(database, found)
    if (database.prepare('PRAGMA foreign_key_check').all().length > 0)
      throw damaged(message('parts.backup.databaseInconsistent'))
    if (schemaOf(database) !== knownSchema()) throw damaged(message('parts.backup.databaseTables'))
  } catch (error) {
    if (error instanceof AppError) throw error
    if (error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === 13) {
      throw new AppError('store/full', {}, { cause: error })
    }
    throw new AppError('backup/damaged', { problem: message('parts.backup.databaseUnreadable') }, { cause: error })
  } finally {
    database.close()
  }
}

/**
 * Unpacks a backup into `folder`, ready to be restored: every byte, the database and its schema are checked.
 * @throws AppError as `readBackup`, and backup/damaged, backup/newer-version for what the database is
 */
export async function unpackBackup(
  options: UnpackOptions & { readonly folder: string },
  progress?: Progress,
): Promise<Manifest> {
  const { folder } = options
  const manifest = await readBackup(options, progress)
  examineDatabase(path.join(folder, DATABASE))
  if (fs.statSync(path.join(folder, SERVICE_KEY)).size !== 32) throw damaged(message('parts.backup.serviceKey'))
  return manifest
}
