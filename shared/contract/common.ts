import { z } from 'zod'
import type { Message as MessageType, Value } from '../messages/message.ts'
import { must } from './field.ts'

/** Opaque identifier of a row: 1 to 64 characters of `[A-Za-z0-9_-]`. */
export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

/** Long work under a name: its `app.progress` can be watched, and `app.cancel` ends it. */
export const RunId = z.optional(Id)

/** A point in time: ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const Instant = z.iso.datetime()

/**
 * A certificate serial number: upper-case hexadecimal without separators or leading zeros, after a `-` where it is
 * negative. 20 octets at most by RFC 5280 §4.1.2.2; authorities of others have issued longer ones, and negative ones.
 */
export const Serial = z.string().regex(/^-?[0-9A-F]{1,2000}$/)

/** SHA-256 of the DER certificate: 64 upper-case hexadecimal digits, no separators. */
export const Fingerprint = z.string().regex(/^[0-9A-F]{64}$/)

/** Control characters (C0, DEL, C1), line separators and the invisible direction overrides that make one name look like another. */
// oxlint-disable-next-line no-control-regex -- naming them is the point
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/u

/**
 * A name that a person gave: any script, emoji and quotes included. Trimmed, NFC,
 * 1 to 64 characters (RFC 5280 ub-common-name), no control or direction-override characters.
 */
export const Name = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .min(1)
      .refine((text) => Array.from(text).length <= 64, { error: must('maxCharacters'), params: { number: 64 } })
      .refine((text) => !UNPRINTABLE.test(text), must('name'))
      .refine((text) => text.isWellFormed(), must('unicode')),
  )

/** The passphrase that unlocks the vault. The strength of a new one is judged by electron/engine/passphrase/strength.ts. */
export const Passphrase = z.string().min(1).max(1024)

/** PEM text, at most 1 MiB. */
export const Pem = z.string().max(1_048_576)

/** A file on its way to the user: bytes as base64, so that every transport can carry it. */
export const FileContent = z.strictObject({
  /** Safe on every system: no separators, no reserved names. */
  fileName: z.string(),
  mediaType: z.string(),
  /** Base64 (RFC 4648 §4). */
  base64: z.base64(),
})
export type FileContent = z.infer<typeof FileContent>

/** Key types that Vestibule makes. */
export const KeyType = z.enum(['rsa2048', 'rsa3072', 'rsa4096', 'p256', 'p384'])
export type KeyType = z.infer<typeof KeyType>

/** Key types offered for devices: RSA 4096 is too slow on phones to be worth it. */
export const DeviceKeyType = KeyType.exclude(['rsa4096'])
export type DeviceKeyType = z.infer<typeof DeviceKeyType>

/** Reasons of RFC 5280 §5.3.1 that a person can mean. */
export const RevocationReason = z.enum(['unspecified', 'key-compromise', 'superseded', 'cessation', 'hold'])
export type RevocationReason = z.infer<typeof RevocationReason>

/** A SHA-256 fingerprint or serial in groups of four, for reading aloud and comparing. */
export function grouped(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, '$1 ')
}

const MessageValue: z.ZodType<Value> = z.lazy(() =>
  z.union([z.string(), z.number(), Message, z.array(z.union([z.string(), Message]))]),
)
const MessageValues = z.record(z.string(), MessageValue)

/** A sentence of the catalogues (`shared/messages`): which one, and what stands in its gaps. The reader says it. */
export const Message: z.ZodType<MessageType> = z.lazy(() => z.strictObject({ id: z.string(), values: MessageValues }))

/** Why something is not as it should be, and what to do: a code of the catalogues, and what stands in their gaps. */
export const Problem = z.strictObject({ code: z.string(), values: MessageValues })
