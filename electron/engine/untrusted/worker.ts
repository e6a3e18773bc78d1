import { parentPort } from 'node:worker_threads'
import { AppError } from '../../../shared/errors/index.ts'
import type { Answer, Question } from './messages.ts'
import { isLong, tasks } from './tasks.ts'
import type { Progress } from '../../pki/read/progress.ts'

/** Nobody looks more often. Milliseconds. */
const PACE = 100

function tell(): Progress {
  let told = -Infinity
  return (done, total) => {
    const now = performance.now()
    if (now - told < PACE) return
    told = now
    parentPort?.postMessage({ type: 'progress', done, total } satisfies Answer)
  }
}

/** The thread's side: the entry file that `untrustedWorker` names. */
async function answer({ task, input }: Question): Promise<Answer> {
  try {
    // Question and Tasks agree by the types of `Untrusted.read`; the compiler cannot follow them through a message.
    const run = tasks[task] as (...args: readonly unknown[]) => unknown
    return { type: 'value', value: await run(...input, ...(isLong(task) ? [tell()] : [])) }
  } catch (error) {
    if (error instanceof AppError) return { type: 'failure', failure: error.toProblem() }
    return { type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : 'unknown' }
  }
}

parentPort?.on('message', (question: Question) => {
  void answer(question).then((said) => parentPort?.postMessage(said))
})
parentPort?.postMessage({ type: 'ready' } satisfies Answer)
