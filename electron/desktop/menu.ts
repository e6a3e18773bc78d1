import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { Screen } from '../../shared/address.ts'
import { words } from './words.ts'

export interface MenuActions {
  readonly show: (address: string) => void
  readonly lock: () => void
  readonly quit: () => void
}

/** In the order of the rail; the number is the key. */
const GO: readonly Screen[] = ['home', 'devices', 'sites', 'activity', 'diagnostics', 'authority']

/** The platform's own menus with the platform's own shortcuts. */
export function createMenu(platform: NodeJS.Platform, { show, lock, quit }: MenuActions): void {
  const mac = platform === 'darwin'
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
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { label: words.quit, accelerator: 'Command+Q', click: quit },
    ],
  }
  const fileMenu: MenuItemConstructorOptions = {
    label: words.file,
    submenu: mac
      ? [lockItem, { type: 'separator' }, { role: 'close' }]
      : [
          lockItem,
          settings,
          { type: 'separator' },
          { role: 'close' },
          { label: words.quit, accelerator: 'Control+Q', click: quit },
        ],
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [appMenu] : []),
      fileMenu,
      { role: 'editMenu' },
      {
        label: words.go,
        submenu: GO.map((screen, at) => ({
          label: words.screens[screen],
          accelerator: `CommandOrControl+${at + 1}`,
          click: () => show(`#/${screen}`),
        })),
      },
      {
        label: words.view,
        submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }],
      },
      { role: 'windowMenu' },
      { role: 'help', label: words.help, submenu: [{ label: words.codes, click: () => show('#/diagnostics/code') }] },
    ]),
  )
}
