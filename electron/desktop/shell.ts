import { app, dialog } from 'electron'
import type { Client } from '../../shared/client.ts'
import { createMenu } from './menu.ts'
import { createNotifier, tellNotices } from './notifications.ts'
import type { OpenedFiles } from './opened-files.ts'
import type { Request } from './request.ts'
import { createTray } from './tray.ts'
import { createWindowStateFile } from './window-state.ts'
import { createAppWindow } from './window.ts'
import type { Speech } from './speech.ts'

export interface ShellOptions {
  readonly client: Client
  readonly dataFolder: string
  /** Folder with the tray's pictures. */
  readonly icons: string
  readonly preload: string
  readonly platform: NodeJS.Platform
  readonly files: OpenedFiles
  /** Whether an icon in the tray would be seen. */
  readonly trayVisible: boolean
  readonly speech: Speech
  readonly quit: () => void
}

/** Window, tray, menus and notifications, and how they lead to each other. */
export interface Shell {
  /** Does what the app is asked for from outside. */
  answer(this: void, request: Request): void
  /** Shows no window where something else leads to one. */
  startHidden(): void
  sayOtherVersion(this: void, version: string): void
  lock(this: void): void
  /** From now on windows may close for good. */
  leave(): void
}

export function createShell(options: ShellOptions): Shell {
  const { client, platform, files, quit, speech } = options
  const state = createWindowStateFile(options.dataFolder)
  const notifier = createNotifier()
  let leaving = false

  const say = (title: string, body: string, onClick: () => void): void => {
    if (!notifier.show(title, body, onClick)) void dialog.showMessageBox({ type: 'info', message: title, detail: body })
  }
  const sayStillRunning = (how: 'closed' | 'minimised'): void => {
    if (state.read().toldAboutClosing) return
    state.change({ toldAboutClosing: true })
    const { title, ...bodies } = speech.words().stillRunning
    const body = how === 'minimised' ? bodies.minimised : platform === 'darwin' ? bodies.dock : bodies.hidden
    say(title, body, () => window.show())
  }
  const window = createAppWindow({
    preload: options.preload,
    state,
    canHide: () => platform === 'darwin' || (tray !== null && options.trayVisible),
    quitting: () => leaving,
    onHidden: sayStillRunning,
    onLookedAt: () => tray?.seen(),
  })
  const show = (address?: string): void => window.show(address)
  const lock = (): void => void client.call('authority.lock', {}).catch(() => undefined)
  const tray = createTray({ client, icons: options.icons, platform, words: speech.words, show, quit })
  const speak = (): void => {
    createMenu(platform, speech.words(), { show, lock, quit })
    tray?.speak()
  }
  speak()
  void speech.follow(client, speak).catch(() => undefined)
  tellNotices({ client, notifier, isLookedAt: () => window.isLookedAt(), show, words: speech.words })

  const answer = (request: Request): void => {
    if (request.kind === 'file') show(`#/diagnostics/file?opened=${files.add(request.path)}`)
    else show(request.kind === 'address' ? request.address : undefined)
  }
  return {
    answer,
    startHidden() {
      if (platform !== 'darwin' && !(tray && options.trayVisible)) show()
    },
    sayOtherVersion(version) {
      const { title, body } = speech.words().otherVersion
      const message = title({ running: app.getVersion() })
      void dialog.showMessageBox({ type: 'info', message, detail: body({ started: version }) })
    },
    lock,
    leave() {
      leaving = true
      tray?.close()
    },
  }
}
