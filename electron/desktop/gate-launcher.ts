import { utilityProcess } from 'electron'
import { AppError } from '../../shared/errors/index.ts'
import { message, type Message } from '../../shared/messages/message.ts'
import { confinedEnvironment } from '../engine/child-environment.ts'
import type { GateLauncher } from '../engine/deps.ts'
import type { FromGate } from '../gate/protocol.ts'

/** Milliseconds that a gate has to end by itself before it is killed. */
const STOP_TIMEOUT_MS = 3000
/** Of what a gate writes to its standard error, so much is taken: a gate that was taken over must not fill a log. */
const MAX_ERROR_BYTES = 64 * 1024

/** The gate as a utilityProcess (only after `ready`). `entry` is the bundled gate/main.ts. */
export function createGateLauncher(entry: string): GateLauncher {
  return {
    launch: () =>
      new Promise((resolve, reject) => {
        const child = utilityProcess.fork(entry, [], {
          serviceName: 'Vestibule gate',
          // It replaces the environment of ours, on Windows too, where Chromium starts from an empty one.
          env: confinedEnvironment(process.platform, process.env),
          stdio: ['ignore', 'ignore', 'pipe'],
        })
        let ended: Message | null = null
        const exits: ((reason: Message) => void)[] = []
        let left = MAX_ERROR_BYTES
        let onError: (text: string) => void = () => undefined
        child.stderr?.on('error', () => undefined)
        child.stderr?.on('data', (chunk: Buffer) => {
          const text = chunk.toString('utf8').slice(0, left)
          left -= text.length
          if (text !== '') onError(text)
        })
        child.on('exit', (code) => {
          ended = message('parts.gate.status', { code })
          reject(new AppError('site/gate-failed', { problem: ended }))
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
            onError(listener) {
              onError = listener
            },
            // Electron's documentation: SIGTERM; the process has no handler for it.
            kill: () => void child.kill(),
            stop: () =>
              new Promise((done) => {
                if (ended !== null) {
                  done()
                  return
                }
                const timer = setTimeout(() => child.kill(), STOP_TIMEOUT_MS)
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
