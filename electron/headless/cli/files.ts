import fs from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../../shared/errors/index.ts'
import { fileProblem, writeWhole } from '../../engine/store/write-whole.ts'
import { message } from '../../../shared/messages/message.ts'

/** Larger files are none that Vestibule reads. Bytes. */
const MOST = 16 * 1_048_576

/** @throws AppError app/file-unreadable */
export async function readInput(file: string): Promise<Buffer> {
  try {
    const { size } = await fs.stat(file)
    if (size > MOST)
      throw new AppError('app/file-unreadable', { file, problem: message('parts.file.tooLarge', { size: '16 MiB' }) })
    return await fs.readFile(file)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('app/file-unreadable', { file, problem: fileProblem(error) })
  }
}

/** The first line of a file that holds a secret. */
export async function readSecret(file: string): Promise<string> {
  return (await readInput(file)).toString('utf8').split(/\r?\n/, 1)[0] ?? ''
}

/** Writes whole or not at all, readable by its owner only. @throws AppError app/file-unwritable */
export async function writeOutput(file: string, content: Uint8Array): Promise<void> {
  try {
    await writeWhole(file, content)
  } catch (error) {
    throw new AppError('app/file-unwritable', { file, problem: fileProblem(error) })
  }
}

/** Every file of a folder, with its path in it. @throws AppError app/file-unreadable */
export async function readFolder(folder: string): Promise<{ name: string; base64: string }[]> {
  let entries
  try {
    entries = await fs.readdir(folder, { recursive: true, withFileTypes: true })
  } catch (error) {
    throw new AppError('app/file-unreadable', { file: folder, problem: fileProblem(error) })
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
