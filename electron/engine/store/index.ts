import { createAcmeStore, type AcmeStore } from './acme.ts'
import { createAcmeServerStore, type AcmeServerStore } from './acme-server.ts'
import { createActivityStore, type ActivityStore } from './activity.ts'
import { createAuthorityStore, type AuthorityStore } from './authorities.ts'
import { openDatabase, type OpenDatabase } from './database.ts'
import { createDeviceStore, type DeviceStore } from './devices.ts'
import { createKeeper, type Keeper } from './keep.ts'
import { createInboxStore, type InboxStore } from './inbox.ts'
import { loadServiceKey } from './service-key.ts'
import { createSettingsStore, type SettingsStore } from './settings.ts'
import { createSiteStore, type SiteStore } from './sites.ts'
import type { Sql } from './sqlite.ts'

/** The open data folder: one database, its repositories and the service key. */
export interface Store {
  readonly sql: Sql
  readonly sqliteVersion: string
  readonly serviceKey: Uint8Array
  readonly authorities: AuthorityStore
  readonly devices: DeviceStore
  readonly sites: SiteStore
  readonly activity: ActivityStore
  readonly inbox: InboxStore
  readonly settings: SettingsStore
  readonly acme: AcmeStore
  readonly acmeServer: AcmeServerStore
  readonly keep: Keeper
  /** See `OpenDatabase`. */
  readonly snapshot: OpenDatabase['snapshot']
  readonly copyTo: OpenDatabase['copyTo']
  readonly keepCopy: OpenDatabase['keepCopy']
  readonly attached: OpenDatabase['attached']
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
      acme: createAcmeStore(sql, serviceKey),
      acmeServer: createAcmeServerStore(sql, serviceKey),
      keep: createKeeper(sql),
      snapshot: (at) => database.snapshot(at),
      copyTo: (file) => database.copyTo(file),
      keepCopy: (at) => database.keepCopy(at),
      attached: (file, name, work) => database.attached(file, name, work),
      close: () => database.close(),
    }
  } catch (error) {
    database.close()
    throw error
  }
}
