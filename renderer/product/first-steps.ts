import type { Authority } from '../../shared/contract/authority.ts'
import type { Device } from '../../shared/contract/device.ts'
import type { Site } from '../../shared/contract/site.ts'

/** How far the first steps are, told by what the engine has: leaving and coming back loses nothing. */
export interface FirstSteps {
  readonly authority: Authority | undefined
  readonly site: Site | undefined
  /** The device that is being set up: the first that is not revoked. */
  readonly device: Device | undefined
  /** A verified handshake of a certificate of this house was seen. */
  readonly finished: boolean
  /** Steps that are done, of five. */
  readonly done: number
}

/** Undefined until everything it needs is known. */
export function firstSteps(
  authorities: readonly Authority[] | undefined,
  sites: readonly Site[] | undefined,
  devices: readonly Device[] | undefined,
): FirstSteps | undefined {
  if (!authorities || !sites || !devices) return undefined
  const authority = authorities.find(({ kind }) => kind === 'own')
  const site = sites.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt))[0]
  const seen = devices.find(({ lastSeen }) => lastSeen !== null)
  const oldest = devices
    .filter(({ status }) => status !== 'revoked')
    .reduce<Device | undefined>((best, one) => (best && best.createdAt <= one.createdAt ? best : one), undefined)
  const device = seen ?? oldest
  const finished = seen !== undefined
  const made = [authority, site, device].filter((step) => step !== undefined).length
  return { authority, site, device, finished, done: finished ? 5 : made }
}
