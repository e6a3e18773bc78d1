import { Menu, Tray, type MenuItemConstructorOptions } from 'electron'
import type { Client } from '../../shared/client.ts'
import type { AppStatus } from '../../shared/contract/app.ts'
import type { Site } from '../../shared/contract/site.ts'
import { trayIcon } from './tray-icon.ts'
import { judgeTray } from './tray-state.ts'
import type { DesktopWords } from './speech.ts'

export interface TrayOptions {
  readonly client: Client
  /** Where the pictures are. */
  readonly icons: string
  readonly platform: NodeJS.Platform
  readonly words: () => DesktopWords
  /** Shows the window, with a screen of it. */
  readonly show: (address?: string) => void
  readonly quit: () => void
}

/** The icon in the tray: what is true in one picture, and the switches that matter. */
export interface AppTray {
  /** The owner looked at the window: refused knocks are no news any more. */
  seen(): void
  /** What it says is said anew: the language is another one. */
  speak(): void
  close(): void
}

/** Events come in bursts; the picture follows at most so often. Milliseconds. */
const PACE = 400

/** @returns null where the system has no tray at all */
export function createTray(options: TrayOptions): AppTray | null {
  const { client, icons, platform, show } = options
  let tray: Tray
  try {
    tray = new Tray(trayIcon(icons, 'good', platform))
  } catch {
    return null
  }
  let refused = 0
  let timer: NodeJS.Timeout | null = null
  let closed = false

  const siteItem = ({ id, name, enabled, state }: Site): MenuItemConstructorOptions => ({
    label: enabled && state === 'failed' ? options.words().tray.down({ count: 1, name }) : name,
    type: 'checkbox',
    checked: enabled,
    // The click has turned the mark already; what is true is shown when it was done, or could not be.
    click: () =>
      void client
        .call(enabled ? 'site.stop' : 'site.start', { site: id })
        .catch(() => show(`#/sites/${id}`))
        .then(later),
  })

  const menu = (
    status: AppStatus,
    sites: readonly Site[],
    text: string,
    words: DesktopWords,
  ): MenuItemConstructorOptions[] => [
    { label: text, enabled: false },
    { type: 'separator' },
    ...sites.map(siteItem),
    ...(sites.length > 0 ? [{ type: 'separator' as const }] : []),
    { label: words.open, click: () => show() },
    ...(status.empty
      ? []
      : [
          {
            label: words.lock,
            enabled: !status.locked,
            click: () => void client.call('authority.lock', {}).catch(() => undefined),
          },
        ]),
    { type: 'separator' },
    { label: words.quit, click: options.quit },
  ]

  const refresh = async (): Promise<void> => {
    const [status, sites, expiring] = await Promise.all([
      client.call('app.status', {}),
      client.call('site.list', {}),
      client.call('device.list', { status: ['expiring'], expiring: 30 }),
    ])
    if (closed) return
    const gateFailed = status.gate.state === 'failed'
    const words = options.words()
    const { state, text } = judgeTray({ gateFailed, sites, refused, expiring: expiring.length }, words)
    tray.setImage(trayIcon(icons, state, platform))
    tray.setToolTip(`${words.app}: ${text}`)
    tray.setContextMenu(Menu.buildFromTemplate(menu(status, sites, text, words)))
  }
  const later = (): void => {
    if (closed) return
    timer ??= setTimeout(() => {
      timer = null
      // An engine that is closing answers nothing more.
      void refresh().catch(() => undefined)
    }, PACE)
  }

  const off = [
    client.on('activity.added', ({ outcome, probe }) => {
      // Browsers hang up in the middle of a handshake to ask which certificate to send: that is no knock.
      if (probe || outcome === 'allowed' || outcome === 'handshake-failed' || outcome === 'upstream-error') return
      refused += 1
      later()
    }),
    ...(['app.changed', 'app.clock', 'site.changed', 'site.removed', 'device.changed', 'device.removed'] as const).map(
      (event) => client.on(event, later),
    ),
  ]
  // On macOS a click opens the menu by itself.
  if (platform !== 'darwin') tray.on('click', () => show())
  void refresh().catch(() => undefined)

  return {
    seen() {
      if (refused === 0) return
      refused = 0
      later()
    },
    speak: later,
    close() {
      closed = true
      if (timer) clearTimeout(timer)
      for (const unsubscribe of off) unsubscribe()
      tray.destroy()
    },
  }
}
