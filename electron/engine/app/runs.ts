import { AppError } from '../../../shared/errors/index.ts'
import { newId } from './context.ts'
import type { Emit } from './events.ts'
import type { Runs } from './run.ts'

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
