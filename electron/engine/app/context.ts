import { randomBytes } from 'node:crypto'
import type { HouseAcmeServer } from '../acme/server/house-server.ts'
import type { Retained } from '../activity/retention.ts'
import type { Door } from '../activity/door.ts'
import type { Enforcer } from '../enforcement/enforcer.ts'
import type { UpstreamHealths } from '../enforcement/upstream-health.ts'
import type { PublicCertificates } from '../site/certificate/public-certificates.ts'
import type { Stapler } from '../site/certificate/stapler.ts'
import type { FileWatch } from '../site/certificate/watch-files.ts'
import type { Store } from '../store/index.ts'
import type { OpenVault, Vault } from '../store/vault.ts'
import type { Undo } from '../undo/undo.ts'
import type { Untrusted } from '../untrusted/index.ts'
import type { EngineDeps } from '../deps.ts'
import type { Problem } from '../../../shared/transport.ts'
import type { Log } from '../log/log.ts'
import type { Notices } from '../notices/notices.ts'
import type { Emit } from './events.ts'
import type { Queue } from './queue.ts'
import type { Runs } from './run.ts'

/** What has to be signed again from time to time: revocation lists, server certificates. */
export interface Housekeeping {
  /** Does what is due with a vault that is open now. Returns when it is done; a failure is tried again next time. */
  run(open: OpenVault): Promise<void>
  /** The same without waiting, when the vault is unlocked. */
  check(): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

/** What every service of the engine works with. */
export interface Context {
  readonly deps: EngineDeps
  readonly store: Store
  readonly vault: Vault
  readonly enforcer: Enforcer
  readonly health: UpstreamHealths
  /** Server certificates that lie in files. */
  readonly files: FileWatch
  /** Server certificates from ACME authorities. */
  readonly publicCertificates: PublicCertificates
  /** The house's own ACME server. */
  readonly acmeServer: HouseAcmeServer
  /** What says that server certificates are not revoked. */
  readonly stapler: Stapler
  /** Reads files that strangers made, in a thread with a deadline. */
  readonly untrusted: Untrusted
  /** What the gate tells, for whoever watches. */
  readonly door: Door
  readonly emit: Emit
  /** Long work that can be watched and cancelled. */
  readonly runs: Runs
  /** What was done without a question, with the way back. */
  readonly undo: Undo
  /** How much of the activity is kept. */
  readonly retention: Retained
  /** What happened, for whoever looks for a fault. */
  readonly log: Log
  /** Why the interface is not behind the gate although it is to be; null when it is, or is not to be. */
  readonly manageProblem: () => Problem | null
  /** Asked for when needed: it is made from this context. */
  readonly notices: () => Notices
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Signs what is due: lists, server certificates. */
  readonly housekeeping: () => Housekeeping
  /** Issuing, revoking and signing lists happen one after the other. */
  readonly signing: Queue
}

/** A new row's identifier: 96 random bits. */
export function newId(): string {
  return randomBytes(12).toString('base64url')
}

/** Milliseconds since 1970 as the contract writes a point in time. */
export function instant(at: number): string {
  const ms = Math.trunc(at)
  const day = Math.floor(ms / DAY)
  const rest = ms - day * DAY
  const seconds = Math.floor(rest / 1000)
  const minutes = Math.floor(seconds / 60)
  return `${dateOf(day)}${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}.${THREE[rest % 1000]}Z`
}

const DAY = 86_400_000
const digits = (count: number, width: number): string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(width, '0'))
const TWO = digits(60, 2)
const THREE = digits(1000, 3)

/**
 * Dates that were written before, up to and with their `T`: a list of ten thousand devices has forty thousand instants
 * on a few hundred days, and `toISOString` took half of the time of the whole answer.
 */
const dates = new Map<number, string>()

function dateOf(day: number): string {
  const known = dates.get(day)
  if (known !== undefined) return known
  if (dates.size >= 10_000) dates.clear()
  const date = new Date(day * DAY).toISOString().slice(0, -'00:00:00.000Z'.length)
  dates.set(day, date)
  return date
}

/** The same where there may be none. */
export function instantOrNull(at: number | null): string | null {
  return at === null ? null : instant(at)
}
