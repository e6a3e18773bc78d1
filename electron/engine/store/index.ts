import { createActivityStore, type ActivityStore } from './activity.ts'
import { createAuthorityStore, type AuthorityStore } from './authorities.ts'
import { openDatabase, type OpenDatabase } from './database.ts'
import { createDeviceStore, type DeviceStore } from './devices.ts'
import type { BackupCounts } from '../../../shared/contract/backup.ts'
import { ATTACHED, attachedBackup, countsOf, type AttachedBackup } from './merge.ts'
import { createKeeper, type Keeper } from './keep.ts'
import { createInboxStore, type InboxStore } from './inbox.ts'
import { createSecretStore, type SecretStore } from './secrets.ts'
import { loadServiceKey } from './service-key.ts'
import { createSettingsStore, type SettingsStore } from './settings.ts'
import { createSiteStore, type SiteStore } from './sites.ts'
import type { Sql } from './sqlite.ts'

/** The open data folder: one database, its repositories and the service key. */
export interface Store {
  /** Rows are read and written by the repositories below, and nowhere else. */
  readonly sql: Pick<Sql, 'transaction'>
  readonly sqliteVersion: string
  readonly serviceKey: Uint8Array
  readonly authorities: AuthorityStore
  readonly devices: DeviceStore
  readonly sites: SiteStore
  readonly activity: ActivityStore
  readonly inbox: InboxStore
  readonly settings: SettingsStore
  readonly secrets: SecretStore
  readonly keep: Keeper
  /** See `OpenDatabase`. */
  readonly snapshot: OpenDatabase['snapshot']
  readonly copyTo: OpenDatabase['copyTo']
  readonly keepCopy: OpenDatabase['keepCopy']
  /** How much there is. */
  counts(): BackupCounts
  /** Runs `work` while the database of a backup is attached. @throws AppError "store/…" */
  withBackup<T>(file: string, work: (backup: AttachedBackup) => T): T
  close(): void
}

/** @throws AppError "store/…": see `openDatabase`; nothing was changed then. */
export function openStore(dataFolder: string, now: number): Store {
  const database = openDatabase(dataFolder, now)
  const { sql } = database
  try {
    const serviceKey = loadServiceKey(dataFolder)
    return {
      sql,
      sqliteVersion: database.version,
      serviceKey,
      authorities: createAuthorityStore(sql),
      devices: createDeviceStore(sql),
      sites: createSiteStore(sql),
      activity: createActivityStore(sql),
      inbox: createInboxStore(sql),
      settings: createSettingsStore(sql),
      secrets: createSecretStore(sql),
      keep: createKeeper(sql),
      snapshot: (at) => database.snapshot(at),
      copyTo: (file) => database.copyTo(file),
      keepCopy: (at) => database.keepCopy(at),
      counts: () => countsOf(sql, 'main'),
      withBackup: (file, work) => database.attached(file, ATTACHED, () => work(attachedBackup(sql, serviceKey))),
      close: () => database.close(),
    }
  } catch (error) {
    database.close()
    throw error
  }
}
