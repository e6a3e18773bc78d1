import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FromGate, GateActivity, Policy } from '../../electron/gate/protocol.ts'

const main = fileURLToPath(new URL('../../electron/gate/process/main.ts', import.meta.url))

/** The real gate as a process of its own. */
export interface GateChild {
  readonly pid: number
  readonly activity: GateActivity[]
  /** How it has ended; null while it lives. */
  ended(): string | null
  apply(policy: Omit<Policy, 'version'>): Promise<FromGate>
  stop(): Promise<void>
}

/** @param runtime the program that runs it. Default: this one */
export async function startGateChild(runtime: string = process.execPath): Promise<GateChild> {
  const bun = path.basename(runtime).startsWith('bun')
  const child: ChildProcess = fork(main, [], {
    execPath: runtime,
    // What Bun and Node say to each other in another form neither understands.
    serialization: bun ? 'json' : 'advanced',
    env: { NODE_ENV: 'production', PATH: process.env['PATH'] },
    execArgv: bun ? [] : ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const activity: GateActivity[] = []
  const waiting = new Map<number, (message: FromGate) => void>()
  let ended: string | null = null
  let version = 0
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: FromGate) => {
      if (message.type === 'ready') resolve()
      if (message.type === 'activity') activity.push(...message.lines)
      if (message.type === 'applied' || message.type === 'refused') waiting.get(message.version)?.(message)
    })
    child.on('exit', (code, signal) => {
      ended = signal ?? `status ${code}`
      reject(new Error(`the gate ended (${ended})`))
    })
  })
  await ready
  return {
    pid: child.pid ?? 0,
    activity,
    ended: () => ended,
    apply(policy) {
      version += 1
      const wanted = version
      return new Promise((resolve) => {
        waiting.set(wanted, resolve)
        child.send({ type: 'policy', policy: { ...policy, version: wanted } })
      })
    },
    stop: () =>
      new Promise((resolve) => {
        if (ended !== null) return resolve()
        child.once('exit', () => resolve())
        child.send({ type: 'stop' })
      }),
  }
}
