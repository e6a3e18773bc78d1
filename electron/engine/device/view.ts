import type { Device, DeviceCertificate } from '../../../shared/contract/device.ts'
import { instant, instantOrNull } from '../app/context.ts'
import { groupsOf, type DeviceRow, type RevocableRow } from '../store/devices.ts'
import { deviceStatus } from './status.ts'

/** A device as the contract shows it. */
export function viewDevice(row: DeviceRow, now: number): Device {
  return {
    id: row.id,
    name: row.name,
    platform: row.platform,
    groups: groupsOf(row),
    status: deviceStatus({ notAfter: row.not_after, firstSeen: row.first_seen, revokedAt: row.revoked_at }, now),
    mayManage: row.may_manage === 1,
    onHold: row.revocation_reason === 'hold',
    createdAt: instant(row.created_at),
    serial: row.serial,
    fingerprint: row.fingerprint,
    notBefore: instant(row.not_before),
    notAfter: instant(row.not_after),
    keyType: row.key_type,
    hasKey: row.has_key === 1,
    authorityId: row.authority_id,
    lastSeen: instantOrNull(row.last_seen),
    lastSite: row.last_site,
    previous: viewPrevious(row, now),
  }
}

/** Its own end comes first when the renewed certificate is never seen. */
function viewPrevious(row: DeviceRow, now: number): Device['previous'] {
  const { previous_serial: serial, previous_not_after: notAfter, previous_last_seen: lastSeen } = row
  if (serial === null || notAfter === null || now > notAfter) return null
  return { serial, notAfter: instant(notAfter), lastSeen: instantOrNull(lastSeen) }
}

/** One certificate of its history. */
export function viewCertificate(row: RevocableRow): DeviceCertificate {
  return {
    id: row.id,
    serial: row.serial,
    fingerprint: row.fingerprint,
    subject: row.subject,
    authorityId: row.authority_id,
    keyType: row.key_type,
    hasKey: row.has_key === 1,
    notBefore: instant(row.not_before),
    notAfter: instant(row.not_after),
    issuedAt: instant(row.issued_at),
    firstSeen: instantOrNull(row.first_seen),
    lastSeen: instantOrNull(row.last_seen),
    revokedAt: instantOrNull(row.revoked_at),
    revocationReason: row.revocation_reason,
  }
}
