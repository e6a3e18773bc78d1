import { DerError } from '../../../pki/asn1/der-reader.ts'
import { renewalIdentifier } from '../../../pki/x509/acme.ts'
import type { Directory } from './directory.ts'
import type { Fetch } from './fetch.ts'
import { readJson } from './json.ts'
import { RenewalInfo } from './objects.ts'
import { retryAtOf } from './session.ts'

/** When an authority wants a certificate to be renewed (RFC 9773). Times are milliseconds since 1970. */
export interface RenewalAdvice {
  /** Drawn at random from the window that the authority suggests, so that not everybody comes at once. */
  readonly renewAt: number
  /** Why, where the authority tells: an address for people. */
  readonly explanationUrl: string | null
  /** When to ask again. */
  readonly askAgainAt: number
}

const HOUR_MS = 3_600_000
/** RFC 9773 §4.3.2: clients limit what the authority says of the interval. */
const MIN_INTERVAL_MS = HOUR_MS
const MAX_INTERVAL_MS = 24 * HOUR_MS
const DEFAULT_INTERVAL_MS = 6 * HOUR_MS

/**
 * Asks when to renew. @returns null where the authority does not tell, or tells nonsense: then two thirds of the
 * certificate's life count.
 */
export async function askRenewalInfo(options: {
  fetch: Fetch
  directory: Directory
  /** DER. */
  certificate: Uint8Array
  now: number
  /** Between 0 and 1. Default: Math.random. */
  random?: () => number
}): Promise<RenewalAdvice | null> {
  const { fetch, directory, certificate, now, random = Math.random } = options
  const identifier = identifierOrNull(certificate)
  if (directory.renewalInfo === undefined || identifier === null) return null
  const answer = await fetch({
    method: 'GET',
    url: `${directory.renewalInfo.replace(/\/$/, '')}/${identifier}`,
    headers: { accept: 'application/json' },
  })
  if (answer.status !== 200) return null
  const { suggestedWindow, explanationURL } = readJson(answer, RenewalInfo)
  const start = Date.parse(suggestedWindow.start)
  const end = Date.parse(suggestedWindow.end)
  // RFC 9773 §4.2: an end that is not after the start is an error of the server.
  if (Number.isNaN(start) || Number.isNaN(end) || end <= start) return null
  const retryAt = retryAtOf(answer, now) ?? now + DEFAULT_INTERVAL_MS
  return {
    renewAt: start + Math.floor(random() * (end - start)),
    explanationUrl: explanationURL !== undefined && /^https?:\/\//.test(explanationURL) ? explanationURL : null,
    askAgainAt: Math.min(Math.max(retryAt, now + MIN_INTERVAL_MS), now + MAX_INTERVAL_MS),
  }
}

function identifierOrNull(certificate: Uint8Array): string | null {
  try {
    return renewalIdentifier(certificate)
  } catch (error) {
    if (error instanceof DerError) return null
    throw error
  }
}
