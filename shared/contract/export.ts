import { z } from 'zod'
import { targetIds } from '../platforms/pkcs12.ts'
import { FileContent, Message, Passphrase } from './common.ts'
import { must } from './field.ts'
import { method } from './method.ts'

export const ExportFormat = z.enum(['pfx', 'mobileconfig', 'pem', 'crt'])
/** `auto` follows the target, or the platform of the device. */
export const ExportProfile = z.enum(['auto', 'compatible', 'modern'])
/** What the file is for: a platform in a range of its versions. */
export const ExportTarget = z.enum(targetIds)

/** ASCII, never empty; without it one is generated and returned once. */
export const FilePassword = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[\x20-\x7E]+$/, must('ascii'))

/** How a file is made, whichever way it is carried over. */
export const ExportChoices = z.strictObject({
  device: z.string().min(1).max(200),
  profile: z._default(ExportProfile, 'auto'),
  target: z.optional(ExportTarget),
  password: z.optional(FilePassword),
  /** A site by id or name, whose server certificate signs the .mobileconfig. */
  signWith: z.optional(z.string().min(1).max(200)),
  passphrase: z.optional(Passphrase),
})
export type ExportChoices = z.output<typeof ExportChoices>

export const ExportDevice = z.strictObject({
  ...ExportChoices.shape,
  format: z._default(ExportFormat, 'pfx'),
  /** The format `crt` as DER instead of PEM. */
  der: z._default(z.boolean(), false),
})

export const ExportedFile = z.strictObject({
  ...FileContent.shape,
  format: ExportFormat,
  /** `none` for formats that are not encrypted containers. */
  profile: z.enum(['compatible', 'modern', 'none']),
  /** One line: why this profile was chosen; null when it was not chosen here. */
  reason: z.nullable(Message),
  /** Only when it was generated, only this once. */
  password: z.optional(z.string()),
  /** Sentences a person should read before carrying the file over. */
  warnings: z.array(Message),
})
export type ExportedFile = z.infer<typeof ExportedFile>

export const deviceExport = {
  'device.export': method(ExportDevice, ExportedFile),
} as const
