import { Button, NativeSelect, Progress } from '@mantine/core'
import { IconCircleCheckFilled, IconCircleXFilled, IconDoor } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { SiteDiagnosis } from '../../../shared/contract/diagnosis.ts'
import { useQuery } from '../../data/hooks.ts'
import { go, to, useRoute } from '../../data/route.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { EmptyState, Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { clock } from '../../words/time.ts'
import { ReportActions } from './ReportActions.tsx'
import { useRun } from './use-run.ts'
import { Visitors } from './Visitors.tsx'

/** The verdict in one sentence: the most useful thing on the screen. */
function Verdict({ report }: { report: SiteDiagnosis }) {
  const { diagnostics: words } = useWords()
  return (
    <output className={`verdict ${report.ok ? 'good' : 'bad'}`}>
      {report.ok ? <IconCircleCheckFilled size={28} aria-hidden /> : <IconCircleXFilled size={28} aria-hidden />}
      <div>
        {report.summary}
        <small>{words.took((report.durationMs / 1000).toFixed(1), clock(report.at))}</small>
      </div>
    </output>
  )
}

/** Knocks at an own site as every kind of visitor. */
export function MySite() {
  const { common, diagnostics: words, sites: siteWords } = useWords()
  const { params } = useRoute()
  const sites = useQuery('site.list', {})
  const run = useRun()
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
        <Button loading={busy} variant={report ? 'default' : 'filled'} onClick={() => void start(chosen.id)}>
          {report ? words.again : words.run}
        </Button>
        {report && <ReportActions report={report} />}
      </div>
      <ErrorNotice error={run.error}>
        <Button size="xs" component="a" href={to('sites', chosen.id)}>
          {siteWords.open}
        </Button>
      </ErrorNotice>
      {busy && (
        <div>
          <Waiting words={words.running(visitors.length, total)} />
          <Progress value={total === 0 ? 0 : (visitors.length / total) * 100} size={4} aria-hidden />
        </div>
      )}
      {report && <Verdict report={report} />}
      {visitors.length > 0 && <Visitors visitors={visitors} />}
    </div>
  )
}
