import { z } from 'zod'
import { Outcome } from './activity.ts'
import { Id, Instant, Message } from './common.ts'
import { FixAction } from './fix.ts'

/** What becomes of a connection before any site can judge it, besides what the activity lists. */
export const KnockKind = z.enum(['hung-up', 'silent', 'plain-http', 'not-tls', 'unknown-name'])
export type KnockKind = z.infer<typeof KnockKind>

/** One knock at a door that is watched, explained. */
export const Knock = z.strictObject({
  at: Instant,
  /** Peer address, without port. */
  address: z.string(),
  /** The name that was asked for (SNI), where it was read and is none of the site’s. */
  serverName: z.nullable(z.string()),
  what: z.union([Outcome, KnockKind]),
  /** `in`: let in. `refused`: by decision. `failed`: it did not come to a decision. */
  decision: z.enum(['in', 'refused', 'failed']),
  tlsVersion: z.nullable(z.string()),
  /** The certificate that was shown; null when none was, or it did not come so far. */
  presented: z.nullable(
    z.strictObject({
      subject: z.string(),
      issuer: z.string(),
      serial: z.string(),
      /** Name of the device of this app that it belongs to. */
      device: z.nullable(z.string()),
    }),
  ),
  verifyCode: z.nullable(z.int()),
  verifyName: z.nullable(z.string()),
  /** HTTP status that was answered; null when it did not come so far. */
  status: z.nullable(z.int()),
  /** One sentence on what this was. */
  explanation: Message,
  /** The sentence that would help; null when nothing is wrong. */
  fix: z.nullable(Message),
  action: z.optional(FixAction),
  /** Looks like a failure and is none: browsers do it. */
  harmless: z.boolean(),
})
export type Knock = z.infer<typeof Knock>

/** Something on the way to the door that can be checked from here. */
export const WayCheck = z.strictObject({
  kind: z.enum(['port', 'network', 'name']),
  /** What was checked, for example `camera.home` or `192.168.1.5:8443`. */
  subject: z.string(),
  /** Null: it cannot be told from here. */
  ok: z.nullable(z.boolean()),
  message: Message,
  remedy: z.nullable(Message),
  action: z.optional(FixAction),
})
export type WayCheck = z.infer<typeof WayCheck>

export const WatchDiagnosis = z.strictObject({
  runId: Id,
  siteId: Id,
  siteName: z.string(),
  /** What a visitor types. */
  url: z.string(),
  at: Instant,
  durationMs: z.number(),
  /** Why the phone does or does not get in, in one sentence. */
  summary: Message,
  /** Whether somebody was let in. */
  ok: z.boolean(),
  fix: z.nullable(Message),
  action: z.optional(FixAction),
  /** Oldest first. */
  knocks: z.array(Knock),
  /** How many more knocked than are listed. */
  more: z.int(),
  checks: z.array(WayCheck),
})
export type WatchDiagnosis = z.infer<typeof WatchDiagnosis>
