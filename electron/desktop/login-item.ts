import os from 'node:os'
import type { App } from 'electron'
import { AppError } from '../../shared/errors/index.ts'
import type { ShellFeatures } from '../engine/deps.ts'
import { autostartEntry, autostartFile, createAutostart } from './autostart.ts'
import { message } from '../../shared/messages/message.ts'

const COMMENT = 'Open a home device’s login page to your own devices only'
const NEEDS_APPROVAL = message('parts.shell.approval')

/** Starts the app without a window: the tray is enough after a login. */
export const HIDDEN = '--hidden'

export interface LoginItemOptions {
  readonly app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings' | 'isPackaged' | 'getAppPath'>
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  /** Of the running program. */
  readonly program: string
}

/** What starts this app. An AppImage runs from a mount that is gone tomorrow, and names its file in APPIMAGE. */
function command({ app, env, program }: LoginItemOptions): string[] {
  return [env['APPIMAGE'] || program, ...(app.isPackaged ? [] : [app.getAppPath()]), HIDDEN]
}

/** Opening at login: an API on macOS and Windows, an autostart entry on Linux. */
export function createLoginItem(options: LoginItemOptions): NonNullable<ShellFeatures['login']> {
  const { app, platform, env } = options
  if (platform === 'linux') {
    const entry = autostartEntry(command(options), 'Vestibule', COMMENT)
    return createAutostart(autostartFile(env, os.homedir()), entry)
  }
  // Windows compares the arguments when it is asked. macOS knows no arguments, and says when it opened the app itself.
  const own =
    platform === 'win32'
      ? {
          args: command(options)
            .slice(1)
            .map((one) => `"${one}"`),
        }
      : {}
  return {
    get: async () => app.getLoginItemSettings(own).openAtLogin,
    async set(on) {
      app.setLoginItemSettings({ openAtLogin: on, ...own })
      const now = app.getLoginItemSettings(own)
      if (now.openAtLogin === on) return
      const problem = now.status === 'requires-approval' ? NEEDS_APPROVAL : message('parts.shell.refused')
      throw new AppError('app/login-item', { place: message('parts.shell.loginItems'), problem })
    },
  }
}

/** Whether this start should show no window. */
export function startedAtLogin({ app, platform }: LoginItemOptions, argv: readonly string[]): boolean {
  return argv.includes(HIDDEN) || (platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin)
}
