import { Menu, nativeImage, Tray } from 'electron'

/** A door in the tray, so that sites keep running without a window. @returns null where there is no tray */
export function createTray(
  icon: string,
  actions: { readonly show: () => void; readonly quit: () => void },
): Tray | null {
  try {
    const tray = new Tray(nativeImage.createFromPath(icon).resize({ width: 18, height: 18 }))
    tray.setToolTip('Vestibule')
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Open Vestibule', click: actions.show },
        { type: 'separator' },
        { label: 'Quit and close all sites', click: actions.quit },
      ]),
    )
    tray.on('click', actions.show)
    return tray
  } catch {
    // Some Linux desktops have none: the window then stays the only way, and closing it quits.
    return null
  }
}
