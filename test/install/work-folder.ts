import fs from 'node:fs'
import path from 'node:path'
import { cacheFolder } from '../../packaging/fetch/cache.ts'

const folders: string[] = []

/** A folder on the disk of the cache, which an overlay can be mounted over. */
export function workFolder(): string {
  fs.mkdirSync(cacheFolder(), { recursive: true })
  const folder = fs.mkdtempSync(path.join(cacheFolder(), 'install-'))
  fs.chmodSync(folder, 0o755)
  folders.push(folder)
  return folder
}

export function removeWorkFolders(): void {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true })
}
