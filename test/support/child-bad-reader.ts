/** A reading thread whose reader is as bad as a reader can be, for the limits around it. */
import { parentPort } from 'node:worker_threads'

const deeds: Readonly<Record<string, (beats: Int32Array) => void>> = {
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
  /** Keeps everything, and counts as long as it lives. */
  hoard(beats) {
    const kept: unknown[] = []
    for (;;) {
      kept.push(Array.from({ length: 1000 }, () => ({})))
      Atomics.add(beats, 0, 1)
    }
  },
  /** Ends the thread. */
  die() {
    process.exit(3)
  },
  answer() {
    parentPort?.postMessage({ type: 'value', value: process.env })
  },
}

const alone = new Int32Array(1)
parentPort?.on('message', ({ input: [deed, beats = alone] }: { input: readonly [string, Int32Array?] }) =>
  deeds[deed]?.(beats),
)
parentPort?.postMessage({ type: 'ready' })
