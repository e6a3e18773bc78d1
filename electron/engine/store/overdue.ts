import { AppError } from '../../../shared/errors/index.ts'
import type { AuthorityStore, RevocationRow } from './authorities.ts'
import type { Ledger } from './ledger.ts'
import { isStronger } from './ledger-entries.ts'
import type { Reserve } from './reserve.ts'
import type { Sql } from './sqlite.ts'

/** Locking a device out does not wait for a disk: what cannot be written is in force, noted, and written later. */
export interface Overdue {
  /** Runs a transaction that may use the room that is kept aside. @throws AppError "store/…" when that is not enough */
  urgent<T>(work: () => T): T
  /**
   * Keeps revocations that the database could not take: `revocations` says them from now on.
   * @returns whether they were noted beside the database, so that they outlive the program
   */
  keep(rows: readonly RevocationRow[]): boolean
  /** Those that are kept. */
  rows(): readonly RevocationRow[]
  /** Tries to write what is kept. @returns whether nothing is left */
  retry(): boolean
}

/** Whether an error says that nothing can be written, rather than that it must not be. */
export function isDiskError(error: unknown): error is AppError {
  return error instanceof AppError && ['store/full', 'store/io', 'store/read-only'].includes(error.code)
}

export function createOverdue(options: {
  readonly sql: Sql
  readonly authorities: AuthorityStore
  readonly ledger: Ledger
  readonly reserve: Reserve
}): Overdue {
  const { sql, authorities, ledger, reserve } = options
  const kept = new Map<string, RevocationRow>()

  const urgent = <T>(work: () => T): T => {
    try {
      return sql.transaction(work, { urgent: true })
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'store/full') throw error
      reserve.release()
      return sql.transaction(work, { urgent: true })
    }
  }

  return {
    urgent,
    keep(rows) {
      for (const row of rows) {
        const key = `${row.authority_id} ${row.serial}`
        const before = kept.get(key)
        if (!before || isStronger(row.reason, before.reason)) kept.set(key, row)
      }
      return ledger.keep(rows.map((row) => authorities.factOf(row)))
    },
    rows: () => [...kept.values()],
    retry() {
      if (kept.size === 0) return true
      try {
        urgent(() => {
          for (const row of kept.values()) {
            // Of an authority that was removed meanwhile nothing is let in; should it come back, the ledger knows.
            if (!authorities.find(row.authority_id)) continue
            authorities.revoke(row)
            authorities.update(row.authority_id, (now) => ({ ...now, crl_pending: now.kind === 'own' ? 1 : 0 }))
          }
        })
      } catch (error) {
        if (!isDiskError(error)) throw error
        return false
      }
      kept.clear()
      ledger.settle()
      return true
    },
  }
}
