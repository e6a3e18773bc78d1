import type { BackupCounts } from '../../../shared/contract/backup.ts'
import { MAX_BACKDATING_MS } from './reconcile.ts'
import { resealSecrets } from './reseal.ts'
import { haveSameVault } from './secrets.ts'
import type { Sql } from './sqlite.ts'

/** Name under which the database of the backup is attached. */
export const ATTACHED = 'backup'

type Value = null | number | string | Uint8Array
type Row = Record<string, Value>

/** What of the data here the backup knows nothing of, and that must not be forgotten. */
export interface Kept {
  readonly revocations: readonly Row[]
  /** Of clients and servers, with their device where there is one. */
  readonly certificates: readonly Row[]
  readonly devices: readonly Row[]
  readonly servers: readonly Row[]
  /** Which server has which of those certificates. */
  readonly serverCertificates: readonly Row[]
  /** Keys of those devices and servers: only where the passphrase that opens them is the backup's too. */
  readonly secrets: readonly Row[]
  readonly crls: readonly Row[]
  /** Names of authorities that are here and not in the backup. */
  readonly lostAuthorities: readonly string[]
}

/**
 * Numbers that are jumped over when a backup was restored: another computer may have signed lists since, at most one
 * for each change. Numbers are seconds since 1970 otherwise, so a day of them is not missed.
 */
const CRL_JUMP = 86_400

/** The authorities of both, local id → id in the backup: the same row, or the same certificate imported twice. */
const SAME = `SELECT l.id AS local, b.id AS other FROM main.authorities l
  JOIN ${ATTACHED}.authorities b ON b.id = l.id OR b.fingerprint = l.fingerprint`

/** SQL that orders reasons: what may come back, what is over, what must never be trusted again (RFC 5280 §5.3.1). */
export function strength(row: string): string {
  return `CASE ${row}.reason WHEN 'hold' THEN 0 WHEN 'key-compromise' THEN 2 ELSE 1 END`
}

export function countsOf(sql: Sql, schema: 'main' | 'backup'): BackupCounts {
  const count = (table: string): number =>
    sql.get<{ n: number }>(`SELECT count(*) AS n FROM ${schema}.${table}`)?.n ?? 0
  return {
    authorities: count('authorities'),
    devices: count('devices'),
    certificates: count('certificates'),
    revocations: count('revocations'),
    sites: count('sites'),
  }
}

/** Finds what is to be kept. Nothing is changed. */
function findKept(sql: Sql): Kept {
  const mapped = `WITH same AS (${SAME})`
  const certificates = sql.all<Row>(
    `${mapped} SELECT c.*, same.other AS authority_id FROM main.certificates c JOIN same ON same.local = c.authority_id
      WHERE c.fingerprint NOT IN (SELECT fingerprint FROM ${ATTACHED}.certificates)`,
  )
  const kept = new Set(certificates.map((row) => row['id']))
  const isKept = (id: Value | undefined): boolean => id !== undefined && kept.has(id)
  // A device whose current certificate is kept is taken as it is here: it is younger than the backup.
  const devices = sql.all<Row>('SELECT * FROM main.devices').filter((row) => isKept(row['certificate_id']))
  const servers = sql.all<Row>('SELECT * FROM main.servers').filter((row) => isKept(row['certificate_id']))
  // They can be opened afterwards where vault and backup have the same data key.
  const keys = haveSameVault(sql, ATTACHED)
    ? sql.all<Row>("SELECT * FROM main.secrets WHERE kind = 'device-key'").filter((row) => isKept(row['owner']))
    : []
  const opened = new Set(keys.map((row) => row['owner']))
  return {
    revocations: sql.all<Row>(
      `${mapped} SELECT r.*, same.other AS authority_id FROM main.revocations r JOIN same ON same.local = r.authority_id
        WHERE NOT EXISTS (SELECT 1 FROM ${ATTACHED}.revocations b
          WHERE b.authority_id = same.other AND b.serial = r.serial AND ${strength('b')} >= ${strength('r')})`,
    ),
    certificates: certificates.map((row) => ({ ...row, has_key: opened.has(row['id'] ?? null) ? 1 : 0 })),
    devices,
    servers,
    serverCertificates: sql
      .all<Row>('SELECT * FROM main.server_certificates')
      .filter((row) => isKept(row['certificate_id'])),
    secrets: keys,
    crls: sql.all<Row>(
      `${mapped} SELECT c.*, same.other AS authority_id FROM main.crls c JOIN same ON same.local = c.authority_id
        WHERE NOT EXISTS (SELECT 1 FROM ${ATTACHED}.crls b WHERE b.authority_id = same.other AND b.number = c.number)`,
    ),
    lostAuthorities: sql
      .all<{ name: string }>(`${mapped} SELECT name FROM main.authorities WHERE id NOT IN (SELECT local FROM same)`)
      .map((row) => row.name),
  }
}

function text(row: Row, column: string): string {
  return String(row[column])
}

/** @param key column by which a row that is there already is overwritten; without one there must be none. */
function insert(sql: Sql, table: string, row: Row, key?: string): void {
  const columns = Object.keys(row)
  const names = columns.map((column) => `"${column}"`)
  // Not INSERT OR REPLACE: that deletes the row first, and what refers to it would be let go.
  const conflict =
    key === undefined
      ? ''
      : `ON CONFLICT ("${key}") DO UPDATE SET ${names.map((n) => `${n} = excluded.${n}`).join(', ')}`
  sql.run(
    `INSERT INTO main.${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ${conflict}`,
    ...columns.map((column) => row[column] ?? null),
  )
}

