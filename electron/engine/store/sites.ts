import { AppError } from '../../../shared/errors/index.ts'
import { createRuleStore, type RuleStore } from './rules.ts'
import { readSite, type SiteRecord, type SiteRow } from './site-record.ts'
import type { Sql } from './sqlite.ts'

export type { SiteRecord } from './site-record.ts'

/** What is kept for a site under the service key. */
export type SiteSecret = 'server-key' | 'upstream-key' | 'upstream-login'

export interface SiteStore {
  readonly rules: RuleStore
  list(): SiteRecord[]
  find(id: string): SiteRecord | undefined
  /** A new one, without its rules. */
  insert(site: SiteRecord): void
  /**
   * Writes what `change` makes of the site as it is now; its rules are rows of their own.
   * @returns the site after it @throws AppError "site/not-found" when it is gone
   */
  update(id: string, change: (current: SiteRecord) => SiteRecord): SiteRecord
  remove(id: string): void
  /** A secret as it lies in the database: sealed under the service key. */
  sealed(kind: SiteSecret, id: string): Uint8Array | null
  /** Null removes it. */
  saveSealed(kind: SiteSecret, id: string, sealed: Uint8Array | null): void
  /** Counters of one local day, `YYYY-MM-DD`. */
  day(id: string, day: string): { visits: number; refusals: number }
  count(id: string, day: string, visits: number, refusals: number): void
}

export function createSiteStore(sql: Sql): SiteStore {
  const rules = createRuleStore(sql)
  const read = (row: SiteRow): SiteRecord => {
    const authorities = sql.all<{ authority_id: string }>(
      'SELECT authority_id FROM site_authorities WHERE site_id = ? ORDER BY position',
      row.id,
    )
    return readSite(
      row,
      authorities.map((line) => line.authority_id),
      rules.list(row.id),
    )
  }
  const find = (id: string): SiteRecord | undefined => {
    const row = sql.get<SiteRow>('SELECT * FROM sites WHERE id = ?', id)
    return row && read(row)
  }
  const writeAuthorities = (site: SiteRecord): void => {
    sql.run('DELETE FROM site_authorities WHERE site_id = ?', site.id)
    for (const [position, authorityId] of site.authorityIds.entries()) {
      sql.run(
        'INSERT INTO site_authorities (site_id, position, authority_id) VALUES (?, ?, ?)',
        site.id,
        position,
        authorityId,
      )
    }
  }
  const columns = (site: SiteRecord): (string | number | null)[] => [
    site.id,
    site.name,
    JSON.stringify(site.hosts),
    site.listen,
    site.upstream,
    site.publicUpstream,
    site.mode,
    site.contact,
    site.enabled ? 1 : 0,
    site.certificateSource,
    site.certificatePem,
    site.ignoreCase ? 1 : 0,
    site.observe ? 1 : 0,
    JSON.stringify(site.options),
  ]
  return {
    rules,
    list: () => sql.all<SiteRow>('SELECT * FROM sites ORDER BY created_at, id').map(read),
    find,
    insert(site) {
      sql.transaction(() => {
        sql.run(
          `INSERT INTO sites (id, name, hosts, listen, upstream, public_upstream, mode, contact, enabled, cert_source,
             cert_pem, ignore_case, observe, options, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          ...columns(site),
          site.createdAt,
        )
        writeAuthorities(site)
      })
    },
    update: (id, change) =>
      sql.transaction(() => {
        const current = find(id)
        if (!current) throw new AppError('site/not-found', { name: id })
        const next = change(current)
        // Not INSERT OR REPLACE: that would delete the row first, and its counters and rules with it.
        sql.run(
          `UPDATE sites SET name = ?2, hosts = ?3, listen = ?4, upstream = ?5, public_upstream = ?6, mode = ?7,
             contact = ?8, enabled = ?9, cert_source = ?10, cert_pem = ?11, ignore_case = ?12, observe = ?13,
             options = ?14 WHERE id = ?1`,
          ...columns(next),
        )
        writeAuthorities(next)
        return next
      }),
    remove(id) {
      sql.run('DELETE FROM sites WHERE id = ?', id)
      sql.run(
        `DELETE FROM secrets WHERE kind IN ('server-key', 'upstream-key', 'upstream-login', 'acme-order-key', 'acme-dns')
           AND owner = ?`,
        id,
      )
    },
    sealed: (kind, id) =>
      sql.get<{ sealed: Uint8Array }>('SELECT sealed FROM secrets WHERE kind = ? AND owner = ?', kind, id)?.sealed ??
      null,
    saveSealed(kind, id, sealed) {
      if (sealed) sql.run('INSERT OR REPLACE INTO secrets (kind, owner, sealed) VALUES (?, ?, ?)', kind, id, sealed)
      else sql.run('DELETE FROM secrets WHERE kind = ? AND owner = ?', kind, id)
    },
    day(id, day) {
      const row = sql.get<{ visits: number; refusals: number }>(
        'SELECT visits, refusals FROM site_days WHERE site_id = ? AND day = ?',
        id,
        day,
      )
      return { visits: row?.visits ?? 0, refusals: row?.refusals ?? 0 }
    },
    count(id, day, visits, refusals) {
      sql.run(
        `INSERT INTO site_days (site_id, day, visits, refusals) SELECT id, ?2, ?3, ?4 FROM sites WHERE id = ?1
         ON CONFLICT (site_id, day) DO UPDATE SET visits = visits + ?3, refusals = refusals + ?4`,
        id,
        day,
        visits,
        refusals,
      )
      sql.run('DELETE FROM site_days WHERE site_id = ? AND day < ?', id, day)
    },
  }
}
