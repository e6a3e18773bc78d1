import path from 'node:path'
import { nativeImage, type NativeImage } from 'electron'
import type { TrayState } from './tray-state.ts'

/**
 * One picture a state, told apart by shape and not by colour alone. macOS colours its menu bar itself and takes the
 * outline only (template image); Windows picks its size from an .ico.
 */
export function trayIcon(folder: string, state: TrayState, platform: NodeJS.Platform): NativeImage {
  const name = platform === 'darwin' ? `${state}Template.png` : platform === 'win32' ? `${state}.ico` : `${state}.png`
  const image = nativeImage.createFromPath(path.join(folder, name))
  if (platform === 'darwin') image.setTemplateImage(true)
  return image
}
