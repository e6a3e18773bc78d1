import type { RevocationReason } from '../../../shared/contract/common.ts'
import type { Platform } from '../../../shared/contract/device.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { fold } from './fold.ts'
import type { Sql } from './sqlite.ts'

/** Times are milliseconds since 1970. */
interface CertificateRow {
  readonly id: string
  readonly authority_id: string
  readonly device_id: string | null
  readonly purpose: 'client' | 'server'
  readonly serial: string
  readonly fingerprint: string
  readonly subject: string
  readonly key_type: string
  readonly has_key: number
  readonly not_before: number
  readonly not_after: number
  readonly issued_at: number
  readonly first_seen: number | null
  readonly last_seen: number | null
  readonly last_site: string | null
}

export interface RevocableRow extends CertificateRow {
  readonly revoked_at: number | null
  readonly revocation_reason: RevocationReason | null
}

/** A device with its current certificate. `id` is the device's. */
export interface DeviceRow extends Omit<RevocableRow, 'purpose' | 'device_id' | 'subject' | 'issued_at'> {
  readonly certificate_id: string
  readonly name: string
  readonly platform: Platform
  /** JSON array. */
  readonly groups: string
  readonly created_at: number
  /** 1: its certificate opens the interface of Vestibule itself. */
  readonly may_manage: number
  /** The certificate before the current one, while it is still good. */
  readonly previous_id: string | null
  readonly previous_serial: string | null
  readonly previous_not_after: number | null
  readonly previous_last_seen: number | null
}

/**
 * What can change about a device: what the app itself says of it, never part of a certificate; and which of its
 * certificates, stored already, is the current one, and which one before it stays good beside it.
 */
export type DeviceFacts = Pick<
  DeviceRow,
  'name' | 'platform' | 'groups' | 'certificate_id' | 'previous_id' | 'may_manage'
>

interface NewDevice {
  readonly id: string
  readonly name: string
  readonly platform: Platform
  readonly groups: readonly string[]
  readonly createdAt: number
}

export type NewCertificate = Omit<CertificateRow, 'first_seen' | 'last_seen' | 'last_site'> & {
  readonly der: Uint8Array
}

/** What narrows a list of devices. Times are milliseconds since 1970. */
interface DeviceFilter {
  readonly search?: string
  readonly expiresBefore?: number
}

const DEVICE = `SELECT d.id, d.name, d.platform, d.groups, d.created_at, d.may_manage, d.certificate_id, c.authority_id, c.serial,
    c.fingerprint, c.key_type, c.has_key, c.not_before, c.not_after, c.first_seen, c.last_seen, c.last_site,
    r.revoked_at, r.reason AS revocation_reason, d.previous_id, p.serial AS previous_serial,
    p.not_after AS previous_not_after, p.last_seen AS previous_last_seen
  FROM devices d
  JOIN certificates c ON c.id = d.certificate_id
  LEFT JOIN certificates p ON p.id = d.previous_id
  LEFT JOIN revocations r ON r.authority_id = c.authority_id AND r.serial = c.serial`

const CERTIFICATE = `SELECT c.id, c.authority_id, c.device_id, c.purpose, c.serial, c.fingerprint, c.subject, c.key_type,
    c.has_key, c.not_before, c.not_after, c.issued_at, c.first_seen, c.last_seen, c.last_site,
    r.revoked_at, r.reason AS revocation_reason
  FROM certificates c
  LEFT JOIN revocations r ON r.authority_id = c.authority_id AND r.serial = c.serial`

/** The columns of `DEVICE`, in their order. */
type DeviceTuple = [
  id: DeviceRow['id'],
  name: DeviceRow['name'],
  platform: DeviceRow['platform'],
  groups: DeviceRow['groups'],
  created_at: DeviceRow['created_at'],
  may_manage: DeviceRow['may_manage'],
  certificate_id: DeviceRow['certificate_id'],
  authority_id: DeviceRow['authority_id'],
  serial: DeviceRow['serial'],
  fingerprint: DeviceRow['fingerprint'],
  key_type: DeviceRow['key_type'],
  has_key: DeviceRow['has_key'],
  not_before: DeviceRow['not_before'],
  not_after: DeviceRow['not_after'],
  first_seen: DeviceRow['first_seen'],
  last_seen: DeviceRow['last_seen'],
  last_site: DeviceRow['last_site'],
  revoked_at: DeviceRow['revoked_at'],
  revocation_reason: DeviceRow['revocation_reason'],
  previous_id: DeviceRow['previous_id'],
  previous_serial: DeviceRow['previous_serial'],
  previous_not_after: DeviceRow['previous_not_after'],
  previous_last_seen: DeviceRow['previous_last_seen'],
]

