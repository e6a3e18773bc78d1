import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { syncFolder } from './files.ts'
import { message, verbatim, type Message } from '../../../shared/messages/message.ts'

/** What was read back is not what was written: the medium is damaged. */
export class ReadBackError extends Error {
  override readonly name = 'ReadBackError'
}

/** What file systems without hard links say (FAT, exFAT, some in the network). */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'])

/**
 * Gives a finished file its name. Without `overwrite` it fails where that is taken: rename(2) would replace what is there,
 * link(2) does not. @throws NodeJS.ErrnoException (EEXIST)
 */
export async function giveName(temporary: string, file: string, overwrite: boolean): Promise<void> {
  if (overwrite) return fs.rename(temporary, file)
  try {
    await fs.link(temporary, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NO_LINKS.has(String(error.code)))) throw error
    // An empty file of ours takes the name, which fails where there is one; that one is replaced.
    await (await fs.open(file, 'wx', 0o600)).close()
    return fs.rename(temporary, file).catch(async (failure: unknown) => {
      await fs.rm(file, { force: true }).catch(() => undefined)
      throw failure
    })
  }
  await fs.rm(temporary)
}

/**
 * Writes a file whole or not at all, readable by its owner only: under a name of its own first, synced, read back and
 * compared, then renamed. Whatever happens in between, nothing half-written has the final name.
 * @throws NodeJS.ErrnoException (EEXIST where the name is taken, unless `overwrite`), ReadBackError
 */
export async function writeWhole(
  file: string,
  content: Uint8Array,
  { overwrite }: { readonly overwrite: boolean },
): Promise<void> {
  const folder = path.dirname(file)
  const temporary = path.join(folder, `.vestibule-${randomBytes(6).toString('hex')}`)
  try {
    const handle = await fs.open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (!(await fs.readFile(temporary)).equals(content)) throw new ReadBackError()
    await giveName(temporary, file, overwrite)
    syncFolder(folder)
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

/** Whether an error says that a name is taken. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

const WORDS: Readonly<Record<string, Message>> = {
  ENOENT: message('parts.file.missing'),
  EACCES: message('parts.file.denied'),
  EPERM: message('parts.file.denied'),
  EISDIR: message('parts.file.folder'),
  ENOSPC: message('parts.file.full'),
  EDQUOT: message('parts.file.full'),
  EFBIG: message('parts.file.full'),
  EROFS: message('parts.file.readOnly'),
  EIO: message('parts.file.broken'),
  ENODEV: message('parts.file.pulledOut'),
  ENXIO: message('parts.file.pulledOut'),
}

/** Why a file could not be read or written, in a few words. */
export function fileProblem(error: unknown): Message {
  if (error instanceof ReadBackError) return message('parts.file.differs')
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return WORDS[code] ?? (code === '' ? message('parts.file.unknown') : verbatim(code))
}
