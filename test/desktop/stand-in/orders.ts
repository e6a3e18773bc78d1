import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { app, session } from './app.ts'
import { invoke } from './ipc.ts'
import { record } from './record.ts'
import { request } from './schemes.ts'
import { Menu, Notification, powerMonitor, screen, Tray, type MenuItem } from './system.ts'
import { BrowserWindow } from './window.ts'

/** What a test in the parent process can ask for: what people, pages and the system do. */
export type Order =
  | { do: 'call'; method: string; input: unknown }
  | { do: 'forge'; frame: { url: string; parent: unknown }; method: string; input: unknown }
  | { do: 'fetch'; url: string }
  | { do: 'navigate'; event: string; url: string }
  | { do: 'open'; url: string }
  | { do: 'load'; url: string }
  | { do: 'permission'; permission: string }
  | { do: 'app-event'; event: string; args?: unknown[] }
  | { do: 'contents-event'; event: string; args?: unknown[] }
  | { do: 'power'; event: string }
  | { do: 'unplug'; display: number }
  | { do: 'download'; url: string; fileName: string; saveTo: string | null }
  | {
      do: 'window'
      action: 'close' | 'blur' | 'move'
      bounds?: { x: number; y: number; width: number; height: number }
    }
  | { do: 'menu'; path: string[]; where: 'tray' | 'application' }
  | { do: 'tray-click' }
  | { do: 'notification-click'; at: number }
  | { do: 'record' }
  | { do: 'quit' }

function find(items: readonly MenuItem[], [label = '', ...rest]: readonly string[]): MenuItem {
  const item = items.find((one) => one.label === label)
  if (!item) throw new Error(`there is no “${label}”: ${items.map((one) => one.label ?? one.role ?? '-').join(', ')}`)
  return rest.length > 0 ? find(item.submenu ?? [], rest) : item
}

/** Without functions, which cannot be sent. */
function shown(items: readonly MenuItem[]): unknown[] {
  return items.map(({ click: _click, submenu, ...item }) => (submenu ? { ...item, submenu: shown(submenu) } : item))
}

function emit(target: EventEmitter, event: string, args: unknown[] = []): { prevented: boolean; answers: unknown[] } {
  let prevented = false
  const answers: unknown[] = []
  const answer = (...given: unknown[]): void => void answers.push(given)
  const filled = args.map((one) => (one === 'ANSWER' ? answer : one))
  target.emit(event, { preventDefault: () => (prevented = true) }, ...filled)
  return { prevented, answers }
}

/** Chromium's side of saving a file: it asks where to, writes, and says that it is done. */
function download(order: Extract<Order, { do: 'download' }>): Promise<unknown> {
  let dialog: unknown = null
  const item = Object.assign(new EventEmitter(), {
    getURL: () => order.url,
    getFilename: () => order.fileName,
    getSavePath: () => order.saveTo ?? '',
    setSaveDialogOptions(options: unknown) {
      dialog = options
    },
  })
  const { prevented } = emit(session.defaultSession, 'will-download', [item, {}])
  if (!prevented && order.saveTo !== null) fs.writeFileSync(order.saveTo, 'content', { mode: 0o644 })
  if (!prevented) item.emit('done', {}, order.saveTo === null ? 'interrupted' : 'completed')
  return Promise.resolve({ prevented, options: dialog })
}

export async function obey(order: Order): Promise<unknown> {
  const [window] = BrowserWindow.open
  switch (order.do) {
    case 'call':
      return window?.page?.call(order.method, order.input)
    case 'forge':
      return invoke('vestibule:call', order.frame, [order.method, order.input])
    case 'fetch':
      return { status: (await request(order.url))?.status }
    case 'navigate': {
      let prevented = false
      window?.webContents.emit(order.event, { url: order.url, preventDefault: () => (prevented = true) })
      return prevented
    }
    case 'open':
      return window?.webContents.openHandler?.({ url: order.url })
    case 'load': {
      let cancelled: boolean | null = null
      session.defaultSession.filter?.({ url: order.url }, ({ cancel }) => (cancelled = cancel))
      return { cancelled }
    }
    case 'permission': {
      let granted: boolean | null = null
      session.defaultSession.requests?.({}, order.permission, (yes) => (granted = yes))
      return {
        granted,
        checked: session.defaultSession.checks?.({}, order.permission),
        device: session.defaultSession.devices?.(),
      }
    }
    case 'app-event':
      return emit(app, order.event, order.args)
    case 'contents-event':
      return window && emit(window.webContents, order.event, order.args)
    case 'power':
      return powerMonitor.emit(order.event)
    case 'unplug':
      return screen.unplug(order.display)
    case 'download':
      return download(order)
    case 'window':
      if (order.action === 'close') window?.close()
      else if (order.action === 'blur' && window) window.focused = false
      else if (window && order.bounds) window.bounds = order.bounds
      return null
    case 'menu': {
      const item = find(order.where === 'tray' ? (Tray.current?.menu ?? []) : Menu.application, order.path)
      item.click?.()
      return null
    }
    case 'tray-click':
      return Tray.current?.emit('click')
    case 'notification-click':
      return Notification.shown.at(order.at)?.emit('click')
    case 'record':
      return {
        ...record,
        sandboxed: app.sandboxed,
        passed: app.passed,
        login: app.login,
        windowCount: BrowserWindow.open.length,
        window: window && {
          url: window.webContents.getURL(),
          bounds: window.bounds,
          state: window.state,
          focused: window.focused,
          maximised: window.maximised,
          loads: window.loads,
          reloads: window.webContents.reloads,
        },
        menu: shown(Menu.application),
        tray: Tray.current && {
          icon: Tray.current.image.file,
          template: Tray.current.image.template,
          toolTip: Tray.current.toolTip,
          menu: shown(Tray.current.menu),
        },
      }
    case 'quit':
      app.quit()
      return null
  }
}
