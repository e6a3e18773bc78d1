import fs from 'node:fs'
import path from 'node:path'
import type { App } from 'electron'

/**
 * Puts Chromium's own files, the lock of the only instance among them, into the data folder: two apps on one folder
 * find each other, and two folders are two apps. Before `ready`, and before the lock is asked for.
 */
export function keepProfileIn(app: App, dataFolder: string): void {
  const profile = path.join(dataFolder, 'vestibule-profile')
  try {
    fs.mkdirSync(profile, { recursive: true, mode: 0o700 })
  } catch {
    // The engine opens the same folder next, and says what is wrong with it.
    return
  }
  app.setPath('userData', profile)
}
