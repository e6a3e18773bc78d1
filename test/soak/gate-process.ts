/** The gate as a process of its own, which also tells how much memory it needs. */
import { createGate } from '../../electron/gate/process/gate.ts'
import type { FromGate, ToGate } from '../../electron/gate/protocol.ts'
import { keepYoungObjectsFew } from '../../electron/gate/process/young-objects.ts'

export interface Memory {
  readonly type: 'memory'
  /** Bytes. */
  readonly rss: number
  readonly heap: number
}

keepYoungObjectsFew()

/** Milliseconds: whoever waits for an upstream that hangs is told before he gives up. */
const UPSTREAM_TIMEOUT = 5000

const send = (message: FromGate | Memory): void => void (process.connected && process.send?.(message))
const gate = createGate({ send, upstreamTimeout: UPSTREAM_TIMEOUT })
process.on('message', (message: ToGate | { type: 'measure' }) => {
  if (message.type !== 'measure') {
    void gate.receive(message)
    return
  }
  // What could be collected is no growth (--expose-gc).
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  send({ type: 'memory', rss, heap: heapUsed })
})
process.on('disconnect', () => process.exit(0))
send({ type: 'ready' })
