import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../../shared/errors/index.ts'
import { syncFolder } from './files.ts'
import { fileProblem } from './write-whole.ts'

/** A file for a folder: a relative path with `/`, and whether only its owner may read it. */
interface FolderFile {
  readonly path: string
  readonly content: Uint8Array
  readonly secret: boolean
}

/** The first file of a folder that is there with another content; null when none is. */
async function changedFile(target: string, files: readonly FolderFile[]): Promise<string | null> {
  for (const file of files) {
    const at = path.join(target, file.path)
    const there = await fs.readFile(at).catch((error: unknown) => (isMissing(error) ? null : Buffer.alloc(0)))
    if (there !== null && !there.equals(file.content)) return at
  }
  return null
}

/**
 * Writes a folder of files. A new folder appears whole or not at all; in one that exists each file is written whole, and
 * what else is in it stays. Files that are there with another content are replaced with `overwrite` only.
 * @throws AppError app/file-exists, app/file-unwritable; nothing was changed then
 */
export async function writeFolder(
  folder: string,
  files: readonly FolderFile[],
  { overwrite }: { readonly overwrite: boolean },
): Promise<void> {
  const target = path.resolve(folder)
  const changed = overwrite ? null : await changedFile(target, files)
  if (changed !== null) throw new AppError('app/file-exists', { file: changed })
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}`)
  try {
    await openFolder(temporary)
    for (const file of files) {
      const to = path.join(temporary, file.path)
      await openFolder(path.dirname(to))
      const handle = await fs.open(to, 'wx', 0o600)
      try {
        await handle.writeFile(file.content)
        // Servers that drop their rights read pages as somebody else.
        if (!file.secret) await handle.chmod(0o644)
        await handle.sync()
      } finally {
        await handle.close()
      }
    }
    if (await isFree(target)) await fs.rename(temporary, target)
    else {
      for (const file of files) {
        await openFolder(path.dirname(path.join(target, file.path)))
        await fs.rename(path.join(temporary, file.path), path.join(target, file.path))
      }
    }
    syncFolder(path.dirname(target))
  } catch (error) {
    throw new AppError('app/file-unwritable', { file: folder, problem: fileProblem(error) })
  } finally {
    await fs.rm(temporary, { recursive: true, force: true }).catch(() => undefined)
  }
}

async function openFolder(folder: string): Promise<void> {
  if ((await fs.mkdir(folder, { recursive: true, mode: 0o755 })) !== undefined) await fs.chmod(folder, 0o755)
}

async function isFree(target: string): Promise<boolean> {
  try {
    return (await fs.readdir(target)).length === 0
  } catch (error) {
    if (isMissing(error)) return true
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
