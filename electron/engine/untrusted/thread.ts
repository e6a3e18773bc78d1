import { Worker } from 'node:worker_threads'
import { AppError } from '../../../shared/errors/index.ts'
import type { Answer, Question } from './messages.ts'
import type { Progress } from '../../pki/read/progress.ts'
import { watchTime } from './watch-time.ts'

/**
 * Megabytes. The longest lists that are let in (16 MiB) need about half of it. Buffers are not counted by V8: they are
 * bounded by the size limits of the readers, none of which makes more than a few copies.
 */
const LIMITS = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 48, stackSizeMb: 4 }

/** Who follows long work. */
export interface Following {
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** One reading thread. */
export interface Thread {
  /**
   * One question at a time. When it is over its limits the thread is ended: see `alive`.
   * @throws AppError of the task, authority/file-takes-too-long, authority/file-needs-too-much, app/cancelled
   */
  ask(question: Question, deadline: number, run: Following | null): Promise<unknown>
  alive(): boolean
  end(): Promise<void>
}

/** Starts a thread from the worker's file; answers when it is ready, so that loading code is not billed to a file. */
export async function startThread(file: string): Promise<Thread> {
  const worker = new Worker(file, {
    resourceLimits: LIMITS,
    // Nothing of the environment or the command line: they may hold secrets, and reading a file needs none.
    env: { NODE_ENV: 'production' },
    argv: [],
    execArgv: [],
    name: 'vestibule reader',
  })
  let alive = true
  worker.once('exit', () => (alive = false))
  // A thread that is being ended may still run out of memory, when nobody waits for it any more: an error that is told to
  // nobody would end the program.
  worker.on('error', () => (alive = false))

  const next = (deadline: number | null, run: Following | null): Promise<Answer> =>
    new Promise((resolve, reject) => {
      /** What cannot be interrupted is ended with its thread, and is over when the thread is. */
      const giveUp = (why: AppError): void => {
        settle()
        alive = false
        void worker.terminate().then(() => reject(why), reject)
      }
      const stopWatching =
        deadline === null
          ? null
          : watchTime(worker, deadline, () =>
              giveUp(new AppError('authority/file-takes-too-long', { seconds: Math.round(deadline / 1000) })),
            )
      const onAbort = (): void => giveUp(new AppError('app/cancelled'))
      const onMessage = (answer: Answer): void => {
        if (answer.type === 'progress') return run?.progress(answer.done, answer.total)
        settle()
        resolve(answer)
      }
      const onError = (error: Error & { code?: string }): void => {
        settle()
        reject(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? new AppError('authority/file-needs-too-much', {}, { cause: error })
            : error,
        )
      }
      const onExit = (status: number): void => {
        settle()
        reject(new Error(`the reading thread ended with status ${status}`))
      }
      const settle = (): void => {
        stopWatching?.()
        run?.signal.removeEventListener('abort', onAbort)
        worker.off('message', onMessage)
        worker.off('error', onError)
        worker.off('exit', onExit)
        // A thread that waits for the next file must not keep the program alive.
        worker.unref()
      }
      worker.ref()
      run?.signal.addEventListener('abort', onAbort)
      worker.on('message', onMessage)
      worker.once('error', onError)
      worker.once('exit', onExit)
    })

  await next(null, null)
  return {
    alive: () => alive,
    async ask(question, deadline, run) {
      if (run?.signal.aborted === true) throw new AppError('app/cancelled')
      const answered = next(deadline, run)
      worker.postMessage(question)
      const answer = await answered
      if (answer.type === 'value') return answer.value
      if (answer.type === 'failure') throw AppError.fromProblem(answer.failure)
      throw Object.assign(new Error(`the reader of ${question.task} failed`), {
        stack: answer.type === 'bug' ? answer.stack : undefined,
      })
    },
    async end() {
      alive = false
      await worker.terminate()
    },
  }
}
