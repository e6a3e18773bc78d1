import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import type { Activity } from '../../../shared/contract/activity.ts'
import { to } from '../../data/route.ts'
import { OutcomeBadge } from '../../product/statuses.tsx'
import { VirtualRows } from '../../ui/VirtualRows.tsx'
import { useWords, type Words } from '../../words/index.ts'
import { clockOrDay } from '../../words/time.ts'
import { who } from './who.ts'

type Params = Readonly<Record<string, string>> | undefined

function cellsOf(line: Activity, time: string, params: Params, words: Words['activity'], narrow: boolean): ReactNode[] {
  const at = (
    <span key="time" className="cell-dim tab">
      {time}
      {line.count > 1 && ` ×${line.count}`}
    </span>
  )
  const link = (
    <a key="who" className="row-link" href={to('activity', String(line.id), params)}>
      {who(line, words)}
    </a>
  )
  const outcome = <OutcomeBadge key="outcome" line={line} />
  if (narrow) {
    return [
      <div key="who">
        {link}
        {at}
      </div>,
      outcome,
    ]
  }
  const site = (
    <span key="site" className="cell-dim">
      {line.siteName ?? words.noSite}
      {line.probe && ` · ${words.probe}`}
    </span>
  )
  return [at, link, site, outcome]
}

/** Newest first. */
export function ActivityList({ lines, now, params }: { lines: readonly Activity[]; now: number; params: Params }) {
  const { activity: words } = useWords()
  const narrow = useMediaQuery('(max-width: 700px)') ?? false
  const { columns } = words
  return (
    <VirtualRows
      label={words.list}
      items={lines}
      keyOf={(line) => String(line.id)}
      rowHeight={narrow ? 60 : 44}
      template={narrow ? 'minmax(0, 1fr) max-content' : '110px minmax(0, 1.4fr) minmax(0, 0.7fr) 220px'}
      columns={narrow ? [columns.who, columns.outcome] : [columns.time, columns.who, columns.site, columns.outcome]}
      cells={(line) => cellsOf(line, clockOrDay(line.at, now), params, words, narrow)}
    />
  )
}
