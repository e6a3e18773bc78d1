import { createHash } from 'node:crypto'
import type { StaleList } from '../../../shared/contract/authority.ts'
import type { RevocationReason } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { issuerKeyOf } from './issuer-key.ts'
import type { LedgerFact } from './ledger-entries.ts'
import type { Sql } from './sqlite.ts'

/** Times are milliseconds since 1970. */
export interface AuthorityRow {
  readonly id: string
  readonly name: string
  readonly kind: 'own' | 'trusted'
  readonly subject: string
  readonly issuer: string
  readonly key_type: string
  readonly serial: string
  readonly fingerprint: string
  readonly not_before: number
  readonly not_after: number
  readonly created_at: number
  readonly der: Uint8Array
  readonly crl_pending: number
  /** The next list gets a higher number than this. */
  readonly crl_floor: number
  /** Where the owner publishes the list, or null. */
  readonly crl_url: string | null
  readonly stale_list: StaleList
  /**
   * Certificates of it that are not known here are refused when they were issued after this; null: they are let in. 0
   * where all of them were issued here.
   */
  readonly held_from: number | null
}

export interface CrlRow {
  readonly authority_id: string
  readonly number: number
  readonly this_update: number
  readonly next_update: number
  readonly entries: number
  readonly der: Uint8Array
}

export interface RevocationRow {
  readonly authority_id: string
  readonly serial: string
  readonly revoked_at: number
  readonly reason: RevocationReason
  /** 1: the owner has revoked it here, so that a newer list of a trusted authority does not take it back. */
  readonly by_owner?: number
}

/** A new authority; what is left out is set by methods of its own. */
export type NewAuthorityRow = Omit<AuthorityRow, Own>

type Own = 'crl_pending' | 'crl_floor' | 'crl_url' | 'stale_list' | 'held_from'

/** A certificate that is refused whoever issued it: its serial is not known. */
export interface RefusedRow {
  readonly fingerprint: string
  readonly revoked_at: number
  readonly reason: RevocationReason
}

/** Authorities, their revocations and their lists. */
export interface AuthorityStore {
  /** Those whose certificate is what its fingerprint says: what the disk has damaged is not there. */
  list(): AuthorityRow[]
  /** The others, to be told. */
  damaged(): Pick<AuthorityRow, 'id' | 'name'>[]
  find(id: string): AuthorityRow | undefined
  insert(row: NewAuthorityRow): void
  /**
   * Writes what `change` makes of the authority as it is now. @returns the authority after it
   * @throws AppError "authority/not-found" when it was removed
   */
  update(id: string, change: (current: AuthorityRow) => AuthorityRow): AuthorityRow
  /** With its lists and revocations. @throws a constraint error while a site or certificate needs it. */
  remove(id: string): void
  counts(id: string): { issued: number; revoked: number }
  /**
   * A hold may become a revocation for good; the day of it stays (RFC 5280 §5.3.1). What a list has revoked may be revoked
   * by the owner too.
   * @returns false when that serial was revoked before.
   */
  revoke(row: RevocationRow): boolean
  /** A revocation as it is noted beside the database. */
  factOf(row: RevocationRow): LedgerFact
  /** Writes a revocation in the place of a weaker one; the day of the first stays. */
  strengthen(row: RevocationRow): void
  /** Refuses a certificate by its fingerprint, for good or until it is known better. */
  refuse(row: RefusedRow): void
  refused(): RefusedRow[]
  /** @returns whether it was refused by its fingerprint */
  forgetRefused(fingerprint: string): boolean
  /** Takes back a hold, and nothing else. @returns whether there was one */
  release(id: string, serial: string): boolean
  /**
   * Takes a revocation back whose certificate had expired before it: it opens no door, and lists need not name expired
   * certificates (RFC 5280 §3.3).
   */
  forgetExpired(id: string, serial: string): void
  revocations(id?: string): RevocationRow[]
  /**
   * Before the revocations of a newer list of a trusted authority take their place. What the owner has revoked here stays.
   */
  forgetRevocations(id: string): void
  newestCrl(id: string): CrlRow | undefined
  /** Numbers of one authority are unique and grow (RFC 5280 §5.2.3). @throws when the number does not. */
  insertCrl(row: CrlRow): void
}

function isWhole({ der, fingerprint }: AuthorityRow): boolean {
  return createHash('sha256').update(der).digest('hex').toUpperCase() === fingerprint
}

/**
 * @param note keeps facts beside the database, with the transaction that is under way
 */
