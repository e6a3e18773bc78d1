import { Button, NativeSelect } from '@mantine/core'
import { IconDoor } from '@tabler/icons-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { VisitorResult } from '../../../shared/contract/diagnosis.ts'
import { useEvent, useQuery } from '../../data/hooks.ts'
import { go, to, useRoute } from '../../data/route.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { EmptyState, Waiting } from '../../ui/parts.tsx'
import { Working } from '../../ui/Working.tsx'
import { useWords } from '../../words/index.ts'
import { Fix } from './Fix.tsx'
import { Problems } from './Problems.tsx'
import { siteText } from './report-text.ts'
import { ReportActions } from './ReportActions.tsx'
import { useRun } from '../../data/run.ts'
import { Verdict } from './Verdict.tsx'
import { Visitors } from './Visitors.tsx'

/** One run at an own site, with its lines as they come in. */
function useVisitors() {
  const run = useRun('diagnosis.site')
  const { start: startRun, mine } = run
  const [lines, setLines] = useState<readonly VisitorResult[]>([])
  /** 0 until the first line tells it. */
  const [total, setTotal] = useState(0)
  useEvent(
    'diagnosis.visitor',
    useCallback(
      (line) => {
        if (!mine(line.runId)) return
        setTotal(line.total)
        setLines((before) => [...before, line.visitor])
      },
      [mine],
    ),
  )
  const start = useCallback(
    async (site: string) => {
      setLines([])
      setTotal(0)
      await startRun({ site })
    },
    [startRun],
  )
  return { ...run, visitors: run.report?.visitors ?? lines, total, start }
}

/** Knocks at an own site as every kind of visitor. */
export function MySite() {
  const all = useWords()
  const { common, diagnostics: words, sites: siteWords } = all
  const { params } = useRoute()
  const sites = useQuery('site.list', {})
  const run = useVisitors()
  const { start } = run
  const chosen = sites.value?.find(({ id }) => id === params.get('site')) ?? sites.value?.[0]
  const started = useRef(false)
  const atOnce = params.has('run') ? chosen?.id : undefined
  useEffect(() => {
    if (atOnce === undefined || started.current) return
    started.current = true
    void start(atOnce)
  }, [atOnce, start])
  if (!sites.value) return sites.error ? <ErrorNotice error={sites.error} /> : <Waiting words={common.loading} />
  if (!chosen) {
    return (
      <EmptyState icon={<IconDoor size={32} stroke={1.5} aria-hidden />} title={words.noSites}>
        <Button component="a" href={to('sites', 'new')}>
          {words.addSite}
        </Button>
      </EmptyState>
    )
  }
  const { visitors, total, report, busy } = run
  const again = (): void => void start(chosen.id)
  const stopped = run.error?.code === 'site/not-running'
  return (
    <div className="stack">
      <div className="line" style={{ alignItems: 'flex-end' }}>
        <NativeSelect
          label={words.which}
          value={chosen.id}
          data={sites.value.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => go(to('diagnostics', 'site', { site: event.currentTarget.value }))}
          disabled={busy}
        />
        <Button loading={busy} variant={report ? 'default' : 'filled'} onClick={again}>
          {report ? words.again : words.run}
        </Button>
      </div>
      <ErrorNotice error={run.error}>
        {stopped && <Fix action={{ kind: 'start-site', siteId: chosen.id, siteName: chosen.name }} onDone={again} />}
        <Button size="xs" variant={stopped ? 'default' : 'filled'} component="a" href={to('sites', chosen.id)}>
          {siteWords.open}
        </Button>
      </ErrorNotice>
      {busy && (
        <Working
          words={words.running({ done: visitors.length, total })}
          part={total === 0 ? null : visitors.length / total}
          onCancel={run.cancel}
        />
      )}
      {report && <Verdict tone={report.ok ? 'good' : 'bad'} sentence={report.summary} report={report} />}
      {report && (
        <div className="line">
          <ReportActions text={siteText(report, all)} report={report} />
        </div>
      )}
      {report?.page && report.page.problems.length + report.page.notes.length > 0 && (
        <section className="stack-tight" aria-label={words.page}>
          <h3 className="section-title" style={{ margin: 0 }}>
            {words.page}
          </h3>
          <Problems problems={[...report.page.problems, ...report.page.notes]} onFixed={again} />
        </section>
      )}
      {visitors.length > 0 && <Visitors visitors={visitors} onFixed={again} />}
    </div>
  )
}
