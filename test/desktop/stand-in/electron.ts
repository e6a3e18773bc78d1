/**
 * Stands in for the `electron` module where its runtime cannot be had, so that the built main, preload and IPC run
 * as they are. It does what Electron documents, no more; a test drives it from the parent process.
 */
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import vm from 'node:vm'

type Listener = (...args: never[]) => unknown

/** Everything that the program asked for, for the test to look at. */
export const record: {
  windows: Record<string, unknown>[]
  openedOutside: string[]
  schemes: unknown[]
  errors: string[]
} = {
  windows: [],
  openedOutside: [],
  schemes: [],
  errors: [],
}

class App extends EventEmitter {
  sandboxed = false
  enableSandbox(): void {
    this.sandboxed = true
  }
  requestSingleInstanceLock(): boolean {
    return process.env['STAND_IN_SECOND'] === undefined
  }
  async whenReady(): Promise<void> {}
  getVersion(): string {
    return '0.0.0-stand-in'
  }
  quit(): void {
    let stopped = false
    this.emit('before-quit', { preventDefault: () => (stopped = true) })
    if (!stopped) process.exit(0)
  }
  exit(code: number): void {
    process.exit(code)
  }
}
export const app = new App()

const handlers = new Map<string, (event: unknown, ...args: unknown[]) => unknown>()
export const ipcMain = {
  handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => unknown) =>
    void handlers.set(channel, handler),
  removeHandler: (channel: string) => void handlers.delete(channel),
}

type Scheme = (request: { url: string }) => Promise<Response>
const schemes = new Map<string, Scheme>()
export const protocol = {
  registerSchemesAsPrivileged: (list: unknown[]) => void record.schemes.push(...list),
  handle: (scheme: string, handler: Scheme) => void schemes.set(scheme, handler),
}

/** The page's side of one window: what its preload put into `window`. */
interface Page {
  call(method: string, input: unknown): Promise<unknown>
  subscribe(listener: (event: unknown) => void): () => void
}

class WebContents extends EventEmitter {
  mainFrame = { url: 'about:blank', parent: null as unknown }
  openHandler: ((details: { url: string }) => { action: string }) | null = null
  readonly page = new EventEmitter()
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
  send(channel: string, message: unknown): void {
    this.page.emit(channel, {}, structuredClone(message))
  }
}

export class BrowserWindow extends EventEmitter {
  static open: BrowserWindow[] = []
  readonly webContents = new WebContents()
  page: Page | null = null
  private readonly preload: string
  constructor(options: { webPreferences: { preload: string } & Record<string, unknown> }) {
    super()
    record.windows.push(options.webPreferences)
    this.preload = options.webPreferences.preload
    BrowserWindow.open.push(this)
  }
  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.open
  }
  isDestroyed = (): boolean => false
  isMinimized = (): boolean => false
  restore(): void {}
  show(): void {}
  focus(): void {}
  async loadURL(url: string): Promise<void> {
    const response = await schemes.get(new URL(url).protocol.replace(':', ''))?.({ url })
    if (!response?.ok) throw new Error(`cannot load ${url}`)
    this.webContents.mainFrame.url = url
    this.runPreload()
    this.emit('ready-to-show')
    process.send?.({
      type: 'loaded',
      html: await response.text(),
      csp: response.headers.get('content-security-policy'),
    })
  }
  /** A sandboxed preload: one CommonJS file that can require nothing but `electron`. */
  private runPreload(): void {
    const { page } = this.webContents
    const electron = {
      contextBridge: { exposeInMainWorld: (name: string, api: Page) => name === 'vestibule' && (this.page = api) },
      ipcRenderer: {
        invoke: (channel: string, ...args: unknown[]) => invoke(channel, this.webContents.mainFrame, args),
        on: (channel: string, listener: Listener) => page.on(channel, listener as (...args: unknown[]) => void),
        off: (channel: string, listener: Listener) => page.off(channel, listener as (...args: unknown[]) => void),
      },
    }
    const require = (name: string): unknown => {
      if (name === 'electron') return electron
      throw new Error(`a sandboxed preload cannot require ${name}`)
    }
    vm.runInNewContext(fs.readFileSync(this.preload, 'utf8'), {
      require,
      exports: {},
      module: { exports: {} },
      console,
    })
  }
}

async function invoke(channel: string, senderFrame: unknown, args: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel)
  if (!handler) throw new Error(`No handler registered for '${channel}'`)
  return structuredClone(await handler({ senderFrame }, ...structuredClone(args)))
}

