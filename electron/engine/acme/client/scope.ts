/**
 * Runs work with a signal of its own, which ends with it: connections that are kept open for it end, too.
 * @param signal ends it early
 */
export async function inScope<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController()
  try {
    return await work(AbortSignal.any([signal, own.signal]))
  } finally {
    own.abort()
  }
}
