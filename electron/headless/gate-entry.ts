import path from 'node:path'
import { isFresh } from './built.js'
import { packageRoot } from './package.ts'

/** What is run as the gate, and all that it may read. Absolute paths. */
export interface GateEntry {
  readonly file: string
  readonly readable: readonly string[]
}

/**
 * All that a gate sees of an environment: the owner's may hold the passphrase (VESTIBULE_PASSPHRASE). glibc would give
 * each of V8's threads a heap of its own, in which megabytes of what compiling needed for a moment stay for good.
 */
export const gateEnvironment = { NODE_ENV: 'production', MALLOC_ARENA_MAX: '1' } as const

const at = (...parts: readonly string[]): string => path.join(packageRoot, ...parts)
const SOURCES = ['electron/gate', 'electron/pki', 'shared']

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
    : { file: at('electron/gate/process/main.ts'), readable: [...SOURCES.map((folder) => at(folder)), ...libraries] }
}
