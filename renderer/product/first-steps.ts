import type { Authority } from '../../shared/contract/authority.ts'
import type { Device } from '../../shared/contract/device.ts'
import type { Site } from '../../shared/contract/site.ts'
import { siteVerdict, type SiteConcern, type SiteVerdictState } from '../../shared/verdict/site-verdict.ts'

/** How far the first steps are, told by what the engine has: leaving and coming back loses nothing. */
export interface FirstSteps {
  readonly authority: Authority | undefined
  readonly site: Site | undefined
  /** The device that is being set up: the first that is not revoked. */
  readonly device: Device | undefined
  /** A device of this house came, and what is behind the door can be reached and trusted. */
  readonly finished: boolean
  /** A device was let in, and sees an error of what is behind the door. */
  readonly stuck: boolean
  /** Steps that are done, of five. */
  readonly done: number
}

/** While a site is like this, nobody sees the page that it is for. */
const BLOCKING: ReadonlySet<SiteVerdictState> = new Set(['nobody-gets-through', 'does-not-run'])

/** Why nobody sees the page behind the door, the most pressing first; undefined where nothing is known to be in the way. */
export function blockingConcern(site: Site): SiteConcern | undefined {
  return siteVerdict(site).concerns.find(({ state, needsOwner }) => needsOwner && BLOCKING.has(state))
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
  const concern = site && blockingConcern(site)
  const blocked = concern !== undefined
  const finished = seen !== undefined && !blocked
  const runs = concern?.state === 'does-not-run' ? undefined : site
  const made = [authority, runs, device].filter((step) => step !== undefined).length
  return { authority, site, device, finished, stuck: seen !== undefined && blocked, done: finished ? 5 : made }
}
