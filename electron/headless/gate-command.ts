import path from 'node:path'
import { isBuild, packageRoot } from './package.ts'

/** What is run as the gate, and all that it may read. Absolute paths. */
export interface GateEntry {
  readonly file: string
  readonly readable: readonly string[]
}

const at = (...parts: readonly string[]): string => path.join(packageRoot, ...parts)

/**
 * The gate of this build, or of these sources: they need the part of Node that strips types, which takes a third more
 * memory. package.json says that its files are modules.
 */
export function gateEntry(build = isBuild): GateEntry {
  return build
    ? { file: at('out/main/gate.js'), readable: [at('out/main'), at('package.json')] }
    : {
        file: at('electron/gate/process/main.ts'),
        readable: [at('electron/gate'), at('electron/pki'), at('shared'), at('node_modules'), at('package.json')],
      }
}

/** Whether this Node knows a flag. The gate runs on the Node that asks. */
export type KnowsFlag = (flag: string) => boolean

export const knowsFlag: KnowsFlag = (flag) => process.allowedNodeEnvironmentFlags.has(flag)

/** What else is switched off, where this Node has it. */
const CLOSED = [
  // By a signal anybody of the same account would open a debugger in it.
  '--disable-sigusr1',
  // SQLite opens files by itself: the permission model is not asked, for reading or writing (`ATTACH`, `VACUUM INTO`).
  '--no-experimental-sqlite',
  // Calls into the system are denied by the permission model, reading and writing any memory of the process is not.
  '--no-experimental-ffi',
  '--no-experimental-webstorage',
  '--no-addons',
  '--disallow-code-generation-from-strings',
] as const

/**
 * Node's own flags for the gate: it may read its code, and do nothing else to this computer than talk to the network. No
 * writing, no child processes, threads, addons, WASI or debugger. Which flags there are is asked, not read from a version:
 * Node 25 made the network a permission as well, and older ones end at a flag that they do not know.
 */
export function gateFlags(readable: readonly string[], knows: KnowsFlag = knowsFlag): string[] {
  return [
    '--permission',
    ...readable.map((place) => `--allow-fs-read=${place}`),
    ...(knows('--allow-net') ? ['--allow-net'] : []),
    ...CLOSED.filter(knows),
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ]
}
