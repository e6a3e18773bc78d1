/** A reading thread whose reader is as bad as a reader can be, for the limits around it. */
import { parentPort } from 'node:worker_threads'

const deeds: Readonly<Record<string, () => void>> = {
  /** Never answers and never lets go. */
  hang() {
    for (;;);
  },
  /** Waits for its turn for longer than it may work, as on a busy computer. */
  wait() {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500)
    parentPort?.postMessage({ type: 'value', value: 'at last' })
  },
  /** Does nothing for ever. */
  sleep() {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
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
