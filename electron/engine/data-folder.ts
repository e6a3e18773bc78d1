import os from 'node:os'
import path from 'node:path'

/** Where data lives when nothing else is said: the platform's application-data folder, the same for every shell. */
export function defaultDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const home = os.homedir()
  if (process.platform === 'win32') {
    return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'Vestibule')
  }
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Vestibule')
  return path.join(env['XDG_DATA_HOME'] || path.join(home, '.local', 'share'), 'vestibule')
}
