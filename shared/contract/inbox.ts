import { z } from 'zod'
import { Outcome } from './activity.ts'
import { Id, Instant } from './common.ts'
import { method, transports } from './method.ts'

const matter = {
  /** Opaque; the same as long as it is the same matter. */
  key: z.string().max(120),
  /** When it happened last. */
  at: Instant,
}

/** Something at a door that wants the owner: a device that was refused, or a request for a new certificate. */
export const DoorEntry = z.strictObject({
  ...matter,
  kind: z.enum(['renewal', 'refused']),
  siteId: z.nullable(Id),
  siteName: z.nullable(z.string()),
  /** Null for a certificate that is no device of this house, but signed by an authority of the site. */
  deviceId: z.nullable(Id),
  deviceName: z.nullable(z.string()),
  address: z.string(),
  outcome: Outcome,
  verifyCode: z.nullable(z.int()),
  /** Of the certificate that was shown. */
  subject: z.nullable(z.string()),
  /** The device has a newer certificate than the one it showed: it only has to be carried over. */
  renewed: z.boolean(),
})
export type DoorEntry = z.infer<typeof DoorEntry>

/** Somebody gave wrong passphrases. */
const PassphraseEntry = z.strictObject({
  ...matter,
  kind: z.literal('passphrase'),
  /** How many, since the owner took the last such entry off the list. */
  count: z.int().min(1),
  /** Where they came from last. */
  via: z.enum(transports),
})

/** What wants the owner. */
export const InboxEntry = z.discriminatedUnion('kind', [DoorEntry, PassphraseEntry])
export type InboxEntry = z.infer<typeof InboxEntry>

export const inbox = {
  /** Newest first; what has settled itself is not in it. */
  'inbox.list': method(z.strictObject({}), z.array(InboxEntry)),
  /** Takes an entry off the list; the same device comes back when it is refused again. */
  'inbox.dismiss': method(z.strictObject({ key: z.string().min(1).max(120) }), z.strictObject({ key: z.string() })),
} as const
