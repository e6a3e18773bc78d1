import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../../shared/errors/index.ts'

/** Larger files are none that Vestibule reads. Bytes. */
const MOST = 16 * 1_048_576

function problemOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'it does not exist',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
    ENOSPC: 'the disk is full',
    EROFS: 'the disk is read-only',
  }
  return words[code] ?? (code || 'unknown reason')
}

/** @throws AppError app/file-unreadable */
export async function readInput(file: string): Promise<Buffer> {
  try {
    const { size } = await fs.stat(file)
    if (size > MOST) throw new AppError('app/file-unreadable', { file, problem: 'it is larger than 16 MiB' })
    return await fs.readFile(file)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('app/file-unreadable', { file, problem: problemOf(error) })
  }
}

/** The first line of a file that holds a secret. */
export async function readSecret(file: string): Promise<string> {
  return (await readInput(file)).toString('utf8').split(/\r?\n/, 1)[0] ?? ''
}

/** Writes whole or not at all, readable by its owner only. @throws AppError app/file-unwritable */
export async function writeOutput(file: string, content: Uint8Array): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}`)
  try {
    const handle = await fs.open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await fs.rename(temporary, file)
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined)
    throw new AppError('app/file-unwritable', { file, problem: problemOf(error) })
  }
}

/** Every file of a folder, with its path in it. @throws AppError app/file-unreadable */
export async function readFolder(folder: string): Promise<{ name: string; base64: string }[]> {
  let entries
  try {
    entries = await fs.readdir(folder, { recursive: true, withFileTypes: true })
  } catch (error) {
    throw new AppError('app/file-unreadable', { file: folder, problem: problemOf(error) })
  }
  const files = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    files.push({ name: path.relative(folder, file), base64: (await readInput(file)).toString('base64') })
  }
  return files
}

/** One file, named by its last part. @throws AppError app/file-unreadable */
export async function readNamed(file: string): Promise<{ name: string; base64: string }> {
  return { name: path.basename(file), base64: (await readInput(file)).toString('base64') }
}
