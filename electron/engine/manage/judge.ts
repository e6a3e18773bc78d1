import type { ManagingDevice } from '../deps.ts'
import type { Store } from '../store/index.ts'

/**
 * The device of a certificate, while that may manage: of an own authority, known here, marked, in force and not revoked.
 * The gate has judged the same before; it is asked again here because the gate faces the network, and may have an older
 * policy. Everything that is not known means no. @param fingerprint SHA-256, 64 upper-case hexadecimal digits
 */
export function managingDevice(
  { authorities, devices }: Pick<Store, 'authorities' | 'devices'>,
  fingerprint: string,
  now: number,
): ManagingDevice | null {
  const row = devices.certificate(fingerprint)
  if (row?.purpose !== 'client' || row.device_id === null) return null
  if (row.revoked_at !== null || now < row.not_before || now > row.not_after) return null
  if (authorities.refused().some((one) => one.fingerprint === fingerprint)) return null
  const authority = authorities.list().find((one) => one.id === row.authority_id)
  if (authority?.kind !== 'own' || now < authority.not_before || now > authority.not_after) return null
  const device = devices.find(row.device_id)
  if (device?.may_manage !== 1) return null
  return { name: device.name, fingerprint, notAfter: row.not_after }
}