/** One literal, so that all rows of a list have one shape. */
function rowOf(tuple: DeviceTuple): DeviceRow {
  const [
    id,
    name,
    platform,
    groups,
    created_at,
    may_manage,
    certificate_id,
    authority_id,
    serial,
    fingerprint,
    key_type,
    has_key,
    not_before,
    not_after,
    first_seen,
    last_seen,
    last_site,
    revoked_at,
    revocation_reason,
    previous_id,
    previous_serial,
    previous_not_after,
    previous_last_seen,
  ] = tuple
  return {
    id,
    name,
    platform,
    groups,
    created_at,
    may_manage,
    certificate_id,
    authority_id,
    serial,
    fingerprint,
    key_type,
    has_key,
    not_before,
    not_after,
    first_seen,
    last_seen,
    last_site,
    revoked_at,
    revocation_reason,
    previous_id,
    previous_serial,
    previous_not_after,
    previous_last_seen,
  }
}

/** Devices and every certificate that was ever issued. */
export interface DeviceStore {
  list(filter: DeviceFilter): DeviceRow[]
  find(id: string): DeviceRow | undefined
  /** By id, name, serial or fingerprint, the first that matches anything; several when the name is not unique. */
  select(selector: string): DeviceRow[]
  /** Newest first. */
  certificates(deviceId: string): RevocableRow[]
  der(certificateId: string): Uint8Array
  /** @throws a constraint error when the authority has used that serial before. */
  insertCertificate(row: NewCertificate): void
  /** In one transaction with its certificate. */
  insertDevice(device: NewDevice, certificate: NewCertificate): void
  /**
   * Writes what `change` makes of the device as it is now; its certificates are rows of their own.
   * @returns the device after it @throws AppError "device/not-found" when it was removed
   */
  update(id: string, change: (current: DeviceRow) => DeviceFacts): DeviceRow
  /** The renewed device, given a certificate that was just seen for the first time. */
  renewedWith(certificateId: string): DeviceRow | undefined
  /** Current certificates that were seen, while the one before still counts: the program ended in between. */
  arrivedUnnoticed(): string[]
  /** With the keys of its certificates; the certificates stay, so that their serials are known. */
  remove(id: string): void
  /** A certificate of a client or server. */
  certificate(fingerprint: string): RevocableRow | undefined
  /** Of any authority. */
  bySerial(serial: string): RevocableRow[]
  byFingerprint(fingerprint: string): { id: string; device_id: string | null; name: string | null } | undefined
  /** @returns whether it was the first time. */
  seen(certificateId: string, at: number, siteId: string | null): boolean
  /** Ids of the devices that may manage, oldest first. */
  managing(): string[]
  /** Every certificate of a device, for the gate. */
  known(): { fingerprint: string; id: string; name: string; groups: string }[]
}

/** What the search looks at. */
function searchText(
  name: string,
  platform: Platform,
  groups: readonly string[],
  { serial, fingerprint }: Pick<CertificateRow, 'serial' | 'fingerprint'>,
): string {
  return fold([name, platform, ...groups, serial, fingerprint].join('\n'))
}

export function groupsOf({ groups }: Pick<DeviceRow, 'groups'>): string[] {
  try {
    const list: unknown = JSON.parse(groups)
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : []
  } catch {
    // Damaged: a device that is in no group may less, never more.
    return []
  }
}

