import type { Problem } from '../../../shared/transport.ts'
import { seal, unseal } from './seal.ts'
import type { Sql } from './sqlite.ts'

/** When backups are made by themselves, and how that goes. Times are milliseconds since 1970. */
export interface BackupScheduleRow {
  readonly every: 'day' | 'week'
  /** Of the local day, 0 to 23. */
  readonly hour: number
  /** Absolute path. */
  readonly folder: string
  readonly keep: number
  /** What the marker in the folder says: without it the right disk is not mounted. */
  readonly marker: string
  /** What was written by this schedule and is not pruned yet, the oldest first. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
  readonly lastGoodAt: number | null
  readonly lastTriedAt: number | null
  readonly problem: Problem | null
  /** The age recipient they are encrypted for; absent where they have a passphrase. */
  readonly recipient?: string
}

export interface BackupScheduleStore {
  find(): BackupScheduleRow | undefined
  /** Changes what is there now; undefined: there is none (any more). */
  update(change: (current: BackupScheduleRow | undefined) => BackupScheduleRow | undefined): void
  /** The passphrase of these backups; null when there is none or it cannot be read any more. */
  passphrase(): string | null
  reseal(passphrase: string | null): void
}

const NAME = 'backup-schedule'
const KIND = 'backup-passphrase'
const PURPOSE = `vestibule:1:${KIND}:${NAME}`

export function createBackupScheduleStore(sql: Sql, serviceKey: Uint8Array): BackupScheduleStore {
  const find = (): BackupScheduleRow | undefined => {
    const row = sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', NAME)
    try {
      return row ? ((JSON.parse(row.value) as BackupScheduleRow | null) ?? undefined) : undefined
    } catch {
      return undefined
    }
  }
  return {
    find,
    update(change) {
      sql.transaction(() => {
        const next = change(find())
        if (next === undefined) sql.run('DELETE FROM settings WHERE name = ?', NAME)
        else sql.run('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', NAME, JSON.stringify(next))
      })
    },
    passphrase() {
      const row = sql.get<{ sealed: Uint8Array }>('SELECT sealed FROM secrets WHERE kind = ? AND owner = ?', KIND, NAME)
      const plain = row && unseal(serviceKey, PURPOSE, row.sealed)
      return plain ? Buffer.from(plain).toString('utf8') : null
    },
    reseal(passphrase) {
      if (passphrase === null) sql.run('DELETE FROM secrets WHERE kind = ? AND owner = ?', KIND, NAME)
      else {
        const sealed = seal(serviceKey, PURPOSE, Buffer.from(passphrase))
        sql.run('INSERT OR REPLACE INTO secrets (kind, owner, sealed) VALUES (?, ?, ?)', KIND, NAME, sealed)
      }
    },
  }
}
