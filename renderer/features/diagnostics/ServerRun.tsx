import { useCallback, useState } from 'react'
import type { ServerHandshake } from '../../../shared/contract/diagnosis.ts'
import type { Input } from '../../../shared/contract/index.ts'
import { useEvent } from '../../data/hooks.ts'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { Working } from '../../ui/Working.tsx'
import { useWords } from '../../words/index.ts'
import type { OnFixed } from './Fix.tsx'
import { ServerLadder } from './Ladder.tsx'
import { ServerReport } from './ServerReport.tsx'
import { useRun, type Run } from '../../data/run.ts'

/** One run at any server, with its handshakes as they end. */
type WatchedRun = Run<'diagnosis.server'> & { readonly handshakes: readonly ServerHandshake[] }

export function useServerRun(): WatchedRun {
  const run = useRun('diagnosis.server')
  const { start: startRun, mine } = run
  const [handshakes, setHandshakes] = useState<readonly ServerHandshake[]>([])
  useEvent(
    'diagnosis.handshake',
    useCallback(
      (line) => {
        if (mine(line.runId)) setHandshakes((before) => [...before, line.handshake])
      },
      [mine],
    ),
  )
  const start = useCallback(
    (input: Omit<Input<'diagnosis.server'>, 'runId'>) => {
      setHandshakes([])
      return startRun(input)
    },
    [startRun],
  )
  return { ...run, handshakes, start }
}

/** What is seen while it runs, and the report. */
export function ServerRun({ run, onFixed }: { run: WatchedRun; onFixed: OnFixed }) {
  const { common, diagnostics: words } = useWords()
  return (
    <>
      {run.busy && (
        <div className="stack-tight">
          <Working words={words.servers.running({ done: run.handshakes.length })} part={null} onCancel={run.cancel} />
          <div className="runs">
            {run.handshakes.map((handshake) => (
              <ServerLadder key={handshake.tls} handshake={handshake} />
            ))}
          </div>
        </div>
      )}
      {run.cancelled && <Note>{common.cancelled}</Note>}
      <ErrorNotice error={run.error} />
      {run.report && <ServerReport report={run.report} onFixed={onFixed} />}
    </>
  )
}
