import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { electronRuntime as programOf } from '../../electron/headless/electron-runtime.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The runtime that the desktop's tests can run in; null where it is not. */
export interface ElectronRuntime {
  readonly program: string
  readonly version: string
}

export function electronRuntime(): ElectronRuntime | null {
  const program = programOf(root)
  if (program === null) return null
  const about = JSON.parse(fs.readFileSync(`${root}node_modules/electron/package.json`, 'utf8')) as { version: string }
  return { program, version: about.version }
}

/** What the tests of the interface run in, in words. */
export function shellInWords(): string {
  const runtime = electronRuntime()
  return runtime
    ? `Electron ${runtime.version}, where a spec opens the owner’s app; the headless shell with Chromium elsewhere`
    : 'the headless shell with Chromium'
}
