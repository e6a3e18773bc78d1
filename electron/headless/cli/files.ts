import fs from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../../shared/errors/index.ts'
import { fileProblem, isTaken, writeWhole } from '../../engine/store/write-whole.ts'
import { message } from '../../../shared/messages/message.ts'
import type { CommandContext } from './command.ts'

/** Larger files are none that Vestibule reads. Bytes. */
const MAX_INPUT_BYTES = 16 * 1_048_576

/** @throws AppError app/file-unreadable */
export async function readInput(file: string): Promise<Buffer> {
  try {
    const { size } = await fs.stat(file)
    if (size > MAX_INPUT_BYTES) {
      throw new AppError('app/file-unreadable', { file, problem: message('parts.file.tooLarge', { size: '16 MiB' }) })
    }
    return await fs.readFile(file)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('app/file-unreadable', { file, problem: fileProblem(error) })
  }
}

/**
 * A file as calls carry it in a text: as it is where it is plain text, else base64 of it, which the engine’s readers take
 * apart again. @throws AppError app/file-unreadable
 */
export async function readAsText(file: string): Promise<string> {
  const bytes = await readInput(file)
  const plain = bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d)
  return plain ? bytes.toString('latin1') : bytes.toString('base64')
}

/** Standard input, to its end. @throws AppError app/file-unreadable */
async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_INPUT_BYTES) {
      const problem = message('parts.file.tooLarge', { size: '16 MiB' })
      throw new AppError('app/file-unreadable', { file: '-', problem })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The first line of a file that holds a secret; `-` is standard input. */
export async function readSecret(file: string): Promise<string> {
  const bytes = await (file === '-' ? readStandardInput() : readInput(file))
  return bytes.toString('utf8').split(/\r?\n/, 1)[0] ?? ''
}

/** The first line of a file of age that is neither empty nor a comment; `-` is standard input. */
export async function readAgeLine(file: string): Promise<string> {
  const bytes = await (file === '-' ? readStandardInput() : readInput(file))
  const lines = bytes.toString('utf8').split(/\r?\n/)
  return lines.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('#')) ?? ''
}

/** Of every command that writes a file. */
export const forceOption = { force: { type: 'boolean' } } as const

/** Whether what exists may be replaced: the owner said so. */
export function isForced(context: CommandContext): boolean {
  return context.values['force'] === true
}

/** Whether a file that exists is an earlier form of what is written now, so that it may be replaced unasked. */
export type IsEarlier = (existing: Uint8Array) => boolean

async function mayReplace(file: string, isEarlier: IsEarlier): Promise<boolean> {
  try {
    // A link may lead to anything of the owner's.
    if (!(await fs.lstat(file)).isFile()) return false
    return isEarlier(await readInput(file))
  } catch {
    return false
  }
}

/**
 * Writes whole or not at all, readable by its owner only. A file of that name is replaced only with `--force`, or where it
 * is an earlier form of the same: a job that runs every night writes its list or calendar again.
 * @throws AppError app/file-exists, app/file-unwritable
 */
export async function writeOutput(
  context: CommandContext,
  file: string,
  content: Uint8Array,
  isEarlier: IsEarlier = () => false,
): Promise<void> {
  const overwrite = isForced(context) || (await mayReplace(file, isEarlier))
  try {
    await writeWhole(file, content, { overwrite })
  } catch (error) {
    if (isTaken(error)) throw new AppError('app/file-exists', { file })
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
