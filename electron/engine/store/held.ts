import type { Sql } from './sqlite.ts'

/** A certificate of an own authority that is not known here and came to a door. Times are milliseconds since 1970. */
export interface HeldRow {
  readonly fingerprint: string
  readonly authority_id: string
  readonly site_id: string | null
  readonly address: string
  readonly first_at: number
  readonly last_at: number
  readonly der: Uint8Array
}

/** More are not kept: whoever has that many unknown certificates has another problem. */
const MAX_HELD = 500

/** Certificates that wait for the owner to let them in or to revoke them. */
export interface HeldStore {
  /** Newest first. */
  list(): HeldRow[]
  find(fingerprint: string): HeldRow | undefined
  /** Inserts it, or brings up to date when and where it came last. */
  cameBy(row: Omit<HeldRow, 'first_at'>): void
  /** It is known now, or revoked. */
  remove(fingerprint: string): void
}

export function createHeldStore(sql: Sql): HeldStore {
  return {
    list: () => sql.all<HeldRow>('SELECT * FROM held_certificates ORDER BY last_at DESC, fingerprint'),
    find: (fingerprint) => sql.get<HeldRow>('SELECT * FROM held_certificates WHERE fingerprint = ?', fingerprint),
    cameBy(row) {
      sql.run(
        `INSERT INTO held_certificates (fingerprint, authority_id, site_id, address, first_at, last_at, der)
           VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)
         ON CONFLICT (fingerprint) DO UPDATE SET site_id = ?3, address = ?4, last_at = ?5`,
        row.fingerprint,
        row.authority_id,
        row.site_id,
        row.address,
        row.last_at,
        row.der,
      )
      sql.run(
        `DELETE FROM held_certificates WHERE fingerprint NOT IN
           (SELECT fingerprint FROM held_certificates ORDER BY last_at DESC LIMIT ?)`,
        MAX_HELD,
      )
    },
    remove(fingerprint) {
      sql.run('DELETE FROM held_certificates WHERE fingerprint = ?', fingerprint)
    },
  }
}
