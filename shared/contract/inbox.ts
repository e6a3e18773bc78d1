import { z } from 'zod'
import { Outcome } from './activity.ts'
import { Fingerprint, Id, Instant, Problem, Serial } from './common.ts'
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

/**
 * A certificate of an own authority that is not known here came to a door, and waits to be let in (`device.admit`) or
 * revoked.
 */
const HeldEntry = z.strictObject({
  ...matter,
  kind: z.literal('held'),
  siteId: z.nullable(Id),
  siteName: z.nullable(z.string()),
  address: z.string(),
  outcome: z.literal('not-allowed'),
  verifyCode: z.int(),
  subject: z.string(),
  serial: Serial,
  fingerprint: Fingerprint,
  /** What happened and what to do. */
  problem: Problem,
})
export type HeldEntry = z.infer<typeof HeldEntry>

/** The data are in an earlier state than they had been in. */
const SetBackEntry = z.strictObject({ ...matter, kind: z.literal('set-back'), problem: Problem })

/** Somebody gave wrong passphrases. */
const PassphraseEntry = z.strictObject({
  ...matter,
  kind: z.literal('passphrase'),
  /** How many, since the owner took the last such entry off the list. */
  count: z.int().min(1),
  /** Where they came from last. */
  via: z.enum(transports),
})

/** A machine wants a certificate of the house's own ACME server: `acme.request.allow` or `acme.request.refuse`. */
const AcmeEntry = z.strictObject({
  ...matter,
  kind: z.literal('acme'),
  /** Of the request. */
  id: Id,
  address: z.string(),
  names: z.array(z.string()),
})

/** What wants the owner. */
export const InboxEntry = z.discriminatedUnion('kind', [DoorEntry, HeldEntry, SetBackEntry, PassphraseEntry, AcmeEntry])
export type InboxEntry = z.infer<typeof InboxEntry>

export const inbox = {
  /** Newest first; what has settled itself is not in it. */
  'inbox.list': method(z.strictObject({}), z.array(InboxEntry)),
  /** Takes an entry off the list; the same device comes back when it is refused again. */
  'inbox.dismiss': method(z.strictObject({ key: z.string().min(1).max(120) }), z.strictObject({ key: z.string() })),
} as const
