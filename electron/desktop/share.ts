import fs from 'node:fs'
import fsp from 'node:fs/promises'
import path from 'node:path'
import { BrowserWindow, ShareMenu } from 'electron'
import type { FileContent } from '../../shared/contract/common.ts'

/** AirDrop reads the file while it sends it; after so long it is removed. Milliseconds. */
const KEPT = 10 * 60_000

/** Files for the share sheet lie in a folder of their own, for its owner alone, and not for long. */
export interface Sharing {
  share(file: FileContent): Promise<void>
  /** Removes what is left, also from a run that was killed. */
  clean(): void
}

/** macOS only: Electron has no share sheet elsewhere. */
export function createSharing(dataFolder: string): Sharing {
  const folder = path.join(dataFolder, 'vestibule-shared')
  const clean = (): void => fs.rmSync(folder, { recursive: true, force: true })
  return {
    clean,
    async share({ fileName, base64 }) {
      await fsp.mkdir(folder, { recursive: true, mode: 0o700 })
      const own = await fsp.mkdtemp(path.join(folder, 'one-'))
      const file = path.join(own, path.basename(fileName) || 'file')
      await fsp.writeFile(file, Buffer.from(base64, 'base64'), { mode: 0o600 })
      setTimeout(() => void fsp.rm(own, { recursive: true, force: true }), KEPT).unref()
      const [window] = BrowserWindow.getAllWindows()
      new ShareMenu({ filePaths: [file] }).popup(window ? { window } : {})
    },
  }
}
