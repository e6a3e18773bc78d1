import { fork, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AppEvent } from '../../shared/contract/index.ts'
import type { Envelope, Transport } from '../../shared/transport.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const main = `${root}out/main/main.js`

/** The built desktop program on the stand-in for `electron`. */
export interface Desktop {
  readonly process: ChildProcess
  readonly transport: Transport
  /** What the window loaded. */
  readonly page: { readonly html: string; readonly csp: string }
  /** Asks the stand-in for something; see its `Order`. */
  order<T>(order: Record<string, unknown>): Promise<T>
  /** Quits the app. @returns its exit status */
  quit(): Promise<number | null>
}

interface Message {
  readonly type: 'loaded' | 'answer' | 'event' | 'error-box'
  readonly id?: number
  readonly value?: unknown
  readonly error?: string
  readonly event?: AppEvent
  readonly html?: string
  readonly csp?: string
  readonly title?: string
}

export function startDesktop(dataFolder: string, env: Readonly<Record<string, string>> = {}): Promise<Desktop> {
  if (!fs.existsSync(main)) throw new Error('the desktop is not built: run npm run build first (npm test does)')
  const { PATH = '', HOME = '' } = process.env
  const child = fork(main, [], {
    execArgv: ['--import', `${root}test/desktop/stand-in/register.js`, '--disable-warning=ExperimentalWarning'],
    env: { PATH, HOME, VESTIBULE_DATA: dataFolder, ...env },
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
      if (message.type !== 'loaded') return
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
        quit: () =>
          new Promise((done) => {
            child.once('exit', (code) => done(code))
            child.send({ id: next++, do: 'quit' })
          }),
      })
    })
  })
}
