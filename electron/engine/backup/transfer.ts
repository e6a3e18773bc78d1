import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { open, rm } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../../shared/errors/index.ts'
import { fileProblem } from '../store/write-whole.ts'

/** Files on their way between a window and the program, piece by piece: no message has to hold them whole. */
export interface Transfers {
  /** A path for a new file that only this program uses; `id` names it. */
  make(): { readonly id: string; readonly path: string }
  /** A folder of the same kind. Removed by `remove`. */
  makeFolder(): { readonly id: string; readonly path: string }
  /** @throws AppError backup/transfer-gone */
  pathOf(id: string): string
  /** A piece of it; after the last one the file is gone. @throws AppError backup/transfer-gone */
  read(id: string, offset: number): Promise<{ bytes: Uint8Array; next: number | null }>
  /** @returns its size @throws AppError backup/too-large, store/full, backup/transfer-gone */
  append(id: string, piece: Uint8Array): Promise<number>
  remove(id: string): Promise<void>
  /** Removes what waits for nobody any more. */
  close(): Promise<void>
}

const PIECE = 4 * 1_048_576
const MOST = 2 * 1024 ** 3
const KEPT = 3_600_000

/** @param dataFolder where the files wait, in a folder of their own that is emptied at every start */
export function createTransfers(dataFolder: string): Transfers {
  const folder = path.join(dataFolder, 'vestibule-transfer')
  fs.rmSync(folder, { recursive: true, force: true })
  const waiting = new Map<string, { path: string; timer: NodeJS.Timeout }>()

  const remove = async (id: string): Promise<void> => {
    const entry = waiting.get(id)
    if (!entry) return
    clearTimeout(entry.timer)
    waiting.delete(id)
    await rm(entry.path, { recursive: true, force: true })
  }
  const find = (id: string): string => {
    const entry = waiting.get(id)
    if (!entry) throw new AppError('backup/transfer-gone')
    entry.timer.refresh()
    return entry.path
  }
  const make = (): { id: string; path: string } => {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    const id = randomBytes(16).toString('hex')
    const timer = setTimeout(() => void remove(id).catch(() => undefined), KEPT)
    timer.unref()
    const entry = { path: path.join(folder, id), timer }
    waiting.set(id, entry)
    return { id, path: entry.path }
  }

  return {
    make,
    makeFolder() {
      const made = make()
      fs.mkdirSync(made.path, { mode: 0o700 })
      return made
    },
    pathOf: find,
    async read(id, offset) {
      const handle = await open(find(id), 'r')
      try {
        const { size } = await handle.stat()
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(PIECE), 0, PIECE, offset)
        const end = offset + bytesRead
        if (end >= size) await remove(id)
        return { bytes: buffer.subarray(0, bytesRead), next: end < size ? end : null }
      } finally {
        await handle.close()
      }
    },
    async append(id, piece) {
      const file = find(id)
      try {
        const handle = await open(file, 'a', 0o600)
        try {
          await handle.appendFile(piece)
          const { size } = await handle.stat()
          if (size > MOST) throw new AppError('backup/too-large', { limit: '2 GiB' })
          return size
        } finally {
          await handle.close()
        }
      } catch (error) {
        await remove(id)
        if (error instanceof AppError) throw error
        throw new AppError('app/file-unwritable', { file, problem: fileProblem(error) }, { cause: error })
      }
    },
    remove,
    async close() {
      await Promise.all([...waiting.keys()].map((id) => remove(id)))
    },
  }
}
