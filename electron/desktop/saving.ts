import fs from 'node:fs/promises'
import path from 'node:path'
import { dialog, type DownloadItem } from 'electron'
import { words } from './words.ts'

/** Asks where a file goes, by the system's own dialog, and leaves it readable by its owner only: it may hold a key. */
export function saveByDialog(item: DownloadItem, folder: string): void {
  item.setSaveDialogOptions({
    title: words.save.title,
    defaultPath: path.join(folder, path.basename(item.getFilename())),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  })
  item.once('done', (_event, state) => {
    if (state === 'completed') void fs.chmod(item.getSavePath(), 0o600).catch(() => undefined)
    else if (state === 'interrupted') dialog.showErrorBox(words.save.failed, words.save.retry)
  })
}
