import { z } from 'zod'
import { requestKinds } from '../access/request-kind.ts'
import { outcomes } from '../activity/outcomes.ts'
import { Id, Instant, Message } from './common.ts'
import { method } from './method.ts'

/** What was decided about a knock. Closed: the renderer and the explanations handle each. */
export const Outcome = z.enum(outcomes)
export type Outcome = z.infer<typeof Outcome>

/**
 * One line for every handshake and request that matters. Repeated good requests of one connection are one line, and so is
 * a burst of one address that ends alike within a minute: what the line says is said of the first of them.
 */
export const Activity = z.strictObject({
  id: z.int(),
  at: Instant,
  /** How many it stands for, and when the last of them was. */
  count: z.int().min(1),
  lastAt: Instant,
  siteId: z.nullable(Id),
  siteName: z.nullable(z.string()),
  /** Peer address, without port. */
  address: z.string(),
  outcome: Outcome,
  /** At a site that only observes: what would have been the outcome; else null. */
  observed: z.nullable(Outcome),
  /** HTTP status that was answered; null when refused before HTTP. */
  status: z.nullable(z.int()),
  method: z.nullable(z.string()),
  /** Path without query: queries carry secrets. */
  path: z.nullable(z.string()),
  tlsVersion: z.nullable(z.string()),
  cipher: z.nullable(z.string()),
  /** OpenSSL's number and name; null when no certificate was presented. */
  verifyCode: z.nullable(z.int()),
  verifyName: z.nullable(z.string()),
  deviceId: z.nullable(Id),
  deviceName: z.nullable(z.string()),
  /** Of the presented certificate. */
  serial: z.nullable(z.string()),
  subject: z.nullable(z.string()),
  issuer: z.nullable(z.string()),
  /** One sentence in plain words: who came, what was decided, and why. */
  reason: Message,
  /** True for handshakes that this app's own diagnosis made. */
  probe: z.boolean(),
  /** A refused request that browsers send without a certificate by design; null for every other. */
  requestKind: z.nullable(z.enum(requestKinds)),
})
export type Activity = z.infer<typeof Activity>

export const activity = {
  'activity.list': method(
    z.strictObject({
      site: z.optional(z.string().min(1).max(200)),
      device: z.optional(z.string().min(1).max(200)),
      search: z.optional(z.string().max(200)),
      /** Only refusals, those that were only observed among them. */
      refused: z.optional(z.boolean()),
      /** Only these; at a site that only observes, what would have been the outcome. */
      outcomes: z.optional(z.array(Outcome).max(32)),
      /** Not before. */
      since: z.optional(Instant),
      /** Before. */
      until: z.optional(Instant),
      /** Lines with a smaller id: for paging back. */
      before: z.optional(z.int()),
      limit: z._default(z.int().min(1).max(1000), 100),
    }),
    z.array(Activity),
  ),
} as const
