// Plain JavaScript, for the same reason as compile-cache.js.
import { fileURLToPath } from 'node:url'
import { isFresh } from './built.js'
import { enableCompileCache } from './compile-cache.js'

/** @param {string} place from the top of the program */
const at = (place) => new URL(`../../${place}`, import.meta.url)

/** @type {typeof import('./load.d.ts').loadMain} */
export async function loadMain(env) {
  enableCompileCache(env)
  const built = at('out/headless/vestibule.js')
  const sources = ['electron/engine', 'electron/gate', 'electron/headless', 'electron/pki', 'electron/rpc', 'shared']
  const fresh = isFresh(
    fileURLToPath(built),
    sources.map((folder) => fileURLToPath(at(folder))),
  )
  return import(fresh ? built.href : new URL('./cli/main.ts', import.meta.url).href)
}
