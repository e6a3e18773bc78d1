import fs from 'node:fs'
import path from 'node:path'

/**
 * A `dbus-send` that answers as the session bus of a desktop with a tray does, first on the PATH. Tests have no session.
 * @returns the environment that finds it
 */
export function withTrayWatcher(folder: string): Record<string, string> {
  const bin = path.join(folder, 'bin')
  fs.mkdirSync(bin, { recursive: true })
  fs.writeFileSync(path.join(bin, 'dbus-send'), '#!/bin/sh\necho "   boolean true"\n', { mode: 0o755 })
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}` }
}
