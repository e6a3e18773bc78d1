// Plain JavaScript, for the same reason as build-stamp.js.
import module from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isCurrentBuild } from './build-stamp.js'

const root = new URL('../../../', import.meta.url)

/**
 * Keeps what Node makes of the files (types stripped, compiled): half of the time of a start, a quarter of its memory. In
 * a folder of the user's own: Node's default lies in the temporary folder, where others could put code in its place.
 * Where it cannot be written nothing is kept, which is no error.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function enableCompileCache(env) {
  const home = os.homedir()
  const { platform } = process
  const folder =
    platform === 'win32'
      ? [env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local'), 'Vestibule', 'Cache']
      : platform === 'darwin'
        ? [home, 'Library', 'Caches', 'Vestibule']
        : [env['XDG_CACHE_HOME'] || path.join(home, '.cache'), 'vestibule']
  module.enableCompileCache(path.join(...folder, 'compiled'))
}

/** @type {typeof import('./load.d.ts').loadMain} */
export async function loadMain(env) {
  enableCompileCache(env)
  const built = isCurrentBuild(fileURLToPath(root), 'program')
  return import(new URL(built ? 'out/headless/vestibule.js' : 'electron/headless/cli/main.ts', root).href)
}
