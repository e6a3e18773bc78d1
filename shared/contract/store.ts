import { z } from 'zod'
import { Instant } from './common.ts'
import { BackupPreview } from './backup.ts'
import { method } from './method.ts'

/** A copy of the database that the program has made by itself. */
export const Snapshot = z.strictObject({
  /** What it is called by: its date, or its date and time. */
  date: z.string(),
  /** A copy of each day; from before a backup was restored; from before a new version changed the database. */
  kind: z.enum(['day', 'before-restore', 'before-migration']),
  file: z.string(),
  /** When the last change in it was made; null for one of an earlier version. */
  stateAt: z.nullable(Instant),
  /** False: it is damaged itself. */
  sound: z.boolean(),
})
export type Snapshot = z.infer<typeof Snapshot>

export const SnapshotRestored = z.strictObject({
  /** What was gone back to. */
  date: z.string(),
  stateAt: z.nullable(Instant),
  /** Where the files that it took the place of are. */
  putAside: z.nullable(z.string()),
  /** Changes that were made after it and are not known any more; null where that cannot be told. */
  missing: z.nullable(z.int()),
})
export type SnapshotRestored = z.infer<typeof SnapshotRestored>

export const store = {
  /** Newest first. */
  'store.snapshots': method(z.strictObject({}), z.array(Snapshot)),
  /**
   * Goes back to a snapshot: the newest that is sound, or the one named. As with a backup, revocations stay, certificates
   * that were issued since stay known, and what is here is kept as a snapshot.
   */
  'store.restoreSnapshot': method(
    z.strictObject({ date: z.optional(z.string().min(4).max(40)) }),
    z.strictObject({ ...SnapshotRestored.shape, preview: BackupPreview }),
  ),
} as const
