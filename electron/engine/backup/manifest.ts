import { z } from 'zod'
import { BackupCounts } from '../../../shared/contract/backup.ts'
import { Instant } from '../../../shared/contract/common.ts'

/** Version of the archive's layout. A higher one is refused: it may hold what this program would leave out. */
export const BACKUP_VERSION = 1

export const MANIFEST = 'manifest.json'
export const DATABASE = 'vestibule.db'
export const SERVICE_KEY = 'service.key'
/** What a backup consists of, in this order, after the manifest. */
export const FILES = [DATABASE, SERVICE_KEY] as const

/** The first file of a backup: says what follows. Fields that a later program adds are no reason to refuse it. */
export const Manifest = z.object({
  format: z.literal('vestibule-backup'),
  version: z.int().min(1),
  created: Instant,
  /** Version of the program that wrote it. */
  program: z.string().max(64),
  /** Of the database. */
  schema: z.int().min(1),
  counts: BackupCounts,
  files: z
    .array(
      z.object({
        name: z.string().max(100),
        /** Bytes. */
        size: z.int().min(0),
        /** Hexadecimal. */
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(16),
})
export type Manifest = z.infer<typeof Manifest>
