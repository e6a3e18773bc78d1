// Plain JavaScript, for the same reason as compile-cache.js.
import fs from 'node:fs'
import path from 'node:path'

/** @param {string} folder newest change below it, in milliseconds since 1970 */
function newestIn(folder) {
  let newest = 0
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name)
    newest = Math.max(newest, entry.isDirectory() ? newestIn(place) : fs.statSync(place).mtimeMs)
  }
  return newest
}

/** @type {typeof import('./built.d.ts').isFresh} */
export function isFresh(file, sources) {
  const about = fs.statSync(file, { throwIfNoEntry: false })
  return about !== undefined && sources.every((folder) => newestIn(folder) <= about.mtimeMs)
}
