import { useMediaQuery } from '@mantine/hooks'
import type { Activity } from '../../../shared/contract/activity.ts'
import { to } from '../../data/route.ts'
import { OutcomeBadge } from '../../product/statuses.tsx'
import { VirtualRows } from '../../ui/VirtualRows.tsx'
import { useWords } from '../../words/index.ts'
import { clockOrDay } from '../../words/time.ts'
import { who } from './who.ts'

/** Newest first. */
export function ActivityList(props: {
  lines: readonly Activity[]
  now: number
  params: Readonly<Record<string, string>> | undefined
}) {
  const { activity: words } = useWords()
  const narrow = useMediaQuery('(max-width: 700px)') ?? false
  const { columns } = words
  return (
    <VirtualRows
      label={words.list}
      items={props.lines}
      keyOf={(line) => String(line.id)}
      rowHeight={narrow ? 60 : 44}
      template={narrow ? 'minmax(0, 1fr) max-content' : '110px minmax(0, 1.4fr) minmax(0, 0.7fr) 220px'}
      columns={narrow ? [columns.who, columns.outcome] : [columns.time, columns.who, columns.site, columns.outcome]}
      row={(line) => {
        const time = clockOrDay(line.at, props.now)
        const link = (
          <a className="row-link" href={to('activity', String(line.id), props.params)}>
            {who(line, words)}
          </a>
        )
        return narrow ? (
          <>
            <div className="cell" role="cell">
              {link}
              <span className="cell-dim tab">{time}</span>
            </div>
            <div className="cell" role="cell">
              <OutcomeBadge outcome={line.outcome} code={line.verifyCode} />
            </div>
          </>
        ) : (
          <>
            <div className="cell cell-dim tab" role="cell">
              {time}
            </div>
            <div className="cell" role="cell">
              {link}
            </div>
            <div className="cell cell-dim" role="cell">
              {line.siteName ?? words.noSite}
              {line.probe && ` · ${words.probe}`}
            </div>
            <div className="cell" role="cell">
              <OutcomeBadge outcome={line.outcome} code={line.verifyCode} />
            </div>
          </>
        )
      }}
    />
  )
}
