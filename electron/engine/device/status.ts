import type { DeviceStatus } from '../../../shared/contract/device.ts'

const DAY = 86_400_000
/** From when on a certificate counts as expiring. */
const EXPIRING = 30 * DAY

/** Milliseconds since 1970. */
export interface StatusFacts {
  readonly notAfter: number
  readonly firstSeen: number | null
  readonly revokedAt: number | null
}

/**
 * What a device's current certificate is good for at a moment. Revoked and expired come first because nothing else
 * matters then; one that was never seen is waiting, however short it is valid.
 */
export function deviceStatus({ notAfter, firstSeen, revokedAt }: StatusFacts, now: number): DeviceStatus {
  if (revokedAt !== null) return 'revoked'
  if (now > notAfter) return 'expired'
  if (firstSeen === null) return 'waiting'
  return notAfter - now <= EXPIRING ? 'expiring' : 'active'
}
