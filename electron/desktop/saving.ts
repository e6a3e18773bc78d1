import fs from 'node:fs/promises'
import path from 'node:path'
import { BrowserWindow, dialog, type DownloadItem, type OpenDialogOptions } from 'electron'
import type { DesktopWords } from './speech.ts'

/** Asks where a file goes, by the system's own dialog, and leaves it readable by its owner only: it may hold a key. */
export function saveByDialog(item: DownloadItem, folder: string, words: DesktopWords): void {
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

/** Asks for the folder that another one is put into, by the system's own dialog. @returns null when nobody chose */
export async function chooseFolder(start: string, words: DesktopWords): Promise<string | null> {
  const options: OpenDialogOptions = {
    title: words.saveFolder.title,
    // macOS shows no titles there.
    message: words.saveFolder.title,
    buttonLabel: words.saveFolder.button,
    defaultPath: start,
    properties: ['openDirectory', 'createDirectory'],
  }
  const [window] = BrowserWindow.getAllWindows()
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled ? null : (filePaths[0] ?? null)
}
