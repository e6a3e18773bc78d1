import fs from 'node:fs'
import path from 'node:path'
import { packageRoot } from './package.ts'

/** What is run as the gate, and all that it may read. Absolute paths. */
export interface GateEntry {
  readonly file: string
  readonly readable: readonly string[]
}

const at = (...parts: readonly string[]): string => path.join(packageRoot, ...parts)
const SOURCES = ['electron/gate', 'shared']

/** Newest change below a folder, in milliseconds since 1970. */
function newestIn(folder: string): number {
  return Math.max(
    ...fs.readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const place = path.join(folder, entry.name)
      return entry.isDirectory() ? newestIn(place) : fs.statSync(place).mtimeMs
    }),
  )
}

/**
 * The built gate where it is no older than its sources, else the sources as they are: they need the part of Node that
 * strips types, which takes a third more memory.
 */
export function gateEntry(): GateEntry {
  const libraries = [at('node_modules'), at('package.json')]
  const built = at('out/main/gate.js')
  const about = fs.statSync(built, { throwIfNoEntry: false })
  return about && about.mtimeMs >= Math.max(...SOURCES.map((folder) => newestIn(at(folder))))
    ? { file: built, readable: [at('out/main'), ...libraries] }
    : { file: at('electron/gate/main.ts'), readable: [...SOURCES.map((folder) => at(folder)), ...libraries] }
}
