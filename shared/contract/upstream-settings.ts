import { z } from 'zod'
import { must } from './field.ts'

/**
 * What the device behind a door is told of each visitor. `none`: nothing. `forwarded`: address, scheme and host
 * (X-Forwarded-*, X-Real-IP). `names`: also what its certificate says (X-SSL-*). `full`: also the certificate itself
 * (Client-Cert, RFC 9440), 2 to 3 KiB with every request, which small devices have no room for.
 */
export const UpstreamHeaders = z.enum(['none', 'forwarded', 'names', 'full'])
export type UpstreamHeaders = z.infer<typeof UpstreamHeaders>

/**
 * Connections to the device. `keep`: used again, and as many as the device is found to serve. `one`: one at a time.
 * `none`: a new one for each request.
 */
export const UpstreamConnections = z.enum(['keep', 'one', 'none'])
export type UpstreamConnections = z.infer<typeof UpstreamConnections>

/**
 * What happens to paths that servers read differently (`%2F`, `;`, `%25`) at a site with rules. `forward`: the strictest
 * of all readings is judged, the path goes on as it came. `refuse`: they are refused.
 */
export const EncodedPaths = z.enum(['forward', 'refuse'])
export type EncodedPaths = z.infer<typeof EncodedPaths>

const MAX_TIMEOUT_S = 86_400
const Seconds = z.int(must('seconds')).min(1, must('seconds')).max(MAX_TIMEOUT_S, must('seconds'))

/** `name`, `name:port`, `[v6]` or `[v6]:port`, as it stands in a Host header (RFC 9110 §7.2). */
const HOST_HEADER =
  /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/

/** Which Host the device is asked for: the one that the visitor typed, the one in the device's address, or this one. */
export const UpstreamHost = z
  .string()
  .max(260)
  .transform((text) => text.trim().toLowerCase())
  .refine((text) => {
    const match = HOST_HEADER.exec(text)
    return match !== null && Number(match[1] ?? 1) <= 65_535
  }, must('hostHeader'))

/**
 * Protocols to which a request would no longer be HTTP/1.1 of one request at a time: the requests behind it would reach
 * the device past every rule (h2c smuggling, https://bishopfox.com/blog/h2c-smuggling-request).
 */
const CARRIES_REQUESTS = /^(?:h2c?|h3|http|https|tls|http2-settings)(?:\/|$)/

/** Protocols that a connection may change to besides WebSocket (RFC 9110 §7.8), such as docker attach's `tcp`. */
const UpgradeProtocol = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .refine((text) => /^[a-z0-9!#$%&'*+.^_`|~-]{1,32}(?:\/[a-z0-9!#$%&'*+.^_`|~-]{1,32})?$/.test(text), must('protocol'))
  .refine((text) => !CARRIES_REQUESTS.test(text), must('carriesRequests'))

/** How the door speaks to the device behind it: input of a call. Left out: as it is. */
export const upstreamSettingFields = {
  /** Seconds that the device has to begin its answer. */
  firstByteTimeout: z.optional(Seconds),
  /** Seconds that it may be silent in the middle of an answer, or both sides of an upgraded connection; null: any time. */
  idleTimeout: z.optional(z.nullable(Seconds)),
  upstreamHeaders: z.optional(UpstreamHeaders),
  upstreamHost: z.optional(UpstreamHost),
  upstreamConnections: z.optional(UpstreamConnections),
  upgrades: z.optional(z.array(UpgradeProtocol).max(8, must('eightProtocols'))),
  encodedPaths: z.optional(EncodedPaths),
} as const

/** The same as a site shows it. */
export const upstreamSettingView = {
  firstByteTimeout: z.int(),
  idleTimeout: z.nullable(z.int()),
  upstreamHeaders: UpstreamHeaders,
  upstreamHost: z.string(),
  upstreamConnections: UpstreamConnections,
  upgrades: z.array(z.string()),
  encodedPaths: EncodedPaths,
} as const

const View = z.strictObject(upstreamSettingView)
export type UpstreamSettings = Readonly<z.output<typeof View>>

/** What a site is made with (docs/decisions/0056-switches-of-the-upstream.md). */
export const newUpstreamSettings: UpstreamSettings = {
  firstByteTimeout: 300,
  idleTimeout: null,
  upstreamHeaders: 'forwarded',
  upstreamHost: 'visitor',
  upstreamConnections: 'keep',
  upgrades: [],
  encodedPaths: 'forward',
}

/** What sites did before these could be set: what stands in no record. */
export const formerUpstreamSettings: UpstreamSettings = {
  ...newUpstreamSettings,
  firstByteTimeout: 60,
  upstreamHeaders: 'full',
}
