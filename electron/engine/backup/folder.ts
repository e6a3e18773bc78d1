import { randomBytes } from 'node:crypto'
import { lstat, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../../shared/errors/index.ts'
import { fileProblem } from '../store/write-whole.ts'

/**
 * In the folder of scheduled backups: where it is missing, the disk is not mounted, and writing would fill the disk on
 * which its mount point lies.
 */
const MARKER = '.vestibule-backups'
/** A disk in the network that does not answer. Milliseconds. */
const FOLDER_TIMEOUT_MS = 20_000

/** Never waits longer than a disk may take to answer. @throws AppError backup/folder */
async function answered<T>(folder: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })), FOLDER_TIMEOUT_MS)
  })
  try {
    return await Promise.race([work, late])
  } catch (error) {
    throw new AppError('backup/folder', { folder, problem: fileProblem(error) }, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

/** Marks a folder as the one that is meant. @returns what its marker says @throws AppError backup/folder */
export async function markFolder(folder: string): Promise<string> {
  const file = path.join(folder, MARKER)
  const existing = await answered(folder, readFile(file, 'utf8').catch(() => '')) // prettier-ignore
  if (/^[0-9a-f]{32}\n$/.test(existing)) return existing.trim()
  const marker = randomBytes(16).toString('hex')
  await answered(folder, writeFile(file, `${marker}\n`, { flag: 'w', mode: 0o600 }))
  return marker
}

/** @throws AppError backup/folder, backup/folder-missing */
export async function requireFolder(folder: string, marker: string): Promise<void> {
  await answered(folder, stat(folder))
  const found = await answered(folder, readFile(path.join(folder, MARKER), 'utf8').catch(() => '')) // prettier-ignore
  if (found.trim() !== marker) throw new AppError('backup/folder-missing', { folder })
}

/** Whether a file that was written once is there as it was. */
export async function isThere(folder: string, { name, bytes }: { name: string; bytes: number }): Promise<boolean> {
  const found = await answered(folder, lstat(path.join(folder, name)).catch(() => null)) // prettier-ignore
  return found !== null && found.isFile() && found.size === bytes
}

/** Removes a file that this program has written; one that is another by now stays. @returns whether it is gone */
export async function prune(folder: string, file: { name: string; bytes: number }): Promise<boolean> {
  try {
    if (!(await isThere(folder, file))) return true
    await answered(folder, unlink(path.join(folder, file.name)))
    return true
  } catch {
    return false
  }
}
