import { utilityProcess } from 'electron'
import type { GateLauncher } from '../engine/deps.ts'
import type { FromGate } from '../gate/protocol.ts'

/** Milliseconds that a gate has to end by itself before it is killed. */
const PATIENCE = 3000

/** The gate as a utilityProcess (only after `ready`). `entry` is the bundled gate/main.ts. */
export function createGateLauncher(entry: string): GateLauncher {
  return {
    launch: () =>
      new Promise((resolve, reject) => {
        const child = utilityProcess.fork(entry, [], {
          serviceName: 'Vestibule gate',
          // Nothing of the environment: it may hold secrets.
          env: { NODE_ENV: 'production' },
          stdio: 'ignore',
        })
        let ended: string | null = null
        const exits: ((reason: string) => void)[] = []
        child.on('exit', (code) => {
          ended = `it ended with status ${code}`
          reject(new Error(ended))
          for (const listener of exits) listener(ended)
        })
        child.once('spawn', () =>
          resolve({
            send(message) {
              if (ended === null) child.postMessage(message)
            },
            onMessage(listener) {
              child.on('message', (message: FromGate) => listener(message))
            },
            onExit(listener) {
              if (ended === null) exits.push(listener)
              else listener(ended)
            },
            // Electron's documentation: SIGTERM; the process has no handler for it.
            kill: () => void child.kill(),
            stop: () =>
              new Promise((done) => {
                if (ended !== null) {
                  done()
                  return
                }
                const timer = setTimeout(() => child.kill(), PATIENCE)
                exits.push(() => {
                  clearTimeout(timer)
                  done()
                })
                child.postMessage({ type: 'stop' })
              }),
          }),
        )
      }),
  }
}
