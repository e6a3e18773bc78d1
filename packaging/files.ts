import fs from 'node:fs'
import path from 'node:path'

/** All files below a folder, from there, with `/`, sorted. Links are none of a release. */
export function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted((a, b) => (a < b ? -1 : 1))
}

/** Whether it is run as a program: its first line says by what. */
export function isProgram(content: Buffer): boolean {
  return content.subarray(0, 2).toString('latin1') === '#!'
}

/** Writes text, and the folders above it. */
export function writeText(file: string, text: string, mode = 0o644): void {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
  fs.chmodSync(file, mode)
}
