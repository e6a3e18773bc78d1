/** Runs work one after the other: for steps that read, sign and then commit what they read. */
export interface Queue {
  run<T>(work: () => Promise<T>): Promise<T>
}

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(work) {
      const result = last.then(work)
      last = result.catch(() => undefined)
      return result
    },
  }
}
