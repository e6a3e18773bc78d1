import { AppError } from '../../../shared/errors/index.ts'
import { newId } from './context.ts'
import type { Emit } from './events.ts'

/** What long work is given: when to stop, and whom to tell how far it is. */
export interface Run {
  readonly id: string
  readonly signal: AbortSignal
  readonly progress: (done: number, total: number) => void
}

/** Long work that is going on, so that it can be watched and ended from outside. */
export interface Runs {
  /** @param runId of the caller's choice, or undefined for one of its own @throws AppError app/run-taken */
  run<T>(runId: string | undefined, work: (run: Run) => Promise<T>): Promise<T>
  /** @returns false when no run of that id is going on */
  cancel(runId: string): boolean
  cancelAll(): void
}

/** Windows are told at most so often. Milliseconds. */
const PACE = 100

export function createRuns(emit: Emit): Runs {
  const running = new Map<string, AbortController>()
  return {
    async run(runId, work) {
      const id = runId ?? newId()
      if (running.has(id)) throw new AppError('app/run-taken')
      const abort = new AbortController()
      running.set(id, abort)
      let told = -Infinity
      const progress = (done: number, total: number): void => {
        const now = performance.now()
        if (now - told < PACE && done < total) return
        told = now
        emit('app.progress', { runId: id, done, total })
      }
      try {
        return await work({ id, signal: abort.signal, progress })
      } finally {
        running.delete(id)
      }
    },
    cancel(runId) {
      const abort = running.get(runId)
      abort?.abort()
      return abort !== undefined
    },
    cancelAll() {
      for (const abort of running.values()) abort.abort()
    },
  }
}
