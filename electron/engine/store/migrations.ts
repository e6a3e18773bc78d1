import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../../shared/errors/index.ts'
import { schema0001 } from './schema/0001.ts'
import { schema0002 } from './schema/0002.ts'
import { siteOptions, staleList } from './schema/0003.ts'
import { schema0004 } from './schema/0004.ts'
import { schema0006 } from './schema/0006.ts'
import { acmeClient } from './schema/acme.ts'
import { acmeServer } from './schema/acme-server.ts'
import { audit } from './schema/audit.ts'
import { deviceOrder, renewal } from './schema/0008.ts'
import { mayManage } from './schema/manage.ts'
import { notify } from './schema/notify.ts'
import { activityCounts } from './schema/activity-counts.ts'
import { persons } from './schema/persons.ts'
import { restored } from './schema/restored.ts'
import { servers } from './schema/servers.ts'
import { ruleMethods } from './schema/rule-methods.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

interface Step {
  /** Remembered in the database: a step that was published is neither renamed nor edited, only followed by another. */
  readonly name: string
  readonly sql: string
  /**
   * What shows that a database has it that does not remember its steps. Programs before the table of steps counted them
   * only, and steps were put in between others.
   */
  readonly mark?: { readonly table: string; readonly column?: string } | { readonly index: string }
}

const steps: readonly Step[] = [
  { name: 'first', sql: schema0001, mark: { table: 'authorities' } },
  { name: 'rules', sql: schema0002, mark: { table: 'site_rules' } },
  { name: 'site-options', sql: siteOptions, mark: { table: 'sites', column: 'options' } },
  { name: 'stale-list', sql: staleList, mark: { table: 'authorities', column: 'stale_list' } },
  { name: 'settings', sql: schema0004, mark: { table: 'settings' } },
  { name: 'crl-numbers', sql: schema0006, mark: { table: 'authorities', column: 'crl_floor' } },
  { name: 'renewal', sql: renewal, mark: { table: 'devices', column: 'previous_id' } },
  { name: 'device-order', sql: deviceOrder, mark: { index: 'devices_created' } },
  { name: 'activity-counts', sql: activityCounts },
  { name: 'restored', sql: restored },
  { name: 'acme-client', sql: acmeClient },
  { name: 'acme-server', sql: acmeServer },
  { name: 'rule-methods', sql: ruleMethods },
  { name: 'notify', sql: notify },
  { name: 'servers', sql: servers },
  { name: 'audit', sql: audit },
  { name: 'may-manage', sql: mayManage },
  { name: 'persons', sql: persons },
]

/** The newest schema that this program knows: how many steps lead to it. Kept as `user_version`. */
export const KNOWN_SCHEMA = steps.length

const TABLE_OF_STEPS = 'CREATE TABLE IF NOT EXISTS schema_steps (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID'

function exists(database: DatabaseSync, type: 'table' | 'index', name: string): boolean {
  return database.prepare('SELECT 1 FROM sqlite_master WHERE type = ? AND name = ?').get(type, name) !== undefined
}

function hasMark(database: DatabaseSync, mark: Step['mark']): boolean {
  if (!mark) return false
  if ('index' in mark) return exists(database, 'index', mark.index)
  if (!exists(database, 'table', mark.table)) return false
  if (mark.column === undefined) return true
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(mark.table)
  return columns.some((row) => row['name'] === mark.column)
}

/** Names of the steps that a database has taken. */
function taken(database: DatabaseSync): Set<string> {
  if (!exists(database, 'table', 'schema_steps')) {
    return new Set(steps.filter((step) => hasMark(database, step.mark)).map((step) => step.name))
  }
  return new Set(
    database
      .prepare('SELECT name FROM schema_steps')
      .all()
      .map((row) => String(row['name'])),
  )
}

/** What a newer program did to a database, to be told by name: `schema 12`; null when this one knows all of it. */
export function newerSchema(database: DatabaseSync): Message | null {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  const known = new Set(steps.map((step) => step.name))
  const unknown = [...taken(database)].find((name) => !known.has(name))
  if (unknown !== undefined) return message('parts.backup.schemaStep', { number: version, step: unknown })
  return version > KNOWN_SCHEMA ? message('parts.backup.schema', { number: version }) : null
}

/** Whether a database lacks a step. */
export function isOutdated(database: DatabaseSync): boolean {
  return taken(database).size < steps.length
}

/**
 * Takes the steps that a database lacks, all of them or none.
 * @throws what the step that failed has thrown; the database is as it was
 */
export function migrate(database: DatabaseSync): void {
  const done = taken(database)
  const missing = steps.filter((step) => !done.has(step.name))
  if (missing.length === 0) return
  database.exec('BEGIN IMMEDIATE')
  try {
    database.exec(TABLE_OF_STEPS)
    for (const step of missing) database.exec(step.sql)
    const remember = database.prepare('INSERT OR IGNORE INTO schema_steps (name) VALUES (?)')
    for (const step of steps) remember.run(step.name)
    database.exec(`PRAGMA user_version = ${KNOWN_SCHEMA}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** What a failed migration is told as. @param copy where the untouched copy is */
export function migrationFailed(error: unknown, copy: string): AppError {
  const problem = error instanceof Error ? error.message : String(error)
  return new AppError('store/migration-failed', { problem, copy }, { cause: error })
}