class Session {
  requests: ((contents: unknown, permission: string, answer: (yes: boolean) => void) => void) | null = null
  checks: ((contents: unknown, permission: string) => boolean) | null = null
  devices: (() => boolean) | null = null
  setPermissionRequestHandler(handler: Session['requests']): void {
    this.requests = handler
  }
  setPermissionCheckHandler(handler: Session['checks']): void {
    this.checks = handler
  }
  setDevicePermissionHandler(handler: Session['devices']): void {
    this.devices = handler
  }
}
export const session = { defaultSession: new Session() }

export const utilityProcess = {
  fork(entry: string, args: string[], options: { env: Record<string, string> }) {
    const child = fork(entry, args, { env: options.env, serialization: 'advanced', execArgv: [] })
    const port = new EventEmitter() as EventEmitter & { postMessage(message: unknown): void; kill(): boolean }
    child.on('spawn', () => port.emit('spawn'))
    child.on('message', (message) => port.emit('message', message))
    child.on('exit', (code) => port.emit('exit', code ?? 1))
    port.postMessage = (message) => void (child.connected && child.send(message as object))
    port.kill = () => child.kill()
    return port
  },
}

export const safeStorage = {
  isAsyncEncryptionAvailable: async () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptStringAsync: async (text: string) => Buffer.from(text, 'utf8').map((byte) => byte ^ 0x5a),
  decryptStringAsync: async (bytes: Buffer) => ({
    result: Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString('utf8'),
    shouldReEncrypt: false,
  }),
}
export const Menu = { buildFromTemplate: (template: unknown) => template, setApplicationMenu: () => undefined }
export class Tray extends EventEmitter {
  setToolTip(): void {}
  setContextMenu(): void {}
}
export const nativeImage = { createFromPath: () => ({ resize: () => ({}) }) }
export const dialog = {
  showErrorBox(title: string, content: string): void {
    record.errors.push(`${title} ${content}`)
    process.send?.({ type: 'error-box', title, content })
  },
}
export const shell = { openExternal: async (url: string) => void record.openedOutside.push(url) }

/** What a test in the parent process can ask for. */
type Order =
  | { id: number; do: 'call'; method: string; input: unknown }
  | { id: number; do: 'forge'; frame: { url: string; parent: unknown }; method: string; input: unknown }
  | { id: number; do: 'fetch'; url: string }
  | { id: number; do: 'navigate'; event: string; url: string }
  | { id: number; do: 'open'; url: string }
  | { id: number; do: 'permission'; permission: string }
  | { id: number; do: 'app-event'; event: 'select-client-certificate' | 'certificate-error' | 'second-instance' }
  | { id: number; do: 'record' }
  | { id: number; do: 'quit' }

async function obey(order: Order): Promise<unknown> {
  const window = BrowserWindow.open[0]
  switch (order.do) {
    case 'call':
      return window?.page?.call(order.method, order.input)
    case 'forge':
      return invoke('vestibule:call', order.frame, [order.method, order.input])
    case 'fetch': {
      const response = await schemes.get('vestibule')?.({ url: order.url })
      return { status: response?.status }
    }
    case 'navigate': {
      let prevented = false
      window?.webContents.emit(order.event, { url: order.url, preventDefault: () => (prevented = true) })
      return prevented
    }
    case 'open':
      return window?.webContents.openHandler?.({ url: order.url })
    case 'permission': {
      let granted: boolean | null = null
      session.defaultSession.requests?.({}, order.permission, (yes) => (granted = yes))
      return {
        granted,
        checked: session.defaultSession.checks?.({}, order.permission),
        device: session.defaultSession.devices?.(),
      }
    }
    case 'app-event': {
      let prevented = false
      const answers: unknown[] = []
      const event = { preventDefault: () => (prevented = true) }
      const answer = (...given: unknown[]): void => void answers.push(given)
      if (order.event === 'certificate-error') app.emit(order.event, event, {}, '', '', {}, answer)
      else app.emit(order.event, event, {}, '', [{}], answer)
      return { prevented, answers }
    }
    case 'record':
      return { ...record, sandboxed: app.sandboxed, windowCount: BrowserWindow.open.length }
    case 'quit':
      app.quit()
      return null
  }
}

process.on('message', (order: Order) => {
  void obey(order).then(
    (value) => process.send?.({ type: 'answer', id: order.id, value }),
    (error: unknown) => process.send?.({ type: 'answer', id: order.id, error: String(error) }),
  )
})
// Events that reach the page are told to the test.
const watch = setInterval(() => {
  const page = BrowserWindow.open[0]?.page
  if (!page) return
  clearInterval(watch)
  page.subscribe((event) => process.send?.({ type: 'event', event }))
}, 5)
