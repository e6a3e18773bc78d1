import { AppError } from '../../../shared/errors/index.ts'
import type { RevocableRow } from './devices.ts'
import type { Sql } from './sqlite.ts'

/** A server with its current certificate. `id` is the server's. Times are milliseconds since 1970. */
export interface ServerRow extends Pick<
  RevocableRow,
  | 'authority_id'
  | 'serial'
  | 'fingerprint'
  | 'key_type'
  | 'has_key'
  | 'not_before'
  | 'not_after'
  | 'revoked_at'
  | 'revocation_reason'
> {
  readonly id: string
  readonly name: string
  /** JSON array. */
  readonly hosts: string
  readonly created_at: number
  readonly certificate_id: string
}

interface NewServer {
  readonly id: string
  readonly name: string
  readonly hosts: readonly string[]
  readonly createdAt: number
}

/** Other machines with a server certificate. What writes runs inside the caller's transaction. */
export interface ServerStore {
  /** The oldest first. */
  list(): ServerRow[]
  find(id: string): ServerRow | undefined
  /** By id, name, serial or fingerprint, the first that matches anything. */
  select(selector: string): ServerRow[]
  /** Newest first. */
  certificates(serverId: string): RevocableRow[]
  insert(server: NewServer, certificateId: string): void
  /** A certificate, stored already, becomes the current one of a server. @throws AppError "server/not-found" */
  useCertificate(id: string, certificateId: string): void
  /** With the keys of its certificates; the certificates stay, so that their serials are known. */
  remove(id: string): void
}

const SERVER = `SELECT s.id, s.name, s.hosts, s.created_at, s.certificate_id, c.authority_id, c.serial, c.fingerprint,
    c.key_type, c.has_key, c.not_before, c.not_after, r.revoked_at, r.reason AS revocation_reason
  FROM servers s
  JOIN certificates c ON c.id = s.certificate_id
  LEFT JOIN revocations r ON r.authority_id = c.authority_id AND r.serial = c.serial`

const CERTIFICATES = `SELECT c.id, c.authority_id, c.device_id, c.purpose, c.serial, c.fingerprint, c.subject,
    c.key_type, c.has_key, c.not_before, c.not_after, c.issued_at, c.first_seen, c.last_seen, c.last_site,
    r.revoked_at, r.reason AS revocation_reason
  FROM server_certificates sc
  JOIN certificates c ON c.id = sc.certificate_id
  LEFT JOIN revocations r ON r.authority_id = c.authority_id AND r.serial = c.serial
  WHERE sc.server_id = ? ORDER BY c.issued_at DESC, c.rowid DESC`

/** Names and addresses of a server. */
export function hostsOf({ hosts }: Pick<ServerRow, 'hosts'>): string[] {
  const list: unknown = JSON.parse(hosts)
  return Array.isArray(list) ? list.filter((host) => typeof host === 'string') : []
}

export function createServerStore(sql: Sql): ServerStore {
  const find = (id: string): ServerRow | undefined => sql.get<ServerRow>(`${SERVER} WHERE s.id = ?`, id)
  const link = (id: string, certificateId: string): void => {
    sql.run('INSERT INTO server_certificates (certificate_id, server_id) VALUES (?, ?)', certificateId, id)
  }
  return {
    list: () => sql.all<ServerRow>(`${SERVER} ORDER BY s.created_at, s.id`),
    find,
    select(selector) {
      const byId = find(selector)
      if (byId) return [byId]
      const byName = sql.all<ServerRow>(`${SERVER} WHERE s.name = ?`, selector.normalize('NFC').trim())
      if (byName.length > 0) return byName
      const hex = selector
        .replace(/[\s:]/g, '')
        .toUpperCase()
        .replace(/^0+(?=.)/, '')
      if (!/^[0-9A-F]+$/.test(hex)) return []
      return sql.all<ServerRow>(
        `${SERVER} WHERE s.id IN (SELECT sc.server_id FROM server_certificates sc
           JOIN certificates k ON k.id = sc.certificate_id WHERE k.serial = ?1 OR k.fingerprint = ?2)`,
        hex,
        hex.padStart(64, '0'),
      )
    },
    certificates: (serverId) => sql.all<RevocableRow>(CERTIFICATES, serverId),
    insert({ id, name, hosts, createdAt }, certificateId) {
      sql.run(
        'INSERT INTO servers (id, name, hosts, created_at, certificate_id) VALUES (?, ?, ?, ?, ?)',
        id,
        name,
        JSON.stringify(hosts),
        createdAt,
        certificateId,
      )
      link(id, certificateId)
    },
    useCertificate(id, certificateId) {
      if (sql.run('UPDATE servers SET certificate_id = ? WHERE id = ?', certificateId, id) !== 1) {
        throw new AppError('server/not-found', { name: id })
      }
      link(id, certificateId)
    },
    remove(id) {
      // The keys of all certificates that were issued here are of one kind, whatever they are for.
      sql.run(
        `DELETE FROM secrets WHERE kind = 'device-key' AND owner IN
           (SELECT certificate_id FROM server_certificates WHERE server_id = ?)`,
        id,
      )
      sql.run('DELETE FROM servers WHERE id = ?', id)
    },
  }
}
