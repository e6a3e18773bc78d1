import type { RequestKind } from '../../../shared/access/request-kind.ts'
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
  /** Returns the line with its number. @param own a visit of one of the owner's devices */
  insert(line: Omit<Activity, 'id'>, own: boolean): Activity
  /** Adds more of the same to a line. @returns the line as it is now; undefined when it is gone */
  repeat(id: number, count: number, lastAt: number): Activity | undefined
  /**
   * Removes the oldest lines beyond so many: the database stays small however much knocks. Visits of the owner's devices
   * and all others have half of the room each before one loses lines to the other.
   */
  trim(most: number): void
  /** Removes lines from before a time, in milliseconds since 1970. */
  expire(before: number): void
  /** A transaction was taken back: what is known of how many lines there are no longer holds. */
  recount(): void
  count(): number
  /** Where the visitors of the last lines of a site came from, probes left out. */
  addresses(siteId: string, lines: number): { address: string; visits: number }[]
  /** When the last line was written, in milliseconds since 1970. */
  newest(): number | null
  /** Newest first. */
  list(filter: ActivityFilter): Activity[]
}

interface ActivityRow {
  id: number
  at: number
  count: number
  /** Null: as `at`. */
  last_at: number | null
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
  request_kind: RequestKind | null
}

/** A message; lines of before there were any have an English sentence. */
function readReason(text: string): Message {
  return text.startsWith('{') ? (JSON.parse(text) as Message) : verbatim(text)
}

const read = (row: ActivityRow): Activity => ({
  id: row.id,
  at: new Date(row.at).toISOString(),
  count: row.count,
  lastAt: new Date(row.last_at ?? row.at).toISOString(),
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
  requestKind: row.request_kind,
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
  /** Lines by `own`; null when they have to be counted. */
  let counts: { own: number; others: number } | null = null
  const known = (): { own: number; others: number } => {
    if (counts) return counts
    const rows = sql.all<{ own: number; n: number }>('SELECT own, count(*) AS n FROM activity GROUP BY own')
    const of = (own: number): number => rows.find((row) => row.own === own)?.n ?? 0
    return (counts = { own: of(1), others: of(0) })
  }
  const removeOldest = (own: 0 | 1, lines: number): number =>
    lines <= 0
      ? 0
      : sql.run(
          'DELETE FROM activity WHERE id IN (SELECT id FROM activity WHERE own = ? ORDER BY id LIMIT ?)',
          own,
          lines,
        )
  return {
    insert(line, own) {
      const before = known()
      const row = sql.get<{ id: number }>(
        `INSERT INTO activity (at, site_id, site_name, address, outcome, status, method, path, tls_version, cipher,
           verify_code, verify_name, device_id, device_name, serial, subject, issuer, reason, probe, search,
           observed, count, last_at, own, request_kind)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
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
        line.count,
        Date.parse(line.lastAt),
        own ? 1 : 0,
        line.requestKind,
      )
      if (own) before.own += 1
      else before.others += 1
      return { id: row?.id ?? 0, ...line }
    },
    repeat(id, count, lastAt) {
      const row = sql.get<ActivityRow>(
        'UPDATE activity SET count = count + ?, last_at = ? WHERE id = ? RETURNING *',
        count,
        lastAt,
        id,
      )
      return row && read(row)
    },
    trim(most) {
      const there = known()
      const excess = there.own + there.others - most
      if (excess <= 0) return
      const half = Math.floor(most / 2)
      const others = removeOldest(0, Math.min(excess, there.others - half))
      there.others -= others
      there.own -= removeOldest(1, excess - others)
    },
    expire(before) {
      if (sql.run('DELETE FROM activity WHERE at < ?', before) > 0) counts = null
    },
    recount() {
      counts = null
    },
    addresses: (siteId, lines) =>
      sql.all<{ address: string; visits: number }>(
        `SELECT address, sum(count) AS visits FROM
           (SELECT address, count FROM activity WHERE site_id = ? AND probe = 0 ORDER BY id DESC LIMIT ?)
         GROUP BY address`,
        siteId,
        lines,
      ),
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
