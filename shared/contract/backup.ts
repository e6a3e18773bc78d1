import { z } from 'zod'
import { Id, Instant, Passphrase, Problem, RunId } from './common.ts'
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

/** Who a backup is encrypted for, X25519 (https://age-encryption.org/v1): 32 bytes in Bech32. Its checksum is not judged here. */
export const AgeRecipient = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/)

/** The secret that opens what is encrypted for its recipient. */
export const AgeIdentity = z.string().regex(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/)

/** Where the backup is: a file on this computer, or one that was uploaded. */
const Source = { file: z.optional(FilePath), transfer: z.optional(Transfer) }

/** What opens it. With an identity the passphrase is that of the authority in it, to unlock it afterwards. */
const Keys = { passphrase: z.optional(Passphrase), identity: z.optional(AgeIdentity) }

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

/** Backups that are made by themselves. */
export const BackupSchedule = z.strictObject({
  every: z.enum(['day', 'week']),
  /** Of the local day of this computer. */
  hour: z.int().min(0).max(23),
  folder: z.string(),
  /** How many are kept; older ones that this schedule has written are removed. */
  keep: z.int(),
  /** How many it has written that are there. */
  files: z.int(),
  /** When one was written and read back last. */
  lastGoodAt: z.nullable(Instant),
  lastFile: z.nullable(z.string()),
  nextAt: Instant,
  /** Why the last one failed; null when it did not. */
  problem: z.nullable(Problem),
  /** Who they are encrypted for: they cannot be opened here. Null where they have a passphrase. */
  recipient: z.nullable(z.string()),
})
export type BackupSchedule = z.infer<typeof BackupSchedule>

const Scheduled = z.strictObject({ schedule: z.nullable(BackupSchedule) })

export const backup = {
  'backup.schedule': method(z.strictObject({}), Scheduled),
  /**
   * Makes backups by themselves, the first at once. Folder and passphrase or recipient may be left out where they stay;
   * changing one of them needs the passphrase of the authority.
   * @throws backup/folder, backup/same-passphrase, backup/schedule-incomplete, backup/two-locks, backup/recipient
   */
  'backup.setSchedule': method(
    z.strictObject({
      every: BackupSchedule.shape.every,
      hour: BackupSchedule.shape.hour,
      keep: z.int().min(1).max(1000),
      folder: z.optional(FilePath),
      /** Of the authority. */
      passphrase: z.optional(Passphrase),
      /** Of the backups: never that of the authority, because it is kept under the service key. */
      backupPassphrase: z.optional(Passphrase),
      /** Instead of a passphrase: then nothing on this computer opens them. */
      recipient: z.optional(AgeRecipient),
    }),
    Scheduled,
  ),
  /** Makes none any more; those that were made stay. */
  'backup.clearSchedule': method(z.strictObject({}), Scheduled),
  /** Makes one now. @throws backup/… with why it failed */
  'backup.runSchedule': method(z.strictObject({}), Scheduled),
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
  'backup.inspect': method(z.strictObject({ ...Source, ...Keys, runId: RunId }), BackupPreview),
  /** Puts a backup in the place of what is here. `replace` confirms that something is. */
  'backup.restore': method(
    z.strictObject({ ...Source, ...Keys, replace: z._default(z.boolean(), false), runId: RunId }),
    BackupRestored,
  ),
} as const
