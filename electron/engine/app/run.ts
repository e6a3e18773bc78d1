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
