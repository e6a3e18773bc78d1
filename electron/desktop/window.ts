import { BrowserWindow, screen } from 'electron'
import { ORIGIN } from './protocol.ts'
import { refuseNavigation } from './security/refuse-navigation.ts'
import { refuseNewWindows } from './security/refuse-new-windows.ts'
import { refuseWebviews } from './security/refuse-webviews.ts'
import { webPreferences } from './security/web-preferences.ts'
import { LEAST, place, type Bounds, type WindowStateFile } from './window-state.ts'

export interface WindowOptions {
  readonly preload: string
  readonly state: WindowStateFile
  /** Whether something else leads back to a window that was closed: tray or Dock. */
  readonly canHide: () => boolean
  /** True while the app is on its way out. */
  readonly quitting: () => boolean
  /** The owner closed the window, and the app goes on. */
  readonly onHidden: (how: 'closed' | 'minimised') => void
  readonly onLookedAt: () => void
}

/** The one window. */
export interface AppWindow {
  /** Opens it, or brings it to the front; with an address, it then shows that screen. */
  show(address?: string): void
  isLookedAt(): boolean
}

/** Work areas, that of the main display first. */
function workAreas(): Bounds[] {
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter((display) => display.id !== main.id)
  return [main, ...others].map((display) => display.workArea)
}

/** A page that keeps dying is not opened for ever. Milliseconds. */
const DIED_AGAIN = 60_000

export function createAppWindow(options: WindowOptions): AppWindow {
  const { state } = options
  let current: BrowserWindow | null = null
  let diedAt = -Infinity

  const keepState = (window: BrowserWindow): void => {
    const maximized = window.isMaximized()
    // The size to go back to is worth more than the size of the screen.
    state.change({ bounds: window.getNormalBounds(), maximized })
  }

  const open = (address: string): void => {
    const { bounds, maximized } = state.read()
    const window = new BrowserWindow({
      ...place(bounds, workAreas()),
      minWidth: LEAST.width,
      minHeight: LEAST.height,
      show: false,
      title: 'Vestibule',
      webPreferences: webPreferences(options.preload),
    })
    current = window
    if (maximized) window.maximize()
    refuseNavigation(window.webContents)
    refuseNewWindows(window.webContents)
    refuseWebviews(window.webContents)
    // Shown when there is something to see, not white.
    window.once('ready-to-show', () => window.show())
    window.on('focus', options.onLookedAt)
    window.on('close', (event) => {
      keepState(window)
      if (options.quitting()) return
      if (options.canHide()) return options.onHidden('closed')
      // Nothing else would lead back to it.
      event.preventDefault()
      window.minimize()
      options.onHidden('minimised')
    })
    window.on('closed', () => {
      if (current === window) current = null
    })
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      const now = performance.now()
      if (reason === 'clean-exit' || now - diedAt < DIED_AGAIN) return
      diedAt = now
      window.webContents.reload()
    })
    void window.loadURL(`${ORIGIN}/${address}`).catch(() => undefined)
  }

  // A display that goes away takes no window with it.
  screen.on('display-removed', () => {
    if (!current || current.isMaximized()) return
    const bounds = current.getBounds()
    const better = place(bounds, workAreas())
    if (better.x !== bounds.x || better.y !== bounds.y) current.setBounds(better)
  })

  return {
    show(address) {
      if (!current) return open(address ?? '')
      const target = `${ORIGIN}/${address ?? ''}`
      // Only the part after # changes, so that the page stays and shows another screen.
      if (address !== undefined && current.webContents.getURL() !== target)
        void current.loadURL(target).catch(() => undefined)
      if (current.isMinimized()) current.restore()
      current.show()
      current.focus()
    },
    isLookedAt: () => current?.isFocused() === true,
  }
}
