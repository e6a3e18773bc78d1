import path from 'node:path'
import { isFresh } from './built.js'
import { packageRoot } from './package.ts'

/** What is run as the gate, and all that it may read. Absolute paths. */
export interface GateEntry {
  readonly file: string
  readonly readable: readonly string[]
}

const at = (...parts: readonly string[]): string => path.join(packageRoot, ...parts)
const SOURCES = ['electron/gate', 'shared']

/**
 * The built gate where it is no older than its sources, else the sources as they are: they need the part of Node that
 * strips types, which takes a third more memory.
 */
export function gateEntry(): GateEntry {
  const libraries = [at('node_modules'), at('package.json')]
  const built = at('out/main/gate.js')
  return isFresh(
    built,
    SOURCES.map((folder) => at(folder)),
  )
    ? { file: built, readable: [at('out/main'), ...libraries] }
    : { file: at('electron/gate/main.ts'), readable: [...SOURCES.map((folder) => at(folder)), ...libraries] }
}
