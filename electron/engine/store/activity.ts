import type { Activity, Outcome } from '../../../shared/contract/activity.ts'
import { english } from '../../../shared/messages/english.ts'
import { verbatim, type Message } from '../../../shared/messages/message.ts'
import { fold } from './fold.ts'
import type { Sql } from './sqlite.ts'

interface ActivityFilter {
  readonly siteId?: string
  readonly deviceId?: string
  readonly search?: string
  readonly refused?: boolean
  readonly outcomes?: readonly Outcome[]
  /** Milliseconds since 1970: not before, and before. */
  readonly since?: number
  readonly until?: number
  readonly before?: number
  readonly limit: number
}

export interface ActivityStore {
  /** Returns the line with its number. */
  insert(line: Omit<Activity, 'id'>): Activity
  /** Removes the oldest lines beyond so many: the database stays small however much knocks. */
  trim(most: number): void
  /** Removes lines from before a time, in milliseconds since 1970. */
  expire(before: number): void
  count(): number
  /** When the last line was written, in milliseconds since 1970. */
  newest(): number | null
  /** Newest first. */
  list(filter: ActivityFilter): Activity[]
}

interface ActivityRow {
  id: number
  at: number
  site_id: string | null
  site_name: string | null
  address: string
  outcome: Outcome
  observed: Outcome | null
  status: number | null
  method: string | null
  path: string | null
  tls_version: string | null
  cipher: string | null
  verify_code: number | null
  verify_name: string | null
  device_id: string | null
  device_name: string | null
  serial: string | null
  subject: string | null
  issuer: string | null
  reason: string
  probe: number
}

/** A message; lines of before there were any have an English sentence. */
function readReason(text: string): Message {
  return text.startsWith('{') ? (JSON.parse(text) as Message) : verbatim(text)
}

const read = (row: ActivityRow): Activity => ({
  id: row.id,
  at: new Date(row.at).toISOString(),
  siteId: row.site_id,
  siteName: row.site_name,
  address: row.address,
  outcome: row.outcome,
  observed: row.observed,
  status: row.status,
  method: row.method,
  path: row.path,
  tlsVersion: row.tls_version,
  cipher: row.cipher,
  verifyCode: row.verify_code,
  verifyName: row.verify_name,
  deviceId: row.device_id,
  deviceName: row.device_name,
  serial: row.serial,
  subject: row.subject,
  issuer: row.issuer,
  reason: readReason(row.reason),
  probe: row.probe === 1,
})

const searchable = (line: Omit<Activity, 'id'>): string =>
  fold(
    [
      line.siteName,
      line.address,
      line.outcome,
      line.observed,
      line.status,
      line.path,
      line.verifyCode,
      line.verifyName,
      line.deviceName,
      line.serial,
      line.subject,
      english.say(line.reason),
    ]
      .filter((part) => part !== null)
      .join('\n'),
  )

export function createActivityStore(sql: Sql): ActivityStore {
  return {
    insert(line) {
      const row = sql.get<{ id: number }>(
        `INSERT INTO activity (at, site_id, site_name, address, outcome, status, method, path, tls_version, cipher,
           verify_code, verify_name, device_id, device_name, serial, subject, issuer, reason, probe, search,
           observed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
        Date.parse(line.at),
        line.siteId,
        line.siteName,
        line.address,
        line.outcome,
        line.status,
        line.method,
        line.path,
        line.tlsVersion,
        line.cipher,
        line.verifyCode,
        line.verifyName,
        line.deviceId,
        line.deviceName,
        line.serial,
        line.subject,
        line.issuer,
        JSON.stringify(line.reason),
        line.probe ? 1 : 0,
        searchable(line),
        line.observed,
      )
      return { id: row?.id ?? 0, ...line }
    },
    trim(most) {
      sql.run('DELETE FROM activity WHERE id <= (SELECT max(id) FROM activity) - ?', most)
    },
    expire(before) {
      sql.run('DELETE FROM activity WHERE at < ?', before)
    },
    newest: () => sql.get<{ at: number }>('SELECT at FROM activity ORDER BY id DESC LIMIT 1')?.at ?? null,
    count: () => sql.get<{ n: number }>('SELECT count(*) AS n FROM activity')?.n ?? 0,
    list(filter) {
      const conditions: string[] = []
      const parameters: (string | number)[] = []
      const add = (condition: string, ...values: (string | number)[]): void => {
        conditions.push(condition)
        parameters.push(...values)
      }
      if (filter.siteId !== undefined) add('site_id = ?', filter.siteId)
      if (filter.deviceId !== undefined) add('device_id = ?', filter.deviceId)
      if (filter.before !== undefined) add('id < ?', filter.before)
      if (filter.refused === true) add("(outcome <> 'allowed' OR observed IS NOT NULL)")
      if (filter.outcomes !== undefined) {
        const marks = filter.outcomes.map(() => '?').join(', ')
        add(`coalesce(observed, outcome) IN (${marks})`, ...filter.outcomes)
      }
      if (filter.since !== undefined) add('at >= ?', filter.since)
      if (filter.until !== undefined) add('at < ?', filter.until)
      if (filter.search !== undefined && filter.search.trim() !== '') {
        add('instr(search, ?) > 0', fold(filter.search.trim()))
      }
      const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
      return sql
        .all<ActivityRow>(`SELECT * FROM activity ${where} ORDER BY id DESC LIMIT ?`, ...parameters, filter.limit)
        .map(read)
    },
  }
}
