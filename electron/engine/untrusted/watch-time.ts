import type { Worker } from 'node:worker_threads'

/** On a busy or small computer a thread waits for its turn: so many times longer is it waited for by the clock. */
const PATIENCE = 3
/** Milliseconds between two looks. */
const LEAST = 50

/**
 * Calls `over` once a thread has had so many milliseconds of processor time, or `PATIENCE` times as many have gone by.
 * Ten programs that run beside it are no reason to call a file hostile.
 * @returns what ends the watch
 */
export function watchTime(worker: Worker, deadline: number, over: () => void): () => void {
  const begun = performance.now()
  // Node 24.6; before that only the clock counts.
  const usage = 'cpuUsage' in worker ? worker.cpuUsage() : null
  // A thread that has ended says so by itself.
  usage?.catch(() => undefined)
  let ended = false
  let timer: NodeJS.Timeout

  const left = async (): Promise<number> => {
    if (!usage || performance.now() - begun >= PATIENCE * deadline) return 0
    const { user, system } = await worker.cpuUsage(await usage)
    return deadline - (user + system) / 1000
  }
  const look = async (): Promise<void> => {
    const rest = await left().catch(() => 0)
    if (ended) return
    if (rest <= 0) over()
    else wait(Math.max(rest, LEAST))
  }
  const wait = (milliseconds: number): void => {
    timer = setTimeout(() => void look(), milliseconds)
  }
  wait(deadline)
  return () => {
    ended = true
    clearTimeout(timer)
  }
}
