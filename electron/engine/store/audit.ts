import { randomBytes } from 'node:crypto'
import type { AuditEntry } from '../../../shared/contract/audit.ts'
import type { Sql } from './sqlite.ts'

/** Rows that are kept; the oldest go first. */
export const MAX_AUDIT_ROWS = 10_000

export interface AuditStore {
  /** Adds rows, in one transaction, and removes the oldest beyond `MAX_AUDIT_ROWS`. @throws AppError "store/…" */
  append(entries: readonly AuditEntry[]): void
  /** Newest first. @param since milliseconds since 1970 */
  list(filter: { readonly since?: number; readonly limit: number }): AuditEntry[]
}

interface AuditRow {
  at: number
  via: AuditEntry['via']
  session: string | null
  browser: string | null
  device: string | null
  person: string | null
  method: string
  about: string
  outcome: string
}

export function createAuditStore(sql: Sql): AuditStore {
  return {
    append(entries) {
      sql.transaction(() => {
        for (const { at, via, session, browser, device, person, method, about, outcome } of entries) {
          sql.run(
            `INSERT INTO audit (uid, at, via, session, browser, device, person, method, about, outcome)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
            randomBytes(16).toString('hex'),
            Date.parse(at),
            via,
            session,
            browser,
            device,
            person,
            method,
            JSON.stringify(about),
            outcome,
          )
        }
        sql.run(
          'DELETE FROM audit WHERE id IN (SELECT id FROM audit ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)',
          MAX_AUDIT_ROWS,
        )
      })
    },
    list: ({ since = 0, limit }) =>
      sql
        .all<AuditRow>(
          `SELECT at, via, session, browser, device, person, method, about, outcome FROM audit WHERE at >= ?
             ORDER BY at DESC, id DESC LIMIT ?`,
          since,
          limit,
        )
        .map((row) => ({
          ...row,
          at: new Date(row.at).toISOString(),
          about: JSON.parse(row.about) as string[],
        })),
  }
}
