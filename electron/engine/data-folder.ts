import os from 'node:os'
import path from 'node:path'

/** Where a program keeps what belongs to this computer and its user, and to no data folder. */
export function defaultStateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const home = os.homedir()
  if (process.platform === 'win32') {
    return path.join(env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'Vestibule State')
  }
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Vestibule State')
  return path.join(env['XDG_STATE_HOME'] || path.join(home, '.local', 'state'), 'vestibule')
}

/** Where data lives when nothing else is said: the platform's application-data folder, the same for every shell. */
export function defaultDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const home = os.homedir()
  if (process.platform === 'win32') {
    return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'Vestibule')
  }
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Vestibule')
  return path.join(env['XDG_DATA_HOME'] || path.join(home, '.local', 'share'), 'vestibule')
}
