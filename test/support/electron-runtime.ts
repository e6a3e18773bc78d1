import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { electronRuntime as programOf } from '../../electron/headless/electron-runtime.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The runtime that the desktop's tests can run in; null where it is not. */
export interface ElectronRuntime {
  readonly program: string
  /** What the program says of itself. */
  readonly version: string
  readonly chromium: string
  readonly node: string
  /** Folder of the built app that it runs. */
  readonly app: string
}

let known: ElectronRuntime | null | undefined

/** Asked for by `npm run test:electron` in VESTIBULE_ELECTRON and VESTIBULE_ELECTRON_APP, or Electron's own download. */
export function electronRuntime(env: NodeJS.ProcessEnv = process.env): ElectronRuntime | null {
  if (known !== undefined) return known
  const program = env['VESTIBULE_ELECTRON'] ?? programOf(root)
  if (program === null) {
    known = null
    return known
  }
  const ask = ['-p', 'JSON.stringify(process.versions)']
  const versions = JSON.parse(
    execFileSync(program, ask, { encoding: 'utf8', env: { ...env, ELECTRON_RUN_AS_NODE: '1' } }),
  ) as { electron: string; chrome: string; node: string }
  const { electron: version, chrome: chromium, node } = versions
  known = { program, version, chromium, node, app: env['VESTIBULE_ELECTRON_APP'] ?? root }
  return known
}

/** What the tests of the interface run in, in words. */
export function shellInWords(): string {
  const runtime = electronRuntime()
  if (!runtime) return 'the headless shell with Chromium'
  const { version, chromium, node } = runtime
  return `Electron ${version} (Chromium ${chromium}, Node ${node}), where a spec opens the owner’s app`
}