export function createAuthorityStore(sql: Sql, note: (fact: LedgerFact) => void): AuthorityStore {
  const issuers = new Map<string, string | null>()
  /** Whom facts are noted about; empty for a certificate that is damaged. */
  const issuer = (id: string): string => {
    const row = find(id)
    if (!row) return ''
    let key = issuers.get(row.fingerprint)
    if (key === undefined) issuers.set(row.fingerprint, (key = issuerKeyOf(row.der)))
    return key ?? ''
  }
  const factOf = ({ authority_id, serial, revoked_at: at, reason, by_owner: byOwner }: RevocationRow): LedgerFact => ({
    kind: 'revoked',
    issuer: issuer(authority_id),
    serial,
    at,
    reason,
    ...(byOwner ? { byOwner: true } : {}),
  })

  const newestCrl = (id: string): CrlRow | undefined =>
    sql.get<CrlRow>('SELECT * FROM crls WHERE authority_id = ? ORDER BY number DESC LIMIT 1', id)
  const find = (id: string): AuthorityRow | undefined => {
    const row = sql.get<AuthorityRow>('SELECT * FROM authorities WHERE id = ?', id)
    return row && isWhole(row) ? row : undefined
  }
  let read: { readonly version: string; readonly rows: AuthorityRow[] } | null = null
  const list = (): AuthorityRow[] => {
    // Asked for many times between two changes, and looked at whole each time.
    const version = sql.version()
    if (read?.version !== version) {
      const rows = sql.all<AuthorityRow>('SELECT * FROM authorities ORDER BY created_at, id').filter(isWhole)
      read = { version, rows }
    }
    return [...read.rows]
  }
  return {
    list,
    damaged: () => sql.all<AuthorityRow>('SELECT * FROM authorities').filter((row) => !isWhole(row)),
    find,
    insert(row) {
      sql.run(
        `INSERT INTO authorities (id, name, kind, subject, issuer, key_type, serial, fingerprint, not_before, not_after,
           created_at, der) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        row.id,
        row.name,
        row.kind,
        row.subject,
        row.issuer,
        row.key_type,
        row.serial,
        row.fingerprint,
        row.not_before,
        row.not_after,
        row.created_at,
        row.der,
      )
    },
    update: (id, change) =>
      sql.transaction(() => {
        const current = find(id)
        if (!current) throw new AppError('authority/not-found', { name: id })
        const next = change(current)
        sql.run(
          `UPDATE authorities SET name = ?, kind = ?, subject = ?, issuer = ?, key_type = ?, serial = ?,
             fingerprint = ?, not_before = ?, not_after = ?, der = ?, crl_pending = ?, crl_floor = ?, crl_url = ?,
             stale_list = ?, held_from = ? WHERE id = ?`,
          next.name,
          next.kind,
          next.subject,
          next.issuer,
          next.key_type,
          next.serial,
          next.fingerprint,
          next.not_before,
          next.not_after,
          next.der,
          next.crl_pending,
          next.crl_floor,
          next.crl_url,
          next.stale_list,
          next.held_from,
          id,
        )
        return next
      }),
    remove(id) {
      sql.run('DELETE FROM crls WHERE authority_id = ?', id)
      sql.run('DELETE FROM revocations WHERE authority_id = ?', id)
      sql.run('DELETE FROM authorities WHERE id = ?', id)
    },
    counts(id) {
      const issued = sql.get<{ n: number }>('SELECT count(*) AS n FROM certificates WHERE authority_id = ?', id)
      const revoked = sql.get<{ n: number }>('SELECT count(*) AS n FROM revocations WHERE authority_id = ?', id)
      return { issued: issued?.n ?? 0, revoked: revoked?.n ?? 0 }
    },
    revoke(row) {
      const revoked =
        sql.run(
          `INSERT INTO revocations (authority_id, serial, revoked_at, reason, by_owner) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET by_owner = max(by_owner, excluded.by_owner),
               reason = CASE WHEN reason = 'hold' THEN excluded.reason ELSE reason END
             WHERE (reason = 'hold' AND excluded.reason <> 'hold') OR by_owner < excluded.by_owner`,
          row.authority_id,
          row.serial,
          row.revoked_at,
          row.reason,
          row.by_owner ?? 0,
        ) === 1
      if (revoked) note(factOf(row))
      return revoked
    },
    factOf,
    strengthen(row) {
      sql.run(
        `INSERT INTO revocations (authority_id, serial, revoked_at, reason, by_owner) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET reason = excluded.reason, by_owner = max(by_owner, excluded.by_owner)`,
        row.authority_id,
        row.serial,
        row.revoked_at,
        row.reason,
        row.by_owner ?? 0,
      )
      note(factOf(row))
    },
    refuse({ fingerprint, revoked_at: at, reason }) {
      sql.run(
        'INSERT OR IGNORE INTO revoked_fingerprints (fingerprint, revoked_at, reason) VALUES (?, ?, ?)',
        fingerprint,
        at,
        reason,
      )
      note({ kind: 'refused', fingerprint, at, reason })
    },
    refused: () => sql.all<RefusedRow>('SELECT * FROM revoked_fingerprints ORDER BY fingerprint'),
    forgetRefused: (fingerprint) =>
      sql.run('DELETE FROM revoked_fingerprints WHERE fingerprint = ?', fingerprint) === 1,
    release(id, serial) {
      const released =
        sql.run("DELETE FROM revocations WHERE authority_id = ? AND serial = ? AND reason = 'hold'", id, serial) === 1
      if (released) note({ kind: 'released', issuer: issuer(id), serial })
      return released
    },
    forgetExpired(id, serial) {
      sql.run(
        `DELETE FROM revocations WHERE authority_id = ?1 AND serial = ?2 AND revoked_at >
           (SELECT not_after FROM certificates WHERE authority_id = ?1 AND serial = ?2)`,
        id,
        serial,
      )
    },
    revocations: (id) =>
      id === undefined
        ? sql.all<RevocationRow>('SELECT * FROM revocations')
        : sql.all<RevocationRow>('SELECT * FROM revocations WHERE authority_id = ? ORDER BY revoked_at, serial', id),
    forgetRevocations(id) {
      note({ kind: 'superseded', issuer: issuer(id) })
      sql.run('DELETE FROM revocations WHERE authority_id = ? AND by_owner = 0', id)
    },
    newestCrl,
    insertCrl(row) {
      const before = newestCrl(row.authority_id)
      if (before && before.number >= row.number) throw new Error(`CRL number ${row.number} does not grow`)
      sql.run('UPDATE crls SET der = NULL WHERE authority_id = ? AND der IS NOT NULL', row.authority_id)
      sql.run(
        'INSERT INTO crls (authority_id, number, this_update, next_update, entries, der) VALUES (?, ?, ?, ?, ?, ?)',
        row.authority_id,
        row.number,
        row.this_update,
        row.next_update,
        row.entries,
        row.der,
      )
      note({ kind: 'list', issuer: issuer(row.authority_id), number: row.number })
    },
  }
}
