import { z } from 'zod'
import { Outcome } from './activity.ts'
import { Fingerprint, Id, Instant, Problem, Serial } from './common.ts'
import { method } from './method.ts'

/**
 * Something that wants the owner. `renewal`: a request for a new certificate. `refused`: a device that was refused.
 * `held`: a certificate of an own authority that is not known here came to a door, and waits to be let in
 * (`device.admit`) or revoked. `set-back`: the data are in an earlier state than they had been in.
 */
export const InboxEntry = z.strictObject({
  /** Opaque; the same as long as it is the same matter. */
  key: z.string().max(120),
  kind: z.enum(['renewal', 'refused', 'held', 'set-back']),
  /** When it happened last. */
  at: Instant,
  siteId: z.nullable(Id),
  siteName: z.nullable(z.string()),
  /** Null for a certificate that is no device of this house, but signed by an authority of the site. */
  deviceId: z.nullable(Id),
  deviceName: z.nullable(z.string()),
  /** Empty where nobody came. */
  address: z.string(),
  outcome: z.nullable(Outcome),
  verifyCode: z.nullable(z.int()),
  /** Of the certificate that was shown. */
  subject: z.nullable(z.string()),
  /** Of a certificate that is held. */
  serial: z.nullable(Serial),
  fingerprint: z.nullable(Fingerprint),
  /** What happened and what to do, where that is not said by the rest. */
  problem: z.nullable(Problem),
  /** The device has a newer certificate than the one it showed: it only has to be carried over. */
  renewed: z.boolean(),
})
export type InboxEntry = z.infer<typeof InboxEntry>

export const inbox = {
  /** Newest first; what has settled itself is not in it. */
  'inbox.list': method(z.strictObject({}), z.array(InboxEntry)),
  /** Takes an entry off the list; the same device comes back when it is refused again. */
  'inbox.dismiss': method(z.strictObject({ key: z.string().min(1).max(120) }), z.strictObject({ key: z.string() })),
} as const
