import fs from 'node:fs'
import path from 'node:path'
import { syncFolder } from './files.ts'

const FOLDER = 'vestibule-aside'
/** How many times something was put there that is kept. */
const MAX_KEPT = 5

/**
 * Moves files out of the way, into a folder of their own in the data folder; nothing is deleted but what was put there
 * long ago. @param at milliseconds since 1970 @returns the folder
 */
export function putAside(dataFolder: string, files: readonly string[], at: number): string {
  const shelf = path.join(dataFolder, FOLDER)
  fs.mkdirSync(shelf, { recursive: true, mode: 0o700 })
  const folder = freeName(path.join(shelf, new Date(at).toISOString().replace(/[-:.]/g, '')))
  fs.mkdirSync(folder, { mode: 0o700 })
  for (const file of files) {
    if (fs.existsSync(file)) fs.renameSync(file, path.join(folder, path.basename(file)))
  }
  syncFolder(folder)
  syncFolder(dataFolder)
  const kept = fs.readdirSync(shelf).toSorted((one, other) => age(shelf, one) - age(shelf, other))
  for (const old of kept.slice(MAX_KEPT)) fs.rmSync(path.join(shelf, old), { recursive: true, force: true })
  return folder
}

/** Newest first, whatever the names say: a clock may have been wrong. */
function age(shelf: string, name: string): number {
  return -fs.statSync(path.join(shelf, name)).mtimeMs
}

function freeName(wanted: string): string {
  let name = wanted
  for (let count = 2; fs.existsSync(name); count += 1) name = `${wanted}-${count}`
  return name
}
