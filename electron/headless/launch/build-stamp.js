// Plain JavaScript: loading one file of TypeScript before the built program would bring in the part of Node that strips types.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** @type {typeof import('./build-stamp.d.ts').STAMP_FILE} */
export const STAMP_FILE = 'built-from.txt'

/**
 * What goes into each part of a build, from the top of the program. The lock file stands for the libraries that are
 * bundled.
 *
 * @type {import('./build-stamp.d.ts').BuildSources}
 */
const SOURCES = {
  program: ['electron', 'shared', 'package.json', 'package-lock.json'],
  interface: ['renderer', 'shared', 'package.json', 'package-lock.json'],
}

/** Output folders of each part, from the top of the program. */
const OUTPUTS = { program: ['out/headless', 'out/main'], interface: ['out/renderer'] }

/**
 * @param {string} root
 * @param {string} place from the root
 * @returns {string[]} files at or below a place, from the root, with `/`
 */
function filesAt(root, place) {
  const about = fs.statSync(path.join(root, place), { throwIfNoEntry: false })
  if (about === undefined) return []
  if (!about.isDirectory()) return [place]
  return fs
    .readdirSync(path.join(root, place), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesAt(root, `${place}/${entry.name}`) : [`${place}/${entry.name}`]))
}

/** @type {typeof import('./build-stamp.d.ts').sourceDigest} */
export function sourceDigest(root, part) {
  const hash = createHash('sha256')
  const files = SOURCES[part].flatMap((place) => filesAt(root, place)).toSorted()
  for (const file of files) {
    const content = fs.readFileSync(path.join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/** @type {typeof import('./build-stamp.d.ts').isCurrentBuild} */
export function isCurrentBuild(root, part) {
  const stamps = OUTPUTS[part].map((folder) => {
    try {
      return fs.readFileSync(path.join(root, folder, STAMP_FILE), 'utf8').trim()
    } catch {
      return null
    }
  })
  const [stamp] = stamps
  // No build, or folders of two builds.
  if (typeof stamp !== 'string' || stamps.some((other) => other !== stamp)) return false
  // An installed package may have no sources: there is nothing else that could run.
  const [sources = ''] = SOURCES[part]
  return (
    !fs.existsSync(path.join(root, sources, part === 'program' ? 'engine' : 'main.tsx')) ||
    stamp === sourceDigest(root, part)
  )
}
