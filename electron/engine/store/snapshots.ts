import fs from 'node:fs'
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { createPrivateFile, syncFolder } from './files.ts'

/** So that there is something to go back to when the database is damaged: one a day, the last seven. */
const KEPT = 7
const NAME = /^vestibule-\d{4}-\d{2}-\d{2}\.db$/

function folderOf(dataFolder: string): string {
  return path.join(dataFolder, 'snapshots')
}

/** Newest first. */
function list(dataFolder: string): string[] {
  const folder = folderOf(dataFolder)
  if (!fs.existsSync(folder)) return []
  return fs
    .readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort()
    .toReversed()
    .map((name) => path.join(folder, name))
}

/** Path of the newest snapshot, or null. */
export function newestSnapshot(dataFolder: string): string | null {
  return list(dataFolder)[0] ?? null
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

/** Writes today's snapshot unless there is one, and removes the oldest. */
export function takeSnapshot(database: DatabaseSync, dataFolder: string, now: number): void {
  const target = path.join(folderOf(dataFolder), `vestibule-${new Date(now).toISOString().slice(0, 10)}.db`)
  if (fs.existsSync(target)) return
  prepareFolder(dataFolder)
  copy(database, target)
  for (const old of list(dataFolder).slice(KEPT)) fs.rmSync(old)
}

/** What was here before a backup took its place: so many of them are kept. */
const KEPT_COPIES = 3
const COPY = /^before-restore-.*\.db$/

/** Keeps a copy that the snapshots of the days do not push out. @returns its path */
export function keepCopy(database: DatabaseSync, dataFolder: string, now: number): string {
  const folder = prepareFolder(dataFolder)
  const moment = new Date(now).toISOString().replace(/[-:.]/g, '')
  const target = path.join(folder, `before-restore-${moment}.db`)
  copy(database, target)
  const copies = fs.readdirSync(folder).filter((name) => COPY.test(name))
  for (const old of copies.sort().toReversed().slice(KEPT_COPIES)) fs.rmSync(path.join(folder, old))
  return target
}
