/** A reading thread whose reader is as bad as a reader can be, for the limits around it. */
import { parentPort } from 'node:worker_threads'

const deeds: Readonly<Record<string, () => void>> = {
  /** Never answers and never lets go. */
  hang() {
    for (;;);
  },
  /** Keeps everything. */
  hoard() {
    const kept: unknown[] = []
    for (;;) kept.push(Array.from({ length: 1000 }, () => ({})))
  },
  /** Ends the thread. */
  die() {
    process.exit(3)
  },
  answer() {
    parentPort?.postMessage({ type: 'value', value: process.env })
  },
}

parentPort?.on('message', ({ input }: { input: readonly [string] }) => deeds[input[0]]?.())
parentPort?.postMessage({ type: 'ready' })
