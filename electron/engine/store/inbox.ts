import type { Outcome } from '../../../shared/contract/activity.ts'
import type { Sql } from './sqlite.ts'

/** Times are milliseconds since 1970. */
export interface RenewalRow {
  /** Of the expired certificate. */
  readonly fingerprint: string
  readonly site_id: string
  readonly device_id: string | null
  readonly address: string
  readonly serial: string
  readonly subject: string
  readonly not_after: number
  readonly first_at: number
  readonly last_at: number
}

/** The last thing that happened to a device, if it was a refusal. */
export interface RefusalRow {
  readonly device_id: string
  readonly at: number
  readonly site_id: string | null
  readonly site_name: string | null
  readonly address: string
  readonly outcome: Outcome
  readonly verify_code: number | null
  readonly serial: string | null
  readonly subject: string | null
}

/** Requests that nobody has answered; more are not kept, however many certificates there are. */
const MOST = 200

export interface InboxStore {
  /** Newest first. */
  renewals(): RenewalRow[]
  /** Inserts it, or brings what is there up to date. */
  ask(row: Omit<RenewalRow, 'first_at'>): void
  forget(fingerprint: string): void
  /** Newest first; not those from before `since`. */
  refusals(since: number): RefusalRow[]
}

export function createInboxStore(sql: Sql): InboxStore {
  return {
    renewals: () => sql.all<RenewalRow>('SELECT * FROM renewal_requests ORDER BY last_at DESC, fingerprint'),
    ask(row) {
      sql.run(
        `INSERT INTO renewal_requests (fingerprint, site_id, device_id, address, serial, subject, not_after, first_at,
           last_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
         ON CONFLICT (fingerprint) DO UPDATE SET site_id = ?2, device_id = ?3, address = ?4, last_at = ?8`,
        row.fingerprint,
        row.site_id,
        row.device_id,
        row.address,
        row.serial,
        row.subject,
        row.not_after,
        row.last_at,
      )
      sql.run(
        `DELETE FROM renewal_requests WHERE fingerprint NOT IN
           (SELECT fingerprint FROM renewal_requests ORDER BY last_at DESC LIMIT ?)`,
        MOST,
      )
    },
    forget(fingerprint) {
      sql.run('DELETE FROM renewal_requests WHERE fingerprint = ?', fingerprint)
    },
    refusals: (since) =>
      sql.all<RefusalRow>(
        `SELECT a.device_id, a.at, a.site_id, a.site_name, a.address, coalesce(a.observed, a.outcome) AS outcome,
           a.verify_code, a.serial, a.subject
         FROM (SELECT max(id) AS id FROM activity WHERE device_id IS NOT NULL GROUP BY device_id) last
         JOIN activity a ON a.id = last.id
         WHERE a.at >= ? AND coalesce(a.observed, a.outcome) <> 'allowed' ORDER BY a.id DESC`,
        since,
      ),
  }
}
