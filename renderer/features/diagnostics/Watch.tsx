import { Button, NativeSelect } from '@mantine/core'
import { IconDoor } from '@tabler/icons-react'
import { useCallback, useEffect, useState } from 'react'
import type { Knock, WayCheck } from '../../../shared/contract/watch.ts'
import { useEvent, useNow, useQuery } from '../../data/hooks.ts'
import { go, to, useRoute } from '../../data/route.ts'
import { Copyable } from '../../ui/Copyable.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { EmptyState, Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { Fix } from './Fix.tsx'
import { Checks, Knocks } from './Knocks.tsx'
import { watchText } from './report-text.ts'
import { ReportActions } from './ReportActions.tsx'
import { useRun } from '../../data/run.ts'
import { Verdict } from './Verdict.tsx'

/** Seconds: long enough to take up the phone, open the page and choose a certificate. */
const SECONDS = 60

/** One watch, with its knocks and checks as they happen. */
function useWatch() {
  const run = useRun('diagnosis.watch')
  const { start: startRun, mine } = run
  const [knocks, setKnocks] = useState<readonly Knock[]>([])
  const [checks, setChecks] = useState<readonly WayCheck[]>([])
  const [ends, setEnds] = useState(0)
  useEvent(
    'diagnosis.knock',
    useCallback((told) => mine(told.runId) && setKnocks((before) => [...before, told.knock]), [mine]),
  )
  useEvent(
    'diagnosis.check',
    useCallback((told) => mine(told.runId) && setChecks((before) => [...before, told.check]), [mine]),
  )
  const start = useCallback(
    async (site: string) => {
      setKnocks([])
      setChecks([])
      setEnds(Date.now() + SECONDS * 1000)
      await startRun({ site, seconds: SECONDS })
    },
    [startRun],
  )
  const { report } = run
  return { ...run, knocks: report?.knocks ?? knocks, checks: report?.checks ?? checks, ends, start }
}

function Left({ ends }: { ends: number }) {
  const { watching: words } = useWords().diagnostics
  const now = useNow(1000)
  return <Waiting words={words.left({ seconds: Math.max(0, Math.min(SECONDS, Math.ceil((ends - now) / 1000))) })} />
}

/** Why can’t my phone connect? */
export function Watch() {
  const all = useWords()
  const { common, diagnostics, say, sites: siteWords } = all
  const { watching: words } = diagnostics
  const { params } = useRoute()
  const sites = useQuery('site.list', {})
  const run = useWatch()
  const { cancel, busy } = run
  // Whoever leaves the screen does not watch any more.
  useEffect(() => (busy ? cancel : undefined), [busy, cancel])
  if (!sites.value) return sites.error ? <ErrorNotice error={sites.error} /> : <Waiting words={common.loading} />
  const chosen = sites.value.find(({ id }) => id === params.get('site')) ?? sites.value[0]
  if (!chosen) {
    return (
      <EmptyState icon={<IconDoor size={32} stroke={1.5} aria-hidden />} title={diagnostics.noSites}>
        <Button component="a" href={to('sites', 'new')}>
          {diagnostics.addSite}
        </Button>
      </EmptyState>
    )
  }
  const again = (): void => void run.start(chosen.id)
  const stopped = run.error?.code === 'site/not-running'
  const { report } = run
  return (
    <div className="stack">
      <div className="line" style={{ alignItems: 'flex-end' }}>
        <NativeSelect
          label={diagnostics.which}
          value={chosen.id}
          data={sites.value.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => go(to('diagnostics', 'watch', { site: event.currentTarget.value }))}
          disabled={busy}
        />
        {busy ? (
          <Button onClick={cancel}>{words.stop}</Button>
        ) : (
          <Button variant={report ? 'default' : 'filled'} onClick={again}>
            {report ? words.again : words.start}
          </Button>
        )}
      </div>
      {report && <ReportActions text={watchText(report, all)} report={report} />}
      <ErrorNotice error={run.error}>
        {stopped && <Fix action={{ kind: 'start-site', siteId: chosen.id, siteName: chosen.name }} onDone={again} />}
        <Button size="xs" variant={stopped ? 'default' : 'filled'} component="a" href={to('sites', chosen.id)}>
          {siteWords.open}
        </Button>
      </ErrorNotice>
      {busy && (
        <div className="surface stack-tight">
          <p className="big">{words.now}</p>
          <p className="big">
            <Copyable text={chosen.url} what={siteWords.address} />
          </p>
          <Left ends={run.ends} />
        </div>
      )}
      {report && (
        <>
          <Verdict tone={report.ok ? 'good' : 'bad'} sentence={report.summary} report={report} />
          {report.fix !== null && (
            <p style={{ margin: 0 }}>
              <strong>{diagnostics.fix}:</strong> {say(report.fix)}
            </p>
          )}
          <Fix action={report.action} onDone={again} />
        </>
      )}
      {(busy || report) && (
        <>
          <Knocks knocks={run.knocks} more={report?.more ?? 0} waiting={busy} onFixed={again} />
          <Checks checks={run.checks} onFixed={again} />
        </>
      )}
    </div>
  )
}
