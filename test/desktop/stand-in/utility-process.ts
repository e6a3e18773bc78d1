import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'

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
