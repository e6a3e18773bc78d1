import { AppError } from '../../../shared/errors/index.ts'

/** The diagnoses that are going on, so that they can be ended from outside. */
export interface Runs {
  /** @throws AppError diagnosis/run-taken */
  run<T>(runId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** @returns false when no run of that id is going on */
  cancel(runId: string): boolean
  cancelAll(): void
}

export function createRuns(): Runs {
  const running = new Map<string, AbortController>()
  return {
    async run(runId, work) {
      if (running.has(runId)) throw new AppError('diagnosis/run-taken')
      const abort = new AbortController()
      running.set(runId, abort)
      try {
        return await work(abort.signal)
      } finally {
        running.delete(runId)
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
