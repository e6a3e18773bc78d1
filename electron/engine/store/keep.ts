import { SITE_ACME_SECRETS } from './acme.ts'
import type { Sql } from './sqlite.ts'

type Row = Record<string, null | number | string | Uint8Array>
/** Puts rows back as they were. Inside a transaction. */
export type PutBack = () => void

/** Copies of what is about to be removed, in memory; secrets stay sealed in them. Each returns the way back. */
export interface Keeper {
  site(id: string): PutBack
  /** How the certificate of a site is ordered from an ACME authority, by the site. */
  acmeCertificate(siteId: string): PutBack
  device(id: string): PutBack
  authority(id: string): PutBack
  /** A request for a new certificate, by the fingerprint of the old one. */
  request(fingerprint: string): PutBack
}

/** Whole rows, so that a column that is added one day is kept, too. */
export function createKeeper(sql: Sql): Keeper {
  const rows = (table: string, where: string, ...parameters: string[]): PutBack => {
    const kept = sql.all<Row>(`SELECT * FROM ${table} WHERE ${where}`, ...parameters)
    return () => {
      for (const row of kept) {
        const columns = Object.keys(row)
        const places = columns.map(() => '?').join(', ')
        sql.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`, ...Object.values(row))
      }
    }
  }
  const secrets = (kinds: readonly string[], owners: readonly string[]): PutBack =>
    all(kinds.flatMap((kind) => owners.map((owner) => rows('secrets', 'kind = ? AND owner = ?', kind, owner))))
  /** Requests belong to a site and a device; where one of them is gone meanwhile, so are they. */
  const requests = (where: string, id: string): PutBack => {
    const kept = sql.all<{ site_id: string; device_id: string | null; fingerprint: string }>(
      `SELECT site_id, device_id, fingerprint FROM renewal_requests WHERE ${where} = ?`,
      id,
    )
    const backs = kept.map((row) => ({ row, back: rows('renewal_requests', 'fingerprint = ?', row.fingerprint) }))
    return () => {
      for (const { row, back } of backs) {
        const site = sql.get('SELECT 1 FROM sites WHERE id = ?', row.site_id)
        const device = row.device_id === null || sql.get('SELECT 1 FROM devices WHERE id = ?', row.device_id)
        const asked = sql.get('SELECT 1 FROM renewal_requests WHERE fingerprint = ?', row.fingerprint)
        if (site && device && !asked) back()
      }
    }
  }
  const all =
    (backs: readonly PutBack[]): PutBack =>
    () => {
      for (const back of backs) back()
    }
  const acmeCertificate = (siteId: string): PutBack =>
    all([rows('acme_certificates', 'site_id = ?', siteId), secrets(SITE_ACME_SECRETS, [siteId])])
  return {
    acmeCertificate,
    site: (id) =>
      all([
        rows('sites', 'id = ?', id),
        rows('site_authorities', 'site_id = ?', id),
        rows('site_rules', 'site_id = ?', id),
        rows('site_days', 'site_id = ?', id),
        acmeCertificate(id),
        secrets(['server-key', 'upstream-key', 'upstream-login'], [id]),
        requests('site_id', id),
      ]),
    device(id) {
      const certificates = sql.all<{ id: string }>('SELECT id FROM certificates WHERE device_id = ?', id)
      const ids = certificates.map((row) => row.id)
      return all([
        rows('devices', 'id = ?', id),
        () => {
          for (const one of ids) sql.run('UPDATE certificates SET device_id = ? WHERE id = ?', id, one)
        },
        secrets(['device-key'], ids),
        requests('device_id', id),
      ])
    },
    request: (fingerprint) => requests('fingerprint', fingerprint),
    authority: (id) =>
      all([
        rows('authorities', 'id = ?', id),
        rows('crls', 'authority_id = ?', id),
        rows('revocations', 'authority_id = ?', id),
        secrets(['authority-key'], [id]),
      ]),
  }
}
