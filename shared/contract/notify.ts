import { z } from 'zod'
import { Id, Instant, Name, Pem, Problem } from './common.ts'
import { must } from './field.ts'
import { method } from './method.ts'

/** Services that notices can be sent to. */
export const ChannelKind = z.enum(['ntfy', 'gotify', 'webhook', 'mail', 'home-assistant'])
export type ChannelKind = z.infer<typeof ChannelKind>

/** What a channel can be told of; each covers several kinds of notices (shared/notify-topics.ts). */
export const NotifyTopic = z.enum(['expiry', 'refused', 'down', 'open', 'backup', 'update', 'program'])
export type NotifyTopic = z.infer<typeof NotifyTopic>

/** How often at most: at once, or what has gathered in one message an hour or a day. */
export const NotifyPace = z.enum(['now', 'hour', 'day'])
export type NotifyPace = z.infer<typeof NotifyPace>

const Topics = z
  .array(NotifyTopic)
  .min(1)
  .max(NotifyTopic.options.length)
  .transform((topics) => [...new Set(topics)])

/** A token, a password or a key. Printable ASCII, because it may go into a header; passwords of mail may be anything. */
const Secret = z
  .string()
  .min(1)
  .max(1024)
  .refine((text) => text.isWellFormed() && !/[\r\n]/.test(text), must('oneLine'))

/** A service that notices are sent to. Its secrets are never shown, nor is what of its address may be one. */
export const Channel = z.strictObject({
  id: Id,
  name: z.string(),
  kind: ChannelKind,
  /** Where to, without what may be a secret: `https://ntfy.sh/…`, a mail address. */
  to: z.string(),
  on: z.array(NotifyTopic),
  pace: NotifyPace,
  /** False where everybody on the way can read along: plain HTTP, or mail without TLS. */
  encrypted: z.boolean(),
  /** Notices that wait to be sent. */
  waiting: z.int(),
  /** Notices that were given up since the last one arrived: too old, or too many. */
  dropped: z.int(),
  lastSentAt: z.nullable(Instant),
  /** Why the last attempt failed; null when it did not. */
  problem: z.nullable(Problem),
  /** When it is tried again; null while nothing waits or nothing failed. */
  nextAttemptAt: z.nullable(Instant),
})
export type Channel = z.infer<typeof Channel>

/** A channel by its name or id. */
const Chosen = z.string().min(1).max(64)

const Address = z.string().min(1).max(2048).refine((text) => !/\s/.test(text.trim()), must('oneWord')) // prettier-ignore

export const notify = {
  /** In the order of their names. */
  'notify.list': method(z.strictObject({}), z.array(Channel)),
  /**
   * `to` is the address to post to (ntfy with its topic; Home Assistant with `/api/webhook/ID`, or without it where
   * `secret` is that id), the base address of Gotify, or up to five mail addresses with commas between.
   * @throws notify/name-taken, notify/address, notify/secret-missing, notify/too-many
   */
  'notify.add': method(
    z.strictObject({
      kind: ChannelKind,
      /** Default: the kind, numbered where that is taken. */
      name: z.optional(Name),
      to: z.string().min(1).max(2048),
      /** Token of ntfy (or `user:password`) or Gotify, key of the signature, password of the mail account, webhook id. */
      secret: z.optional(Secret),
      /** Mail: `smtps://host[:465]` or `smtp://host[:587]`, which has to offer STARTTLS. */
      server: z.optional(Address),
      /** Mail: default `user` where that is an address, else the first recipient. */
      from: z.optional(Address),
      /** Mail: the account. */
      user: z.optional(z.string().min(1).max(320)),
      /** Certificates that vouch for the server, instead of the public authorities. */
      ca: z.optional(Pem),
      on: z.optional(Topics),
      pace: z._default(NotifyPace, 'now'),
    }),
    Channel,
  ),
  /** Only what is given is changed. @throws notify/not-found, notify/name-taken */
  'notify.set': method(
    z.strictObject({
      channel: Chosen,
      name: z.optional(Name),
      secret: z.optional(Secret),
      on: z.optional(Topics),
      pace: z.optional(NotifyPace),
    }),
    Channel,
  ),
  /** Sends a message now, beside what waits. @throws notify/… with why it did not arrive */
  'notify.test': method(z.strictObject({ channel: Chosen }), Channel),
  /** Forgets it, its secrets, and what waits for it. @throws notify/not-found */
  'notify.remove': method(z.strictObject({ channel: Chosen }), z.strictObject({ id: Id, name: z.string() })),
} as const
