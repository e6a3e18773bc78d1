import { z } from 'zod'
import { Id, Instant, Passphrase, RunId } from './common.ts'
import { must } from './field.ts'
import { method } from './method.ts'

/** How much a backup, or a data folder, holds. */
export const BackupCounts = z.strictObject({
  authorities: z.int(),
  devices: z.int(),
  certificates: z.int(),
  revocations: z.int(),
  sites: z.int(),
})
export type BackupCounts = z.infer<typeof BackupCounts>

/** What a backup says of itself. */
const Summary = z.strictObject({
  created: Instant,
  /** Version of the program that wrote it. */
  program: z.string(),
  counts: BackupCounts,
})

/** Absolute path of a file on the computer that the program runs on. */
const FilePath = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)/, must('absolutePath'))

/** A file on its way between a window and the program: see `backup.read` and `backup.upload`. */
const Transfer = Id

/** At most 4 MiB a piece, as base64. */
const Piece = z.base64().max(5_600_000)

/** Where the backup is: a file on this computer, or one that was uploaded. */
const Source = { file: z.optional(FilePath), transfer: z.optional(Transfer) }

export const BackupMade = z.strictObject({
  ...Summary.shape,
  /** Null: it waits to be read, see `transfer`. */
  file: z.nullable(z.string()),
  transfer: z.nullable(Transfer),
  /** A name for it that is safe on every system. */
  fileName: z.string(),
  /** Size of the file in bytes. */
  bytes: z.int(),
})
export type BackupMade = z.infer<typeof BackupMade>

/** What restoring would do here; nothing was changed. */
export const BackupPreview = z.strictObject({
  ...Summary.shape,
  /** What is here now and would be replaced; null when there is nothing. */
  here: z.nullable(BackupCounts),
  /** Revocations that are not in the backup and stay in force. */
  keptRevocations: z.int(),
  /** Certificates that were issued here after the backup: they still work, so they are not forgotten. */
  keptCertificates: z.int(),
  /** Names of the authorities that are here and not in the backup: they are only in the snapshot afterwards. */
  lostAuthorities: z.array(z.string()),
})
export type BackupPreview = z.infer<typeof BackupPreview>

export const BackupRestored = z.strictObject({
  ...BackupPreview.shape,
  /** Path of the copy of what was here before; null when there was nothing. */
  snapshot: z.nullable(z.string()),
  /** True when the passphrase of the backup is also that of the authority. */
  unlocked: z.boolean(),
})
export type BackupRestored = z.infer<typeof BackupRestored>

export const backup = {
  /**
   * Everything in one encrypted file (age, https://age-encryption.org/v1), written, synced and read back before it has
   * its name. Without `file` it waits to be read.
   */
  'backup.create': method(
    z.strictObject({
      file: z.optional(FilePath),
      /** Of the authority; encrypts the backup too unless `backupPassphrase` is given. */
      passphrase: z.optional(Passphrase),
      backupPassphrase: z.optional(Passphrase),
      runId: RunId,
    }),
    BackupMade,
  ),
  /** A piece of a file that waits. `next` is null after the last one: then the file is gone. */
  'backup.read': method(
    z.strictObject({ transfer: Transfer, offset: z.int().min(0) }),
    z.strictObject({ base64: z.base64(), next: z.nullable(z.int()) }),
  ),
  /** Adds a piece to a file that is uploaded; without `transfer` it is the first one. */
  'backup.upload': method(
    z.strictObject({ transfer: z.optional(Transfer), base64: Piece }),
    z.strictObject({ transfer: Transfer, bytes: z.int() }),
  ),
  /** Opens and checks all of a backup, and says what restoring it would do. */
  'backup.inspect': method(z.strictObject({ ...Source, passphrase: Passphrase, runId: RunId }), BackupPreview),
  /** Puts a backup in the place of what is here. `replace` confirms that something is. */
  'backup.restore': method(
    z.strictObject({ ...Source, passphrase: Passphrase, replace: z._default(z.boolean(), false), runId: RunId }),
    BackupRestored,
  ),
} as const
