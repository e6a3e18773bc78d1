import { useCallback, useRef, useState } from 'react'
import type { FailureError } from '../../shared/errors/failure-error.ts'
import type { Input, Output } from '../../shared/contract/index.ts'
import { useAction, useEvent } from './hooks.ts'

type RunMethod =
  | 'diagnosis.site'
  | 'diagnosis.server'
  | 'diagnosis.watch'
  | 'backup.create'
  | 'backup.inspect'
  | 'backup.restore'
  | 'authority.import'
  | 'device.renewMany'

/** Long work: it can be watched by its id, and cancelled at once. */
export interface Run<M extends RunMethod> {
  readonly report: Output<M> | undefined
  readonly busy: boolean
  /** From 0 to 1; null as long as nobody knows. */
  readonly part: number | null
  readonly cancelled: boolean
  readonly error: FailureError | undefined
  readonly start: (input: Omit<Input<M>, 'runId'>) => Promise<Output<M> | undefined>
  readonly cancel: () => void
  readonly clear: () => void
  /** Whether an event belongs to this run. */
  readonly mine: (runId: string) => boolean
}

export function useRun<M extends RunMethod>(method: M): Run<M> {
  const action = useAction(method)
  const cancelling = useAction('app.cancel')
  const runId = useRef('')
  const [report, setReport] = useState<Output<M>>()
  const [part, setPart] = useState<number | null>(null)
  const { run, clear } = action
  const { run: runCancel } = cancelling
  const mine = useCallback((id: string) => id === runId.current, [])
  useEvent(
    'app.progress',
    useCallback(
      ({ runId: id, done, total }) => {
        if (mine(id) && total > 0) setPart(Math.min(1, done / total))
      },
      [mine],
    ),
  )
  const start = useCallback(
    async (input: Omit<Input<M>, 'runId'>) => {
      runId.current = crypto.randomUUID()
      setReport(undefined)
      setPart(null)
      const answer = await run({ ...input, runId: runId.current } as Input<M>)
      if (answer) setReport(() => answer)
      return answer
    },
    [run],
  )
  const cancel = useCallback(() => void runCancel({ runId: runId.current }), [runCancel])
  const cancelled = action.error?.code === 'app/cancelled'
  const error = cancelled ? undefined : action.error
  return { report, busy: action.busy, part, cancelled, error, start, cancel, clear, mine }
}
