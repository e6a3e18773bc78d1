import type { BackupCounts } from '../../../shared/contract/backup.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { createAcmeStore, type AcmeStore } from './acme.ts'
import { createAcmeServerStore, type AcmeServerStore } from './acme-server.ts'
import { createActivityStore, type ActivityStore } from './activity.ts'
import { createAuditStore, type AuditStore } from './audit.ts'
import { createAuthorityStore, type AuthorityStore, type RevocationRow } from './authorities.ts'
import { openDatabase, type OpenDatabase } from './database.ts'
import { createDeviceStore, type DeviceStore } from './devices.ts'
import { createHeldStore, type HeldStore } from './held.ts'
import { createInboxStore, type InboxStore } from './inbox.ts'
import { createKeeper, type Keeper } from './keep.ts'
import { ATTACHED, attachedBackup, countsOf, type AttachedBackup } from './merge.ts'
import { createBackupScheduleStore, type BackupScheduleStore } from './backup-schedule.ts'
import { createNotifyStore, type NotifyStore } from './notify.ts'
import { openLedger } from './ledger.ts'
import { isStronger } from './ledger-entries.ts'
import { createOverdue, isDiskError, type Overdue } from './overdue.ts'
import {
  beginLedger,
  catchUp,
  isBehind,
  judgeState,
  ledgerContent,
  rowsOf,
  unknownTo,
  type SetBack,
} from './reconcile.ts'
import { createPersonStore, type PersonStore } from './persons.ts'
import { createReserve, releaseReserve } from './reserve.ts'
import { createSecretStore, type SecretStore } from './secrets.ts'
import { loadServiceKey } from './service-key.ts'
import { createServerStore, type ServerStore } from './servers.ts'
import { createSettingsStore, type SettingsStore } from './settings.ts'
import { createSiteStore, type SiteStore } from './sites.ts'
import type { Sql } from './sqlite.ts'

/** What was found when a data folder was opened, for its owner to be told. */
export interface Findings {
  /** The database is in an earlier state than it had been in; null when it is not. */
  readonly setBack: SetBack | null
  /** The folder of a write-ahead log that did not belong to the database; null when there was none. */
  readonly putAside: string | null
}

/** The open data folder: one database, its repositories and the service key. */
export interface Store {
  /** Rows are read and written by the repositories below, and nowhere else. */
  readonly sql: Pick<Sql, 'transaction'>
  readonly sqliteVersion: string
  readonly serviceKey: Uint8Array
  readonly findings: Findings
  readonly authorities: AuthorityStore
  readonly devices: DeviceStore
  readonly held: HeldStore
  readonly sites: SiteStore
  readonly activity: ActivityStore
  readonly inbox: InboxStore
  readonly settings: SettingsStore
  readonly secrets: SecretStore
  readonly persons: PersonStore
  readonly acme: AcmeStore
  readonly acmeServer: AcmeServerStore
  readonly notify: NotifyStore
  readonly servers: ServerStore
  readonly audit: AuditStore
  readonly backupSchedule: BackupScheduleStore
  readonly keep: Keeper
  /** Revocations that are in force and could not be written yet. */
  readonly overdue: Overdue
  /** False on a full disk: what is not needed is not written then. */
  hasRoom(): boolean
  /** Why nothing could be noted beside the database last; null when it could. */
  ledgerProblem(): unknown
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

/** @param now milliseconds since 1970 @throws AppError "store/…": see `openDatabase`; nothing was changed then */
export function openStore(dataFolder: string, now: () => number): Store {
  try {
    return open(dataFolder, now)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'store/full') throw error
    // Doors are opened by what is written already; the room for that little is there.
    releaseReserve(dataFolder)
    return open(dataFolder, now)
  }
}

function open(dataFolder: string, now: () => number): Store {
  const database = openDatabase(dataFolder, now)
  const { sql, record } = database
  try {
    const serviceKey = loadServiceKey(dataFolder, now())
    const reserve = createReserve(dataFolder)
    const own = createAuthorityStore(sql, (fact) => record.note(fact))
    const setBack = judgeState(database)
    const remembered = unknownTo(database)
    if (database.ledger && setBack?.how === 'older') database.skipTo(database.ledger.stamp.sequence)
    const behind = isBehind(remembered, setBack)
    const caughtUp = !behind || tryUrgently(() => sql.transaction(() => catchUp(own, remembered, setBack)))
    const ledger = caughtUp ? beginLedger(dataFolder, database, own) : openLedger(dataFolder)
    const overdue = createOverdue({ sql, authorities: own, ledger, reserve })
    if (!caughtUp) overdue.keep(rowsOf(own, remembered))
    database.use(ledger, { has: () => reserve.inPlace() || reserve.take() })
    reserve.take()
    const authorities: AuthorityStore = {
      ...own,
      revocations: (id) => withOverdue(own.revocations(id), overdue.rows(), id),
    }
    return {
      sql,
      sqliteVersion: database.version,
      serviceKey,
      findings: { setBack, putAside: database.putAside },
      authorities,
      devices: createDeviceStore(sql),
      held: createHeldStore(sql),
      sites: createSiteStore(sql),
      activity: createActivityStore(sql),
      inbox: createInboxStore(sql),
      settings: createSettingsStore(sql),
      secrets: createSecretStore(sql),
      persons: createPersonStore(sql),
      acme: createAcmeStore(sql, serviceKey),
      acmeServer: createAcmeServerStore(sql, serviceKey),
      notify: createNotifyStore(sql, serviceKey),
      servers: createServerStore(sql),
      audit: createAuditStore(sql),
      backupSchedule: createBackupScheduleStore(sql, serviceKey),
      keep: createKeeper(sql),
      overdue,
      hasRoom: () => reserve.inPlace() || reserve.take(),
      ledgerProblem: () => ledger.problem(),
      snapshot: (at) => database.snapshot(at),
      copyTo: (file) => database.copyTo(file),
      keepCopy: (at) => database.keepCopy(at),
      counts: () => countsOf(sql, 'main'),
      withBackup(file, work) {
        const result = database.attached(file, ATTACHED, () => work(attachedBackup(sql, serviceKey)))
        // Rows came in without a word of their own.
        ledger.rewrite(ledgerContent(record, own, []))
        return result
      },
      close: () => database.close(),
    }
  } catch (error) {
    database.close()
    throw error
  }
}

/** @returns false where the disk takes nothing */
function tryUrgently(work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (!isDiskError(error)) throw error
    return false
  }
}

/** What is in force: what the database says, and what it could not take. */
function withOverdue(rows: RevocationRow[], overdue: readonly RevocationRow[], id?: string): RevocationRow[] {
  const more = overdue.filter((row) => id === undefined || row.authority_id === id)
  if (more.length === 0) return rows
  const of = (row: RevocationRow): string => `${row.authority_id} ${row.serial}`
  const all = new Map(rows.map((row) => [of(row), row]))
  for (const row of more) {
    const before = all.get(of(row))
    if (!before || isStronger(row.reason, before.reason)) all.set(of(row), row)
  }
  return [...all.values()]
}
