import fs from 'node:fs'

/** How often it is looked whether the npm that started this program is still there. Milliseconds. */
const PARENT_CHECK_INTERVAL_MS = 500

/** The parent of a process (proc_pid_stat(5), field 4); null where that cannot be told. */
function parentOf(pid: number): number | null {
  try {
    // The name, in parentheses, may hold anything.
    const fields = fs
      .readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
    return Number(fields[1])
  } catch {
    return null
  }
}

/**
 * Calls `onEnd` when the npm (or another runner of scripts) that started this program has ended. It hands a signal on to
 * the shell of its script, which ends by it and hands nothing on: this program would live on without anybody who could stop
 * it. Between the two is that shell, which outlives an npm that was killed.
 */
function watchScriptRunner(onEnd: () => void): () => void {
  const ancestors = (): string => {
    const parent = process.ppid
    return `${parent} ${parentOf(parent) ?? ''}`
  }
  const before = ancestors()
  const timer = setInterval(() => {
    if (ancestors() !== before) onEnd()
  }, PARENT_CHECK_INTERVAL_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** Resolves when the person, the system or the program that started this one asks it to end. */
export function untilStopped(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  return new Promise((resolve) => {
    let unwatch = (): void => undefined
    const stop = (): void => {
      unwatch()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
    // Set for every script that npm, yarn or pnpm runs.
    if (env['npm_lifecycle_event'] !== undefined) unwatch = watchScriptRunner(stop)
  })
}
