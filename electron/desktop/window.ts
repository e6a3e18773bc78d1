import { BrowserWindow } from 'electron'
import { ORIGIN } from './protocol.ts'
import { refuseNavigation } from './security/refuse-navigation.ts'
import { refuseNewWindows } from './security/refuse-new-windows.ts'
import { refuseWebviews } from './security/refuse-webviews.ts'
import { webPreferences } from './security/web-preferences.ts'

/** Opens the window, or brings the open one to the front. */
export function showWindow(preload: string): BrowserWindow {
  const [open] = BrowserWindow.getAllWindows()
  if (open) {
    if (open.isMinimized()) open.restore()
    open.show()
    open.focus()
    return open
  }
  const window = new BrowserWindow({
    width: 1180,
    height: 780,
    minWidth: 380,
    minHeight: 520,
    show: false,
    title: 'Vestibule',
    webPreferences: webPreferences(preload),
  })
  refuseNavigation(window.webContents)
  refuseNewWindows(window.webContents)
  refuseWebviews(window.webContents)
  // Shown when there is something to see, not white.
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${ORIGIN}/`)
  return window
}
