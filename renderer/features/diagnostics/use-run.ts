import { useCallback, useRef, useState } from 'react'
import type { Input, Output } from '../../../shared/contract/index.ts'
import type { AppError } from '../../../shared/errors/index.ts'
import { useAction } from '../../data/hooks.ts'

type RunMethod = 'diagnosis.site' | 'diagnosis.server' | 'diagnosis.watch'

/** A diagnosis that takes its time: it can be watched by its id, and cancelled at once. */
export interface Run<M extends RunMethod> {
  readonly report: Output<M> | undefined
  readonly busy: boolean
  readonly cancelled: boolean
  readonly error: AppError | undefined
  readonly start: (input: Omit<Input<M>, 'runId'>) => Promise<Output<M> | undefined>
  readonly cancel: () => void
  /** Whether an event belongs to this run. */
  readonly mine: (runId: string) => boolean
}

export function useRun<M extends RunMethod>(method: M): Run<M> {
  const action = useAction(method)
  const cancelling = useAction('diagnosis.cancel')
  const runId = useRef('')
  const [report, setReport] = useState<Output<M>>()
  const { run } = action
  const { run: runCancel } = cancelling
  const start = useCallback(
    async (input: Omit<Input<M>, 'runId'>) => {
      runId.current = crypto.randomUUID()
      setReport(undefined)
      const answer = await run({ ...input, runId: runId.current } as Input<M>)
      if (answer) setReport(() => answer)
      return answer
    },
    [run],
  )
  const cancel = useCallback(() => void runCancel({ runId: runId.current }), [runCancel])
  const mine = useCallback((id: string) => id === runId.current, [])
  const cancelled = action.error?.code === 'diagnosis/cancelled'
  return { report, busy: action.busy, cancelled, error: cancelled ? undefined : action.error, start, cancel, mine }
}
