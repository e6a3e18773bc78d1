import { setFlagsFromString } from 'node:v8'
import { createGate } from './gate.ts'
import type { FromGate, ToGate } from './protocol.ts'

/** The port of an Electron utilityProcess, as far as it is used here (electron.d.ts: ParentPort). */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

/**
 * Young objects of a gate live for one request: room for megabytes of them brings no speed, and is never given back; one
 * megabyte is nothing that threads should share the work of. Measured in docs/decisions/0028-own-http1-reader.md.
 */
for (const flag of ['--semi-space-growth-factor=1', '--no-parallel-scavenge']) setFlagsFromString(flag)

/** Entry of the gate's process. It talks to its parent only, and ends with it. */
function main(): void {
  const port = (process as unknown as { parentPort?: ParentPort }).parentPort
  const send = (message: FromGate): void => {
    if (port) port.postMessage(message)
    else if (process.connected) process.send?.(message)
  }
  const gate = createGate({ send })
  const receive = async (message: unknown): Promise<void> => {
    await gate.receive(message as ToGate)
    if ((message as ToGate).type === 'stop') process.exit(0)
  }
  if (port) port.on('message', (event) => void receive(event.data))
  else process.on('message', (message) => void receive(message))
  // Without its engine nobody could revoke anything: an orphaned gate closes.
  process.on('disconnect', () => process.exit(0))
  process.on('SIGINT', () => undefined)
  send({ type: 'ready' })
}

main()
