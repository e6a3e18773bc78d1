import { createGate } from './gate.ts'
import type { FromGate, ToGate } from '../protocol.ts'
import { keepYoungObjectsFew } from './young-objects.ts'

/** The port of an Electron utilityProcess, as far as it is used here (electron.d.ts: ParentPort). */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

keepYoungObjectsFew()

/** Entry of the gate's process. It talks to its parent only, and ends with it. */
function main(): void {
  const port = (process as unknown as { parentPort?: ParentPort }).parentPort
  const send = (message: FromGate): void => {
    if (port) port.postMessage(message)
    else if (process.connected) process.send?.(message)
  }
  const gate = createGate({ send, rss: () => process.memoryUsage.rss() })
  const receive = async (message: ToGate): Promise<void> => {
    // Not in the order of the others: it asks whether anything is answered at all.
    if (message.type === 'ping') return send({ type: 'pong', number: message.number })
    await gate.receive(message)
    if (message.type === 'stop') process.exit(0)
  }
  if (port) port.on('message', (event) => void receive(event.data as ToGate))
  else process.on('message', (message) => void receive(message as ToGate))
  // Without its engine nobody could revoke anything: an orphaned gate closes.
  process.on('disconnect', () => process.exit(0))
  process.on('SIGINT', () => undefined)
  // Node would open its debugger. `--disable-sigusr1` is not to be had in a utilityProcess.
  process.on('SIGUSR1', () => undefined)
  send({ type: 'ready' })
}

main()
