import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ReleaseSource } from '../engine/deps.ts'
import { readReleaseSource } from '../engine/update/source.ts'

/** The top folder of this program, with a separator at the end; from `electron/headless` and from `out/headless` alike. */
export const packageRoot = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Whether this code is the build. What it starts (gate, reader of files) is then of the same build, else of the sources:
 * two versions never talk to each other. Which of the two runs is decided once, by `loadMain`.
 */
export const isBuild = import.meta.url.startsWith(new URL('../../out/', import.meta.url).href)

/** Of package.json. */
export function version(): string {
  const text = readFileSync(`${packageRoot}package.json`, 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** Where this build is told of newer ones; undefined: it is not. */
export function releases(): ReleaseSource | undefined {
  return readReleaseSource(`${packageRoot}release.json`)
}

/** Path of the thread that reads files of strangers. */
export function readerFile(): string {
  return path.join(packageRoot, isBuild ? 'out/main/reader.js' : 'electron/engine/untrusted/worker.ts')
}
