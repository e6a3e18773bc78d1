import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'

/** Larger files are none that Vestibule reads. Bytes. */
const MOST = 16 * 1_048_576
/** More than this are not kept waiting: the oldest is let go. */
const KEPT = 16

/** Files that the system asked the app to open. The window gets each by its id, once, and no path of its own choice. */
export interface OpenedFiles {
  /** @returns the id under which the window can take it */
  add(file: string): string
  /** Null when it was taken, let go, or cannot be read. */
  take(id: string): Promise<{ fileName: string; base64: string } | null>
}

export function createOpenedFiles(): OpenedFiles {
  const waiting = new Map<string, string>()
  return {
    add(file) {
      const id = randomBytes(12).toString('base64url')
      waiting.set(id, file)
      const [oldest] = waiting.keys()
      if (waiting.size > KEPT && oldest !== undefined) waiting.delete(oldest)
      return id
    },
    async take(id) {
      const file = waiting.get(id)
      waiting.delete(id)
      if (file === undefined) return null
      try {
        const handle = await fs.open(file)
        try {
          const about = await handle.stat()
          if (!about.isFile() || about.size > MOST) return null
          return { fileName: path.basename(file), base64: (await handle.readFile()).toString('base64') }
        } finally {
          await handle.close()
        }
      } catch {
        return null
      }
    },
  }
}
