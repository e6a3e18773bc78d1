import { execFile } from 'node:child_process'
import { toolEnvironment } from '../engine/child-environment.ts'

const ANSWER_TIMEOUT_MS = 2000

/**
 * Whether an icon in the tray can be seen. Linux desktops show one when somebody watches for it on the session bus
 * (StatusNotifierItem); GNOME without its extension does not, and Electron does not say so. Where that cannot be found
 * out, there is none: the window is then kept, which is never wrong.
 */
export function trayIsVisible(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return Promise.resolve(true)
  const args = [
    '--session',
    '--print-reply=literal',
    '--dest=org.freedesktop.DBus',
    '/org/freedesktop/DBus',
    'org.freedesktop.DBus.NameHasOwner',
    'string:org.kde.StatusNotifierWatcher',
  ]
  return new Promise((resolve) => {
    execFile('dbus-send', args, { timeout: ANSWER_TIMEOUT_MS, env: toolEnvironment(process.env) }, (error, output) =>
      resolve(!error && /\bboolean true\b/.test(output)),
    )
  })
}
