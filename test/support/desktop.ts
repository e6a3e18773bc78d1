import { fork, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AppEvent } from '../../shared/contract/index.ts'
import type { Envelope, Transport } from '../../shared/transport.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const main = `${root}out/main/main.js`

/** What the stand-in noted; see its `record`. */
export interface DesktopRecord {
  readonly windows: Record<string, unknown>[]
  readonly openedOutside: string[]
  readonly boxes: string[]
  readonly openDialogs: Record<string, unknown>[]
  readonly notifications: { title: string; body: string }[]
  readonly shared: { files: string[]; content: string }[]
  readonly paths: Record<string, string>
  readonly sandboxed: boolean
  readonly passed: unknown
  readonly login: { openAtLogin: boolean; args?: string[] }
  readonly windowCount: number
  readonly window?: {
    url: string
    bounds: { x: number; y: number; width: number; height: number }
    state: 'hidden' | 'shown' | 'minimised'
    focused: boolean
    maximised: boolean
    loads: number
    reloads: number
  }
  readonly menu: MenuEntry[]
  readonly tray: { icon: string; template: boolean; toolTip: string; menu: MenuEntry[] } | null
}

export interface MenuEntry {
  readonly label?: string
  readonly role?: string
  readonly accelerator?: string
  readonly enabled?: boolean
  readonly checked?: boolean
  readonly submenu?: MenuEntry[]
}

/** The built desktop program on the stand-in for `electron`. */
export interface Desktop {
  readonly process: ChildProcess
  readonly transport: Transport
  /** What the window loaded. */
  readonly page: { readonly html: string; readonly csp: string }
  /** Asks the stand-in for something; see its `Order`. */
  order<T>(order: Record<string, unknown>): Promise<T>
  record(): Promise<DesktopRecord>
  /** Quits the app. @returns its exit status */
  quit(): Promise<number | null>
}

interface Message {
  readonly type: 'loaded' | 'tray' | 'answer' | 'event' | 'error-box'
  readonly id?: number
  readonly value?: unknown
  readonly error?: string
  readonly event?: AppEvent
  readonly html?: string
  readonly csp?: string
  readonly title?: string
}

/** How it is started. */
export interface DesktopStart {
  /** What follows the program on its command line. */
  readonly args?: readonly string[]
  /** `STAND_IN_…` and whatever else the program reads. */
  readonly env?: Readonly<Record<string, string>>
  /** Started at login: it counts as running when its tray is there, without a window. */
  readonly hidden?: boolean
}

export function startDesktop(dataFolder: string, start: DesktopStart = {}): Promise<Desktop> {
  if (!fs.existsSync(main)) throw new Error('the desktop is not built: run npm run build first (npm test does)')
  const { PATH = '', HOME = '' } = process.env
  const child = fork(main, start.args ?? [], {
    execArgv: ['--import', `${root}test/desktop/stand-in/register.js`, '--disable-warning=ExperimentalWarning'],
    env: { PATH, HOME, VESTIBULE_DATA: dataFolder, ...start.env },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, (message: Message) => void>()
  const listeners = new Set<(event: AppEvent) => void>()
  let next = 0
  const order = <T>(what: Record<string, unknown>): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = next++
      waiting.set(id, (message) =>
        message.error === undefined ? resolve(message.value as T) : reject(new Error(message.error)),
      )
      child.send({ id, ...what })
    })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the desktop ended with ${code ?? 'a signal'}`)))
    child.on('message', (message: Message) => {
      if (message.type === 'answer' && message.id !== undefined) waiting.get(message.id)?.(message)
      if (message.type === 'event' && message.event) for (const listener of listeners) listener(message.event)
      if (message.type === 'error-box') reject(new Error(message.title))
      if (message.type !== (start.hidden === true ? 'tray' : 'loaded')) return
      resolve({
        process: child,
        page: { html: message.html ?? '', csp: message.csp ?? '' },
        transport: {
          call: (method, input) => order<Envelope>({ do: 'call', method, input }),
          subscribe(listener) {
            listeners.add(listener)
            return () => listeners.delete(listener)
          },
        },
        order,
        record: () => order<DesktopRecord>({ do: 'record' }),
        quit: () =>
          new Promise((done) => {
            child.once('exit', (code) => done(code))
            child.send({ id: next++, do: 'quit' })
          }),
      })
    })
  })
}
