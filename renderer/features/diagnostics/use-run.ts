import { useCallback, useRef, useState } from 'react'
import type { SiteDiagnosis, VisitorResult } from '../../../shared/contract/diagnosis.ts'
import type { AppError } from '../../../shared/errors/index.ts'
import { useAction, useEvent } from '../../data/hooks.ts'

/** One run of the diagnosis: its lines as they come in, and the report at the end. */
export interface Run {
  readonly visitors: readonly VisitorResult[]
  /** 0 until the first line tells it. */
  readonly total: number
  readonly report: SiteDiagnosis | undefined
  readonly busy: boolean
  readonly error: AppError | undefined
  readonly start: (site: string) => Promise<void>
}

export function useRun(): Run {
  const action = useAction('diagnosis.site')
  const runId = useRef('')
  const [visitors, setVisitors] = useState<readonly VisitorResult[]>([])
  const [total, setTotal] = useState(0)
  const [report, setReport] = useState<SiteDiagnosis>()
  useEvent(
    'diagnosis.visitor',
    useCallback((line) => {
      if (line.runId !== runId.current) return
      setTotal(line.total)
      setVisitors((before) => [...before, line.visitor])
    }, []),
  )
  const { run } = action
  const start = useCallback(
    async (site: string) => {
      runId.current = crypto.randomUUID()
      setVisitors([])
      setTotal(0)
      setReport(undefined)
      const answer = await run({ site, runId: runId.current })
      if (!answer) return
      setReport(answer)
      setVisitors(answer.visitors)
    },
    [run],
  )
  return { visitors, total, report, busy: action.busy, error: action.error, start }
}
