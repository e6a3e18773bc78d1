import type { AccessRule } from '../../../shared/contract/rule.ts'
import type { SiteMode } from '../../../shared/contract/site.ts'
import { createRuleStore, type RuleStore } from './rules.ts'
import { readSiteOptions, type SiteOptions } from './site-options.ts'
import type { Sql } from './sqlite.ts'

/** What is kept for a site under the service key. */
export type SiteSecret = 'server-key' | 'upstream-key' | 'upstream-login'

export interface SiteRecord {
  readonly id: string
  readonly name: string
  readonly hosts: readonly string[]
  readonly listen: string
  readonly upstream: string
  readonly publicUpstream: string | null
  readonly mode: SiteMode
  readonly contact: string
  readonly enabled: boolean
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly certificateSource: 'authority' | 'own'
  /** Leaf first, then its chain. */
  readonly certificatePem: string
  readonly authorityIds: readonly string[]
  readonly ignoreCase: boolean
  readonly observe: boolean
  /** In the order of their paths. */
  readonly rules: readonly AccessRule[]
  readonly options: SiteOptions
}

export interface SiteStore {
  readonly rules: RuleStore
  list(): SiteRecord[]
  find(id: string): SiteRecord | undefined
  /** Inserts or replaces all of it but its rules. */
  save(site: SiteRecord): void
  setEnabled(id: string, enabled: boolean): void
  remove(id: string): void
  /** A secret as it lies in the database: sealed under the service key. */
  sealed(kind: SiteSecret, id: string): Uint8Array | null
  /** Null removes it. */
  saveSealed(kind: SiteSecret, id: string, sealed: Uint8Array | null): void
  /** Counters of one local day, `YYYY-MM-DD`. */
  day(id: string, day: string): { visits: number; refusals: number }
  count(id: string, day: string, visits: number, refusals: number): void
}

interface SiteRow {
  id: string
  name: string
  hosts: string
  listen: string
  upstream: string
  public_upstream: string | null
  mode: SiteMode
  contact: string
  enabled: number
  created_at: number
  cert_source: 'authority' | 'own'
  cert_pem: string
  ignore_case: number
  options: string
  observe: number
}

export function createSiteStore(sql: Sql): SiteStore {
  const rules = createRuleStore(sql)
  const read = (row: SiteRow): SiteRecord => ({
    id: row.id,
    name: row.name,
    hosts: JSON.parse(row.hosts) as string[],
    listen: row.listen,
    upstream: row.upstream,
    publicUpstream: row.public_upstream,
    mode: row.mode,
    contact: row.contact,
    enabled: row.enabled === 1,
    createdAt: row.created_at,
    certificateSource: row.cert_source,
    certificatePem: row.cert_pem,
    authorityIds: sql
      .all<{ authority_id: string }>(
        'SELECT authority_id FROM site_authorities WHERE site_id = ? ORDER BY position',
        row.id,
      )
      .map((line) => line.authority_id),
    ignoreCase: row.ignore_case === 1,
    observe: row.observe === 1,
    rules: rules.list(row.id),
    options: readSiteOptions(row.options),
  })
  return {
    rules,
    list: () => sql.all<SiteRow>('SELECT * FROM sites ORDER BY created_at, id').map(read),
    find(id) {
      const row = sql.get<SiteRow>('SELECT * FROM sites WHERE id = ?', id)
      return row && read(row)
    },
    save(site) {
      // Not INSERT OR REPLACE: that would delete the row first, and its counters and rules with it.
      sql.run(
        `INSERT INTO sites (id, name, hosts, listen, upstream, public_upstream, mode, contact, enabled, created_at,
           cert_source, cert_pem, ignore_case, observe)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (id) DO UPDATE SET name = ?2, hosts = ?3, listen = ?4, upstream = ?5, public_upstream = ?6,
           mode = ?7, contact = ?8, enabled = ?9, cert_source = ?11, cert_pem = ?12,
           ignore_case = ?13, observe = ?14`,
        site.id,
        site.name,
        JSON.stringify(site.hosts),
        site.listen,
        site.upstream,
        site.publicUpstream,
        site.mode,
        site.contact,
        site.enabled ? 1 : 0,
        site.createdAt,
        site.certificateSource,
        site.certificatePem,
        site.ignoreCase ? 1 : 0,
        site.observe ? 1 : 0,
      )
      sql.run('UPDATE sites SET options = ? WHERE id = ?', JSON.stringify(site.options), site.id)
      sql.run('DELETE FROM site_authorities WHERE site_id = ?', site.id)
      for (const [position, authorityId] of site.authorityIds.entries()) {
        sql.run(
          'INSERT INTO site_authorities (site_id, position, authority_id) VALUES (?, ?, ?)',
          site.id,
          position,
          authorityId,
        )
      }
    },
    setEnabled(id, enabled) {
      sql.run('UPDATE sites SET enabled = ? WHERE id = ?', enabled ? 1 : 0, id)
    },
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
