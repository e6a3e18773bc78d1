import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { Screen } from '../../shared/address.ts'
import type { DesktopWords } from './speech.ts'

export interface MenuActions {
  readonly show: (address: string) => void
  readonly lock: () => void
  readonly quit: () => void
}

/** In the order of the rail; the number is the key. */
const GO: readonly Screen[] = ['home', 'devices', 'sites', 'activity', 'diagnostics', 'authority']

/** The platform's own menus with the platform's own shortcuts. */
export function createMenu(platform: NodeJS.Platform, words: DesktopWords, { show, lock, quit }: MenuActions): void {
  const mac = platform === 'darwin'
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  /** Electron knows what they do and which keys they have, but their names in English only. */
  const does = (...roles: (keyof DesktopWords['roles'])[]): MenuItemConstructorOptions[] =>
    roles.map((role) => ({ role, label: words.roles[role] }))
  const settings: MenuItemConstructorOptions = {
    label: words.settings,
    accelerator: 'CommandOrControl+,',
    click: () => show('#/settings'),
  }
  const lockItem: MenuItemConstructorOptions = {
    label: words.lock,
    accelerator: 'CommandOrControl+Shift+L',
    click: lock,
  }
  const appMenu: MenuItemConstructorOptions = {
    label: words.app,
    submenu: [
      ...does('about'),
      separator,
      settings,
      separator,
      ...does('services'),
      separator,
      ...does('hide', 'hideOthers', 'unhide'),
      separator,
      { label: words.quit, accelerator: 'Command+Q', click: quit },
    ],
  }
  const fileMenu: MenuItemConstructorOptions = {
    label: words.file,
    submenu: mac
      ? [lockItem, separator, ...does('close')]
      : [lockItem, settings, separator, ...does('close'), { label: words.quit, accelerator: 'Control+Q', click: quit }],
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [appMenu] : []),
      fileMenu,
      {
        role: 'editMenu',
        label: words.edit,
        submenu: [...does('undo', 'redo'), separator, ...does('cut', 'copy', 'paste', 'selectAll')],
      },
      {
        label: words.go,
        submenu: GO.map((screen, at) => ({
          label: words.screens[screen],
          accelerator: `CommandOrControl+${at + 1}`,
          click: () => show(`#/${screen}`),
        })),
      },
      { label: words.view, submenu: does('resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen') },
      { role: 'windowMenu', label: words.window, submenu: does('minimize', ...(mac ? (['zoom'] as const) : [])) },
      { role: 'help', label: words.help, submenu: [{ label: words.codes, click: () => show('#/diagnostics/code') }] },
    ]),
  )
}
