import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where this program lies, with a separator at the end; from `electron/headless` and from `out/headless` alike. */
export const packageRoot = fileURLToPath(new URL('../../', import.meta.url))

/** Of package.json. */
export function version(): string {
  const text = readFileSync(`${packageRoot}package.json`, 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