export function createDeviceStore(sql: Sql): DeviceStore {
  const insertCertificate = (row: NewCertificate): void => {
    sql.run(
      `INSERT INTO certificates (id, authority_id, device_id, purpose, serial, fingerprint, subject, key_type, has_key,
         not_before, not_after, issued_at, der) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.id,
      row.authority_id,
      row.device_id,
      row.purpose,
      row.serial,
      row.fingerprint,
      row.subject,
      row.key_type,
      row.has_key,
      row.not_before,
      row.not_after,
      row.issued_at,
      row.der,
    )
  }
  const find = (id: string): DeviceRow | undefined => sql.get<DeviceRow>(`${DEVICE} WHERE d.id = ?`, id)

  return {
    list({ search, expiresBefore }) {
      const conditions: string[] = []
      const parameters: (string | number)[] = []
      if (search !== undefined && search.trim() !== '') {
        conditions.push('instr(d.search, ?) > 0')
        parameters.push(fold(search.trim()))
      }
      if (expiresBefore !== undefined) {
        conditions.push('c.not_after < ?')
        parameters.push(expiresBefore)
      }
      const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
      return sql.tuples<DeviceTuple>(`${DEVICE}${where} ORDER BY d.created_at, d.id`, ...parameters).map(rowOf)
    },
    find,
    select(selector) {
      const byId = find(selector)
      if (byId) return [byId]
      const byName = sql.all<DeviceRow>(`${DEVICE} WHERE d.name = ?`, selector.normalize('NFC').trim())
      if (byName.length > 0) return byName
      const hex = selector
        .replace(/[\s:]/g, '')
        .toUpperCase()
        .replace(/^0+(?=.)/, '')
      if (!/^[0-9A-F]+$/.test(hex)) return []
      return sql.all<DeviceRow>(
        `${DEVICE} WHERE d.id IN (SELECT device_id FROM certificates WHERE serial = ?1 OR fingerprint = ?2)`,
        hex,
        hex.padStart(64, '0'),
      )
    },
    certificates: (deviceId) =>
      sql.all<RevocableRow>(`${CERTIFICATE} WHERE c.device_id = ? ORDER BY c.issued_at DESC, c.rowid DESC`, deviceId),
    der(certificateId) {
      const row = sql.get<{ der: Uint8Array }>('SELECT der FROM certificates WHERE id = ?', certificateId)
      if (!row) throw new Error(`no certificate ${certificateId}`)
      return row.der
    },
    insertCertificate,
    insertDevice(device, certificate) {
      sql.run(
        'INSERT INTO devices (id, name, platform, groups, search, created_at, certificate_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
        device.id,
        device.name,
        device.platform,
        JSON.stringify(device.groups),
        searchText(device.name, device.platform, device.groups, certificate),
        device.createdAt,
        certificate.id,
      )
      insertCertificate(certificate)
    },
    update: (id, change) =>
      sql.transaction(() => {
        const current = find(id)
        if (!current) throw new AppError('device/not-found', { name: id })
        const { name, platform, groups, certificate_id, previous_id, may_manage } = change(current)
        sql.run(
          `UPDATE devices SET name = ?, platform = ?, groups = ?, certificate_id = ?, previous_id = ?, may_manage = ?
             WHERE id = ?`,
          name,
          platform,
          groups,
          certificate_id,
          previous_id,
          may_manage,
          id,
        )
        const next = find(id)
        if (!next) throw new Error(`device ${id} has no certificate ${certificate_id}`)
        sql.run(
          'UPDATE devices SET search = ? WHERE id = ?',
          searchText(next.name, next.platform, groupsOf(next), next),
          id,
        )
        return next
      }),
    renewedWith: (certificateId) =>
      sql.get<DeviceRow>(`${DEVICE} WHERE d.certificate_id = ? AND d.previous_id IS NOT NULL`, certificateId),
    arrivedUnnoticed: () =>
      sql
        .all<{ id: string }>(
          `SELECT c.id FROM devices d JOIN certificates c ON c.id = d.certificate_id
            WHERE d.previous_id IS NOT NULL AND c.first_seen IS NOT NULL`,
        )
        .map((row) => row.id),
    remove(id) {
      sql.run(
        "DELETE FROM secrets WHERE kind = 'device-key' AND owner IN (SELECT id FROM certificates WHERE device_id = ?)",
        id,
      )
      sql.run('DELETE FROM devices WHERE id = ?', id)
    },
    certificate: (fingerprint) => sql.get<RevocableRow>(`${CERTIFICATE} WHERE c.fingerprint = ?`, fingerprint),
    bySerial: (serial) => sql.all<RevocableRow>(`${CERTIFICATE} WHERE c.serial = ?`, serial),
    byFingerprint: (fingerprint) =>
      sql.get(
        `SELECT c.id, c.device_id, d.name FROM certificates c LEFT JOIN devices d ON d.id = c.device_id
          WHERE c.fingerprint = ?`,
        fingerprint,
      ),
    seen(certificateId, at, siteId) {
      const first = sql.run(
        'UPDATE certificates SET first_seen = ? WHERE id = ? AND first_seen IS NULL',
        at,
        certificateId,
      )
      sql.run(
        'UPDATE certificates SET last_seen = ?1, last_site = ?2 WHERE id = ?3 AND (last_seen IS NULL OR last_seen <= ?1)',
        at,
        siteId,
        certificateId,
      )
      return first === 1
    },
    managing: () =>
      sql
        .all<{ id: string }>('SELECT id FROM devices WHERE may_manage = 1 ORDER BY created_at, id')
        .map((row) => row.id),
    known: () =>
      sql.all(
        `SELECT c.fingerprint, d.id, d.name, d.groups FROM certificates c JOIN devices d ON d.id = c.device_id
          WHERE c.purpose = 'client'`,
      ),
  }
}
