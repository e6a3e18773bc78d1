import type { LongTask, TaskInput, TaskName, TaskResult } from './tasks.ts'
import { startThread, type Following, type Thread } from './thread.ts'

/**
 * Reads what strangers made (requests, PKCS#12, certificates, keys, lists, folders) in a thread of its own, which is
 * ended when it takes too long or needs too much memory: the program goes on, and nothing was changed.
 */
export interface Untrusted {
  /**
   * Runs one task of `tasks.ts`.
   * @throws AppError of the task, authority/file-takes-too-long, authority/file-needs-too-much
   */
  read<T extends TaskName>(task: T, ...input: TaskInput<T>): Promise<TaskResult<T>>
  /** The same for long work, which can be watched and cancelled. @throws AppError also app/cancelled */
  follow<T extends LongTask>(run: Following, task: T, ...input: TaskInput<T>): Promise<TaskResult<T>>
  close(): Promise<void>
}

/** Milliseconds of processor time that a file may take, see `watchTime`: somebody waits for the answer. */
const DEADLINE = 2000
/** A folder is up to twenty thousand files; a backup may be as large as the disk. */
const DEADLINES: Partial<Record<TaskName, number>> = {
  'authority-folder': 30_000,
  'backup-pack': 3_600_000,
  'backup-unpack': 3_600_000,
  // Loads its dictionaries the first time.
  'passphrase-strength': 30_000,
}
/** Milliseconds that a thread waits for another file: starting one takes longer than reading most files. */
const IDLE = 10_000
/** More files at once wait for one another. */
const MOST_THREADS = 2

/** @param options.worker file of worker.ts, as source or as built */
export function createUntrusted(options: { readonly worker: string }): Untrusted {
  const idle = new Map<Thread, NodeJS.Timeout>()
  const waiting: (() => void)[] = []
  let busy = 0

  const take = async (): Promise<Thread> => {
    for (const [thread, timer] of idle) {
      clearTimeout(timer)
      idle.delete(thread)
      if (thread.alive()) return thread
    }
    return startThread(options.worker)
  }

  const keep = (thread: Thread): void => {
    if (!thread.alive()) return
    const timer = setTimeout(() => {
      idle.delete(thread)
      void thread.end()
    }, IDLE)
    timer.unref()
    idle.set(thread, timer)
  }

  const turn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (busy >= MOST_THREADS) await new Promise<void>((resolve) => waiting.push(resolve))
    else busy += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The turn is handed on, so that nobody who comes in between takes it.
      if (next) next()
      else busy -= 1
    }
  }

  const ask = <T extends TaskName>(task: T, input: TaskInput<T>, run: Following | null): Promise<TaskResult<T>> =>
    turn(async () => {
      const thread = await take()
      try {
        return (await thread.ask({ task, input }, DEADLINES[task] ?? DEADLINE, run)) as TaskResult<T>
      } finally {
        keep(thread)
      }
    })

  return {
    read: (task, ...input) => ask(task, input, null),
    follow: (run, task, ...input) => ask(task, input, run),
    async close() {
      const threads = [...idle]
      idle.clear()
      await Promise.all(
        threads.map(([thread, timer]) => {
          clearTimeout(timer)
          return thread.end()
        }),
      )
    },
  }
}
