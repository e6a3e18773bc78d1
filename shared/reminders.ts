import type { Authority } from './contract/authority.ts'
import type { Device } from './contract/device.ts'
import type { Reminder, ReminderKind } from './contract/reminder.ts'
import type { Server } from './contract/server.ts'
import type { Site } from './contract/site.ts'

const DAY = 86_400_000

/** So many days before the end somebody is reminded; the first number is when something counts as ending. */
export const REMIND: Readonly<Record<ReminderKind, readonly [first: number, ...again: number[]]>> = {
  device: [30, 7, 1],
  site: [14, 3],
  server: [30, 7, 1],
  authority: [90, 14],
  list: [7, 2],
}
/** Milliseconds after which what renews by itself should be done, had it been possible. */
const GRACE = 3_600_000
/** A list is signed again so long before its next update. Milliseconds. */
export const LIST_AHEAD = 20 * DAY

/** What is known of everything that can end. */
export interface Known {
  readonly devices: readonly Device[]
  readonly sites: readonly Site[]
  readonly servers: readonly Server[]
  readonly authorities: readonly Authority[]
}

/** Something that ends. */
export interface Ending {
  readonly kind: ReminderKind
  /** Of the device, site, server or authority. */
  readonly id: string
  readonly name: string
  /** Another end has another mark. */
  readonly mark: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** From when on the program renews it by itself, once the authority is unlocked; null where somebody must do it. */
  readonly renewsAt: number | null
  /** False for a certificate that nobody has used yet: nobody would miss it. */
  readonly used: boolean
  /** Whether it is worth an interruption; a list that is published nowhere is only shown. */
  readonly loud: boolean
}

/** Everything that ends, the soonest first. What is revoked ends nothing any more. Pure. */
export function whatEnds({ devices, sites, servers, authorities }: Known): Ending[] {
  const all: Ending[] = [
    ...devices
      .filter((device) => device.status !== 'revoked')
      .map(({ id, name, fingerprint, notAfter, lastSeen, previous }) => ({
        kind: 'device' as const,
        id,
        name,
        mark: fingerprint,
        at: Date.parse(notAfter),
        renewsAt: null,
        used: lastSeen !== null || previous !== null,
        loud: true,
      })),
    ...sites.map(({ id, name, certificate }) => ({
      kind: 'site' as const,
      id,
      name,
      mark: certificate.fingerprint,
      at: Date.parse(certificate.notAfter),
      renewsAt: certificate.renewsAt === null ? null : Date.parse(certificate.renewsAt),
      used: true,
      loud: true,
    })),
    ...servers
      .filter((server) => server.status !== 'revoked')
      .map(({ id, name, fingerprint, notAfter }) => ({
        kind: 'server' as const,
        id,
        name,
        mark: fingerprint,
        at: Date.parse(notAfter),
        renewsAt: null,
        // Nobody can see whether a machine uses it.
        used: true,
        loud: true,
      })),
    ...authorities.map(({ id, name, fingerprint, notAfter }) => ({
      kind: 'authority' as const,
      id,
      name,
      mark: fingerprint,
      at: Date.parse(notAfter),
      renewsAt: null,
      used: true,
      loud: true,
    })),
    ...authorities.flatMap(({ id, name, kind, crl, crlUrl }) =>
      crl === null
        ? []
        : [
            {
              kind: 'list' as const,
              id,
              name,
              mark: `${id} ${crl.number}`,
              at: Date.parse(crl.nextUpdate),
              renewsAt: kind === 'trusted' ? null : crl.pending ? 0 : Date.parse(crl.nextUpdate) - LIST_AHEAD,
              used: true,
              loud: kind === 'trusted' || crlUrl !== null,
            },
          ],
    ),
  ]
  return all.sort((one, other) => one.at - other.at)
}

/** What an end asks of the owner now; null while it asks nothing. Pure. */
export function stateOf({ kind, at, renewsAt, used }: Ending, now: number, locked: boolean): Reminder['state'] | null {
  if (!used) return null
  if (renewsAt !== null && locked && now > renewsAt + GRACE) return 'waits'
  if (now > at) return 'ended'
  return at - now <= REMIND[kind][0] * DAY ? 'ends' : null
}
