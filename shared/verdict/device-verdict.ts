import type { Device } from '../contract/device.ts'
import { problem } from '../errors/index.ts'
import type { Problem } from '../transport.ts'

/** `works-but`: it gets in, or will, and something waits to be done. `does-not-work`: it is refused. */
export type DeviceVerdictState = 'works' | 'works-but' | 'does-not-work'

/** What the owner can do about it. */
export type DeviceFix = 'hand-over' | 'renew' | 'release' | 'reissue'

/** How a device is, why, and what mends it: the first that is in the way. */
export interface DeviceVerdict {
  readonly state: DeviceVerdictState
  readonly reason: Problem | null
  readonly fix: DeviceFix | null
}

/** What of a device the verdict depends on. */
export type DeviceFacts = Pick<Device, 'name' | 'status' | 'onHold' | 'notAfter' | 'previous'>

/** Pure: what is known of a device → how it is. */
export function deviceVerdict({ name, status, onHold, notAfter, previous }: DeviceFacts): DeviceVerdict {
  if (onHold) return { state: 'does-not-work', reason: problem('device/is-on-hold', { name }), fix: 'release' }
  switch (status) {
    case 'revoked':
      return { state: 'does-not-work', reason: problem('device/is-revoked', { name }), fix: 'reissue' }
    case 'expired':
      return { state: 'does-not-work', reason: problem('device/is-expired', { name, notAfter }), fix: 'renew' }
    case 'expiring':
      return { state: 'works-but', reason: problem('device/expires-soon', { name, notAfter }), fix: 'renew' }
    case 'waiting': {
      const reason =
        previous === null
          ? problem('device/never-seen', { name })
          : problem('device/renewal-not-seen', { name, notAfter: previous.notAfter })
      return { state: 'works-but', reason, fix: 'hand-over' }
    }
    case 'active':
      return { state: 'works', reason: null, fix: null }
  }
}
