import type { AcmeState } from '../../store/acme.ts'

/** When an order is tried. Pure; times are milliseconds since 1970. */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** After so many failures in a row. Let's Encrypt allows five failed validations an hour for a name. */
const BACKOFF_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS, 24 * HOUR_MS] as const
/** What an authority that says “too many” and not until when is given. */
const RATE_LIMIT_MS = HOUR_MS

/** The certificate that a site has now. */
export interface CurrentCertificate {
  readonly fingerprint: string
  readonly notBefore: number
  readonly notAfter: number
  readonly names: readonly string[]
}

/** When a new certificate is wanted: at once, or when the one in force is to be renewed. */
export function wantedAt(options: {
  state: AcmeState
  /** Null: none, or one that cannot be used. */
  current: CurrentCertificate | null
  names: readonly string[]
}): number {
  const { state, current, names } = options
  if (state.order !== null || current === null || current.fingerprint !== state.issued) return 0
  if (!names.every((name) => current.names.includes(name))) return 0
  const twoThirds = current.notBefore + Math.floor(((current.notAfter - current.notBefore) * 2) / 3)
  // An authority that names a time after the end is not believed.
  const advised = state.renewAt !== null && state.renewAt < current.notAfter ? state.renewAt : twoThirds
  return Math.max(advised, (state.issuedAt ?? 0) + shortestGap(current.notAfter - current.notBefore))
}

/** Neither an authority that always says “now” nor a clock that is wrong makes us order again and again. */
function shortestGap(life: number): number {
  return Math.min(Math.max(life / 6, 10 * MINUTE_MS), 24 * HOUR_MS)
}

/** When it is tried: not before our own back-off, nor before the authority wants it. */
export function attemptAt(state: AcmeState, wanted: number): number {
  return Math.max(wanted, state.nextAttemptAt ?? 0, state.waitUntil ?? 0)
}

/** The state after an attempt that failed. @param random between 0 and 1 */
export function afterFailure(
  state: AcmeState,
  options: { now: number; retryAt: number | null; rateLimited: boolean; random: number },
): AcmeState {
  const { now, retryAt, rateLimited, random } = options
  const backoff = BACKOFF_MS[Math.min(state.failures, BACKOFF_MS.length - 1)] ?? HOUR_MS
  const waitUntil = retryAt ?? (rateLimited ? now + RATE_LIMIT_MS : null)
  return {
    ...state,
    failures: state.failures + 1,
    // Not all houses at the same second.
    nextAttemptAt: now + Math.floor(backoff * (0.9 + random * 0.2)),
    waitUntil,
  }
}
