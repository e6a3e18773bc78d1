import type { RevocationReason } from '../../../../shared/contract/common.ts'
import type { AcmeServerStore } from '../../store/acme-server.ts'
import type { Validator } from './validate/index.ts'

/** One request to the ACME server, as whoever terminates HTTP passes it on. */
export interface ServerRequest {
  readonly method: string
  /** Without a query. */
  readonly path: string
  /** Empty where there is none. */
  readonly contentType: string
  readonly body: Uint8Array
  /** Of the client. */
  readonly address: string
}

export interface ServerResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Longest body of a request: a CSR for a hundred names with a big RSA key. Bytes. */
export const MAX_REQUEST_BYTES = 65_536

/** How the owner wants it. Read with every request. */
export interface ServerSettings {
  /** `https://HOST:PORT`, without a slash at its end. */
  readonly base: string
  /** What may be issued: see `matchesPattern`. */
  readonly patterns: readonly string[]
  /** Who is let through: a question each time a machine comes with a new name, everybody, or holders of a key. */
  readonly approve: 'ask' | 'names' | 'eab'
  /** Validity without a profile. Days. */
  readonly days: number
}

/** A certificate that was signed and is not in the database yet. */
export interface Signed {
  /** DER. */
  readonly der: Uint8Array
  /** PEM, leaf first; the usual chain, then others. */
  readonly chains: readonly string[]
  /** Inside the transaction that records it. @returns id of its row */
  readonly store: () => string
}

/** How much is taken in an hour. */
export interface HourlyLimits {
  /** From one address. */
  readonly accounts: number
  /** Of one account. */
  readonly orders: number
  /** For one name. */
  readonly challenges: number
}

export const HOURLY_LIMITS: HourlyLimits = { accounts: 20, orders: 100, challenges: 30 }

export interface AcmeServerDeps {
  readonly store: AcmeServerStore
  readonly transaction: <T>(work: () => T) => T
  readonly newId: () => string
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly settings: () => ServerSettings
  readonly validator: Validator
  /**
   * Signs a server certificate. @param request.names canonical @param request.spki DER
   * @throws AppError authority/locked and others of authorities: the client is told to come again
   */
  readonly sign: (request: {
    readonly spki: Uint8Array
    readonly names: readonly string[]
    readonly days: number
  }) => Promise<Signed>
  /** Id of the row of a certificate, null for one that is not known. @param der DER */
  readonly findCertificate: (der: Uint8Array) => string | null
  readonly isRevoked: (certificateId: string) => boolean
  readonly revoke: (certificateId: string, reason: RevocationReason) => Promise<void>
  /** In an hour. Default: those of `HOURLY_LIMITS`. */
  readonly limits?: HourlyLimits
  /** Somebody waits for the owner, or does not any more. */
  readonly onWaiting: () => void
}

/** Profiles that a client may ask for (draft-ietf-acme-profiles), and their days. */
export const PROFILES: Readonly<Record<string, { readonly days: number; readonly words: string }>> = {
  classic: { days: 45, words: '45 days' },
  shortlived: { days: 6, words: '6 days' },
}