/**
 * What belongs to a database and not to what is in it; and what is put together, since nothing of it is ever taken back:
 * refusals by fingerprint, and who did what.
 */
const STAYS = new Set(['state', 'schema_steps', 'revoked_fingerprints', 'audit'])

const AUDIT_COLUMNS = 'uid, at, via, session, browser, device, person, method, about, outcome'

/** All other tables, whatever a later schema adds: the two databases have the same. */
function copyAll(sql: Sql): void {
  const tables = sql
    .all<{ name: string }>("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .map((row) => row.name)
    .filter((name) => !STAYS.has(name))
  for (const table of tables) sql.run(`DELETE FROM main."${table}"`)
  for (const table of tables) {
    const columns = sql
      .all<{ name: string }>(`SELECT name FROM pragma_table_info('${table}', 'main')`)
      .map((column) => `"${column.name}"`)
      .join(', ')
    sql.run(`INSERT INTO main."${table}" (${columns}) SELECT ${columns} FROM ${ATTACHED}."${table}"`)
  }
  sql.run(`INSERT OR IGNORE INTO main.revoked_fingerprints SELECT * FROM ${ATTACHED}.revoked_fingerprints`)
  // Numbers of rows are of one database: those of the backup get others here.
  sql.run(
    `INSERT OR IGNORE INTO main.audit (${AUDIT_COLUMNS})
      SELECT ${AUDIT_COLUMNS} FROM ${ATTACHED}.audit ORDER BY id`,
  )
}

/**
 * Puts the attached database in the place of this one, and back what must not be forgotten: what is revoked stays
 * revoked, a certificate that still works stays known, a list's number never falls. Inside a transaction.
 * @param now milliseconds since 1970 @param stateAt when the backup was made
 */
function mergeBackup(sql: Sql, kept: Kept, { now, stateAt }: { now: number; stateAt: number }): void {
  // Tables refer to each other in circles (a device and its certificate): judged when all is there.
  sql.run('PRAGMA defer_foreign_keys = ON')
  copyAll(sql)
  for (const row of kept.devices) insert(sql, 'devices', row, 'id')
  for (const row of kept.certificates) {
    const known = sql.get('SELECT 1 FROM main.devices WHERE id = ?', row['device_id'] ?? null) !== undefined
    insert(sql, 'certificates', known ? row : { ...row, device_id: null })
  }
  for (const row of kept.servers) insert(sql, 'servers', row, 'id')
  for (const row of kept.serverCertificates) {
    const known = sql.get('SELECT 1 FROM main.servers WHERE id = ?', row['server_id'] ?? null) !== undefined
    if (known) insert(sql, 'server_certificates', row)
  }
  for (const row of kept.secrets) insert(sql, 'secrets', row)
  // A revocation is never weakened: what a backup has on hold may have been revoked for good since.
  for (const row of kept.revocations) {
    sql.run(
      'DELETE FROM main.revocations WHERE authority_id = ? AND serial = ?',
      text(row, 'authority_id'),
      text(row, 'serial'),
    )
    insert(sql, 'revocations', row)
  }
  for (const row of kept.crls) insert(sql, 'crls', row)
  // Only the newest list keeps its bytes.
  sql.run(
    `UPDATE main.crls SET der = NULL
      WHERE number < (SELECT max(number) FROM main.crls o WHERE o.authority_id = crls.authority_id)`,
  )
  sql.run(
    `UPDATE main.authorities SET crl_pending = 1,
       crl_floor = ?1 + max(crl_floor, ?2, coalesce((SELECT max(number) FROM main.crls WHERE authority_id = id), 0)),
       held_from = min(coalesce(held_from, ?3), ?3)
     WHERE kind = 'own'`,
    CRL_JUMP,
    Math.floor(now / 1000),
    stateAt - MAX_BACKDATING_MS,
  )
}

/** The database of a backup, attached for reading beside the one that is open. */
export interface AttachedBackup {
  readonly counts: BackupCounts
  /** What is here. */
  readonly here: BackupCounts
  readonly kept: Kept
  /** Of the backup; null for one of an earlier version. */
  readonly state: { readonly generation: string; readonly sequence: number; readonly changedAt: number } | null
  /** Whether what is here has gone on from the state in the backup: then all that happened since is known. */
  readonly isEarlier: boolean
  /** Changes here that are not in the backup; meaningless unless `isEarlier`. */
  readonly missing: number
  /**
   * Puts it in the place of what is here, in one transaction: a computer that goes down in the middle has all of the old
   * or all of the new. @param serviceKey that of the backup @param times now, and when the backup was made: milliseconds
   * since 1970
   */
  replace(serviceKey: Uint8Array, times: { readonly now: number; readonly stateAt: number }): void
}

/** @param serviceKey the one that is here */
export function attachedBackup(sql: Sql, serviceKey: Uint8Array): AttachedBackup {
  const kept = findKept(sql)
  const stateIn = (schema: 'main' | 'backup') =>
    sql.get<{ generation: string; sequence: number; changedAt: number }>(
      `SELECT generation, sequence, changed_at AS changedAt FROM ${schema}.state`,
    ) ?? null
  const here = stateIn('main')
  const state = stateIn(ATTACHED)
  return {
    state,
    isEarlier: here !== null && here.generation === state?.generation && here.sequence >= state.sequence,
    missing: (here?.sequence ?? 0) - (state?.sequence ?? 0),
    counts: countsOf(sql, ATTACHED),
    here: countsOf(sql, 'main'),
    kept,
    replace(itsKey, times) {
      sql.transaction(() => {
        mergeBackup(sql, kept, times)
        resealSecrets(sql, itsKey, serviceKey)
      })
    },
  }
}
