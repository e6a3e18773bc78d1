import type { Device, DeviceStatus } from '../../../shared/contract/device.ts'

/** What a list of devices can be sorted by. */
export type SortKey = 'name' | 'status' | 'seen' | 'expires'

/** Columns as they stand, from the left. */
export const sortKeys: readonly SortKey[] = ['name', 'status', 'seen', 'expires']

const rank: Readonly<Record<DeviceStatus, number>> = { waiting: 0, active: 1, expiring: 2, expired: 3, revoked: 4 }
const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

const compare: Readonly<Record<SortKey, (one: Device, other: Device) => number>> = {
  name: (one, other) => names.compare(one.name, other.name),
  status: (one, other) => rank[one.status] - rank[other.status],
  // Instants of one form sort as text; who was never seen comes last.
  seen: (one, other) => ((other.lastSeen ?? '') < (one.lastSeen ?? '') ? -1 : 1),
  expires: (one, other) => (one.notAfter < other.notAfter ? -1 : 1),
}

/** A sorted copy. */
export function sortDevices(devices: readonly Device[], key: SortKey, descending: boolean): Device[] {
  const sorted = devices.toSorted(compare[key])
  return descending ? sorted.toReversed() : sorted
}
