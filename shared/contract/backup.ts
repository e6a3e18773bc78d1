import { z } from 'zod'
import { Id, Instant, Passphrase, RunId } from './common.ts'
import { FilePath } from './file-path.ts'
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
  /**
   * What was revoked or issued after this moment is not known here: such certificates are refused until they are let in,
   * and what was revoked gets in again. Null when all of it is known, because the same data were here.
   */
  unknownSince: z.nullable(Instant),
})
export type BackupRestored = z.infer<typeof BackupRestored>

export const backup = {
  /**
   * Everything in one encrypted file (age, https://age-encryption.org/v1), written, synced and read back before it has
   * its name. Without `file` it waits to be read.
   * @throws app/file-exists unless `overwrite`
   */
  'backup.create': method(
    z.strictObject({
      file: z.optional(FilePath),
      /** Puts it in the place of a file of that name. */
      overwrite: z._default(z.boolean(), false),
      /** Of the authority; encrypts the backup too unless `backupPassphrase` is given. */
      passphrase: z.optional(Passphrase),
      /** Of its own; needs the authority unlocked or its passphrase besides, since it gives server keys and logins away. */
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
