import { fork, type ChildProcess } from 'node:child_process'
import type { GateLauncher, GateProcess } from '../engine/deps.ts'
import type { FromGate, ToGate } from '../gate/protocol.ts'
import { gateEntry, gateEnvironment } from './gate-entry.ts'
import { message, type Message } from '../../shared/messages/message.ts'

/** Milliseconds that a gate has to end by itself before it is killed. */
const PATIENCE = 3000

/** The gate as a child process that may read its own code and nothing else: no data folder, no writing, no children. */
export const gateLauncher: GateLauncher = {
  launch: () =>
    new Promise((resolve, reject) => {
      const { file, readable } = gateEntry()
      const child = fork(file, [], {
        serialization: 'advanced',
        env: gateEnvironment,
        execArgv: [
          '--permission',
          ...readable.map((place) => `--allow-fs-read=${place}`),
          '--disable-warning=ExperimentalWarning',
          '--disable-warning=SecurityWarning',
        ],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      child.once('error', reject)
      child.once('spawn', () => resolve(asGateProcess(child)))
    }),
}

/** A launcher whose first gate starts at once, while the engine is still being loaded. */
export interface GateAhead extends GateLauncher {
  /** Ends a gate that nobody came for. */
  abandon(): Promise<void>
}

export function launchAhead(launcher: GateLauncher): GateAhead {
  let first: Promise<GateProcess> | null = launcher.launch()
  // Whoever takes it is told.
  first.catch(() => undefined)
  const take = (): Promise<GateProcess> | null => {
    const taken = first
    first = null
    return taken
  }
  return {
    launch: () => take() ?? launcher.launch(),
    abandon: async () => (await take()?.catch(() => null))?.stop(),
  }
}

function asGateProcess(child: ChildProcess): GateProcess {
  let ended: Message | null = null
  const exits: ((reason: Message) => void)[] = []
  child.on('exit', (code, signal) => {
    ended =
      signal === null
        ? message('parts.gate.status', { code: code ?? 'unknown' })
        : message('parts.gate.signal', { signal })
    for (const listener of exits) listener(ended)
  })
  child.on('error', () => undefined)
  return {
    send(message: ToGate) {
      if (child.connected) child.send(message, () => undefined)
    },
    onMessage(listener) {
      child.on('message', (message) => listener(message as FromGate))
    },
    onExit(listener) {
      if (ended === null) exits.push(listener)
      else listener(ended)
    },
    stop: () =>
      new Promise((resolve) => {
        if (ended !== null) {
          resolve()
          return
        }
        const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
        child.once('exit', () => {
          clearTimeout(timer)
          resolve()
        })
        if (child.connected) child.send({ type: 'stop' } satisfies ToGate, () => undefined)
        else child.kill()
      }),
  }
}
