import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import vm from 'node:vm'
import { invoke } from './ipc.ts'
import { record, tell } from './record.ts'
import { request } from './schemes.ts'

type Listener = (...args: never[]) => unknown

interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** The page's side of one window: what its preload put into `window`. */
interface Page {
  call(method: string, input: unknown): Promise<unknown>
  subscribe(listener: (event: unknown) => void): () => void
}

class WebContents extends EventEmitter {
  mainFrame = { url: 'about:blank', parent: null as unknown }
  openHandler: ((details: { url: string }) => { action: string }) | null = null
  reloads = 0
  readonly page = new EventEmitter()
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
  getURL(): string {
    return this.mainFrame.url
  }
  reload(): void {
    this.reloads += 1
  }
  send(channel: string, message: unknown): void {
    this.page.emit(channel, {}, structuredClone(message))
  }
}

export class BrowserWindow extends EventEmitter {
  static open: BrowserWindow[] = []
  readonly webContents = new WebContents()
  page: Page | null = null
  bounds: Rectangle
  state: 'hidden' | 'shown' | 'minimised' = 'hidden'
  maximised = false
  focused = false
  /** How often a whole page was loaded, other than changing what is after #. */
  loads = 0
  private readonly preload: string

  constructor(options: { webPreferences: { preload: string } & Record<string, unknown> } & Rectangle) {
    super()
    record.windows.push(options.webPreferences)
    this.preload = options.webPreferences.preload
    this.bounds = { x: options.x, y: options.y, width: options.width, height: options.height }
    BrowserWindow.open.push(this)
  }
  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.open
  }
  isDestroyed = (): boolean => !BrowserWindow.open.includes(this)
  isMinimized = (): boolean => this.state === 'minimised'
  isMaximized = (): boolean => this.maximised
  isFocused = (): boolean => this.focused
  getBounds = (): Rectangle => this.bounds
  getNormalBounds = (): Rectangle => this.bounds
  setBounds(bounds: Rectangle): void {
    this.bounds = bounds
  }
  maximize(): void {
    this.maximised = true
  }
  minimize(): void {
    this.state = 'minimised'
    this.focused = false
  }
  restore(): void {
    this.state = 'shown'
  }
  show(): void {
    this.state = 'shown'
    this.focus()
  }
  focus(): void {
    if (this.focused) return
    this.focused = true
    this.emit('focus')
  }
  /** As a click on its cross: the program may prevent it. */
  close(): void {
    let prevented = false
    this.emit('close', { preventDefault: () => (prevented = true) })
    if (prevented) return
    BrowserWindow.open = BrowserWindow.open.filter((one) => one !== this)
    this.emit('closed')
  }
  async loadURL(url: string): Promise<void> {
    const before = this.webContents.mainFrame.url
    if (url !== before && url.replace(/#.*$/, '') === before.replace(/#.*$/, '')) {
      // Only what is after # changes: the page stays (HTML, “navigate to a fragment”).
      this.webContents.mainFrame.url = url
      return
    }
    const response = await request(url)
    if (!response?.ok) throw new Error(`cannot load ${url}`)
    this.loads += 1
    this.webContents.mainFrame.url = url
    this.runPreload()
    this.page?.subscribe((event) => tell({ type: 'event', event }))
    this.emit('ready-to-show')
    tell({ type: 'loaded', html: await response.text(), csp: response.headers.get('content-security-policy') })
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
