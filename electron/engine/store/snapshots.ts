import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createPrivateFile, syncFolder } from './files.ts'
import { readStateIfAny } from './state.ts'

/** So that there is something to go back to when the database is damaged: one a day, the last seven. */
const MAX_DAYS = 7
/** Copies from before something took the place of what was there: so many of each kind are kept. */
const MAX_COPIES = 3
const NAME = /^(vestibule|before-restore|before-migration)-(.+)\.db$/
const DAY = 86_400_000

/** Why a copy was made: it was a new day, a backup was restored, a new version changed the database. */
export type SnapshotKind = 'vestibule' | 'before-restore' | 'before-migration'

export interface Snapshot {
  readonly file: string
  readonly kind: SnapshotKind
  /** As its name says: `2026-11-30`, `20261130T101500000Z`. */
  readonly date: string
}

function folderOf(dataFolder: string): string {
  return path.join(dataFolder, 'snapshots')
}

/** When the snapshot says that it was made; from when its day began. Milliseconds since 1970. */
function timeOf({ date }: Snapshot): number {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] =
    /^(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2})(\d{2})(\d{2}))?/.exec(date) ?? []
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) || 0
}

/**
 * Newest first. Those of the future come last, as if they were the oldest: a clock was wrong when they were made, and
 * nobody knows how old they are.
 * @param now milliseconds since 1970
 */
export function listSnapshots(dataFolder: string, now: number): Snapshot[] {
  const folder = folderOf(dataFolder)
  if (!fs.existsSync(folder)) return []
  const found = fs.readdirSync(folder).flatMap((name): Snapshot[] => {
    const [, kind, date] = NAME.exec(name) ?? []
    return kind === undefined || date === undefined
      ? []
      : [{ file: path.join(folder, name), kind: kind as SnapshotKind, date }]
  })
  const order = (one: Snapshot): number =>
    timeOf(one) > now + DAY ? timeOf(one) - Number.MAX_SAFE_INTEGER : timeOf(one)
  return found.toSorted((one, other) => order(other) - order(one))
}

/** Path of the newest snapshot of a day, or null. */
export function newestSnapshot(dataFolder: string, now: number): string | null {
  return listSnapshots(dataFolder, now).find((one) => one.kind === 'vestibule')?.file ?? null
}

function prepareFolder(dataFolder: string): string {
  const folder = folderOf(dataFolder)
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  fs.chmodSync(folder, 0o700)
  for (const name of fs.readdirSync(folder)) {
    if (name.endsWith('.partial') || name.endsWith('.partial-journal')) fs.rmSync(path.join(folder, name))
  }
  return folder
}

/**
 * `VACUUM INTO` gives a consistent copy and leaves pages of deleted rows behind. The copy holds secrets only as they
 * lie in the database: encrypted.
 */
function copy(database: DatabaseSync, target: string): void {
  const partial = `${target}.partial`
  try {
    createPrivateFile(partial)
    database.prepare('VACUUM INTO ?').run(partial)
    fs.renameSync(partial, target)
    syncFolder(path.dirname(target))
  } finally {
    fs.rmSync(partial, { force: true })
  }
}

function removeOld(dataFolder: string, now: number, kind: SnapshotKind, most: number): void {
  const all = listSnapshots(dataFolder, now).filter((one) => one.kind === kind)
  for (const old of all.slice(most)) fs.rmSync(old.file)
}

/** Writes today's snapshot unless there is one, and removes the oldest. @param now milliseconds since 1970 */
export function takeSnapshot(database: DatabaseSync, dataFolder: string, now: number): void {
  const target = path.join(folderOf(dataFolder), `vestibule-${new Date(now).toISOString().slice(0, 10)}.db`)
  if (fs.existsSync(target)) return
  prepareFolder(dataFolder)
  copy(database, target)
  removeOld(dataFolder, now, 'vestibule', MAX_DAYS)
}

/** Keeps a copy that the snapshots of the days do not push out. @returns its path */
export function keepCopy(
  database: DatabaseSync,
  dataFolder: string,
  now: number,
  kind: Exclude<SnapshotKind, 'vestibule'>,
): string {
  const folder = prepareFolder(dataFolder)
  const moment = new Date(now).toISOString().replace(/[-:.]/g, '')
  const target = path.join(folder, `${kind}-${moment}.db`)
  fs.rmSync(target, { force: true })
  copy(database, target)
  removeOld(dataFolder, now, kind, MAX_COPIES)
  return target
}

/** When the last change in a snapshot was made, as far as it says; null when it cannot be read. Milliseconds since 1970. */
export function stateOfSnapshot(file: string): { changedAt: number | null } | null {
  try {
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      const [line] = database.prepare('PRAGMA quick_check(1)').all()
      if (line?.['quick_check'] !== 'ok') return null
      return { changedAt: readStateIfAny(database)?.changedAt ?? null }
    } finally {
      database.close()
    }
  } catch {
    return null
  }
}
