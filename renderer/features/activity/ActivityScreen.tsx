import { Button } from '@mantine/core'
import { IconActivity, IconSearch } from '@tabler/icons-react'
import { useDeferredValue, useState, type CSSProperties } from 'react'
import type { ExportFilter } from '../../../shared/activity/export.ts'
import type { Activity } from '../../../shared/contract/activity.ts'
import { useNow, useQuery } from '../../data/hooks.ts'
import { go, to, useRoute } from '../../data/route.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { EmptyState, PageHeader, Waiting } from '../../ui/parts.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { useWords } from '../../words/index.ts'
import { ActivityList } from './ActivityList.tsx'
import { ActivityPanel } from './ActivityPanel.tsx'
import { DayChart } from './DayChart.tsx'
import { Export } from './Export.tsx'
import { Filters, type Filter } from './Filters.tsx'
import { who } from './who.ts'
import './activity.css'

const NOTHING: Filter = { search: '', refused: false, outcome: '', since: null, probes: false }
const PAGE = 200
const MOST = 1000

/** What the engine is asked for; the engine searches, so that older lines are found too. */
function asked(filter: Filter, search: string, site: string | null): ExportFilter {
  return {
    ...(search === '' ? {} : { search: search.slice(0, 200) }),
    ...(filter.refused ? { refused: true } : {}),
    ...(filter.outcome === '' ? {} : { outcomes: [filter.outcome] }),
    ...(filter.since === null ? {} : { since: filter.since }),
    ...(site === null ? {} : { site }),
  }
}

/** Every knock, live. */
export function ActivityScreen() {
  const { common, activity: words } = useWords()
  const { id, params } = useRoute()
  const now = useNow()
  const [filter, setFilter] = useState<Filter>(NOTHING)
  const [limit, setLimit] = useState(PAGE)
  const [frozen, setFrozen] = useState<readonly Activity[]>()
  const site = params.get('site')
  const search = useDeferredValue(filter.search.trim())
  const wanted = asked(filter, search, site)
  const lines = useQuery('activity.list', { ...wanted, limit })
  const known = frozen ?? lines.value
  const shown = known?.filter((line) => filter.probes || !line.probe)
  const newest = frozen?.[0]?.id
  const newer = newest === undefined ? 0 : (lines.value ?? []).filter((line) => line.id > newest).length
  const open = known?.find((line) => String(line.id) === id)
  const filtered = site === null ? undefined : { site }
  const unfiltered = Object.keys(wanted).length === 0
  return (
    <>
      <PageHeader title={words.title} lead={words.lead}>
        <Export filter={wanted} />
      </PageHeader>
      <div className="stack" style={{ '--v-list-offset': '460px' } as CSSProperties}>
        <DayChart now={now} />
        <Filters
          filter={filter}
          onFilter={(next) => {
            setFilter(next)
            setFrozen(undefined)
          }}
          site={site}
          paused={frozen !== undefined}
          newer={newer}
          onPause={() => setFrozen(frozen ? undefined : lines.value)}
        />
        <ErrorNotice error={lines.error} />
        {!known && !lines.error && <Waiting words={common.loading} />}
        {shown?.length === 0 && (
          <EmptyState
            icon={
              unfiltered ? <IconActivity size={32} stroke={1.5} aria-hidden /> : <IconSearch size={28} aria-hidden />
            }
            title={unfiltered ? words.empty : words.nothingFound}
            {...(unfiltered ? { hint: words.emptyHint } : {})}
          />
        )}
        {shown && shown.length > 0 && <ActivityList lines={shown} now={now} params={filtered} />}
        {known && known.length >= limit && limit < MOST && (
          <div>
            <Button variant="default" onClick={() => setLimit(Math.min(limit + PAGE * 2, MOST))}>
              {words.older}
            </Button>
          </div>
        )}
      </div>
      <SidePanel title={open ? who(open, words) : null} onClose={() => go(to('activity', undefined, filtered))}>
        {open && <ActivityPanel key={open.id} line={open} />}
      </SidePanel>
    </>
  )
}
