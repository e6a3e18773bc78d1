import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../../shared/errors/index.ts'
import { APPLICATION_ID } from '../store/database.ts'
import { migrate, newerSchema } from '../store/migrations.ts'
import { shapeOf } from '../store/schema-shape.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

const damaged = (problem: Message): AppError => new AppError('backup/damaged', { problem })

function knownShape(): string {
  const database = new DatabaseSync(':memory:')
  try {
    migrate(database)
    return shapeOf(database)
  } finally {
    database.close()
  }
}

/**
 * Checks the database of a backup and brings it to the schema of this program. It is a copy of its own.
 * @throws AppError backup/damaged, backup/newer-version, store/full
 */
export function examineDatabase(file: string): void {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, allowExtension: false })
  try {
    // Functions that a schema could call are none of ours (https://sqlite.org/security.html).
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA journal_mode = DELETE')
    const id = database.prepare('PRAGMA application_id').get()?.['application_id']
    if (id !== APPLICATION_ID) throw damaged(message('parts.backup.databaseForeign'))
    const newer = newerSchema(database)
    if (newer !== null) throw new AppError('backup/newer-version', { found: newer })
    const [check] = database.prepare('PRAGMA quick_check(1)').all()
    if (check?.['quick_check'] !== 'ok') throw damaged(message('parts.backup.databaseInconsistent'))
    migrate(database)
    if (database.prepare('PRAGMA foreign_key_check').all().length > 0)
      throw damaged(message('parts.backup.databaseInconsistent'))
    if (shapeOf(database) !== knownShape()) throw damaged(message('parts.backup.databaseTables'))
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
