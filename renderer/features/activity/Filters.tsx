import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { outcomes } from '../../../shared/activity/outcomes.ts'
import type { Outcome } from '../../../shared/contract/activity.ts'
import { useQuery } from '../../data/hooks.ts'
import { go, to } from '../../data/route.ts'
import { Fold } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

export interface Filter {
  readonly search: string
  readonly refused: boolean
  /** Empty: every one. */
  readonly outcome: Outcome | ''
  /** Not before; null: whenever. */
  readonly since: string | null
  /** Also the visits that this app's own diagnosis made. */
  readonly probes: boolean
}

/** Hours that can be chosen to look back. */
const SPANS = [1, 24, 168, 720] as const
const HOUR = 3_600_000

/** Search, filters and the pause. */
export function Filters(props: {
  filter: Filter
  onFilter: (filter: Filter) => void
  site: string | null
  paused: boolean
  newer: number
  onPause: () => void
}) {
  const { activity: words, outcomes: outcomeNames } = useWords()
  const [span, setSpan] = useState('')
  const sites = useQuery('site.list', {})
  const { filter, onFilter, paused } = props
  const narrow = useMediaQuery('(max-width: 700px)') ?? false
  const rest = (
    <>
      {(sites.value?.length ?? 0) > 1 && (
        <NativeSelect
          size="xs"
          aria-label={words.site}
          value={props.site ?? ''}
          data={[
            { value: '', label: words.everySite },
            ...(sites.value ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            go(to('activity', undefined, value === '' ? undefined : { site: value }))
          }
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={words.outcome}
        value={filter.outcome}
        data={[
          { value: '', label: words.everyOutcome },
          ...outcomes.map((value) => ({ value, label: outcomeNames[value] })),
        ]}
        onChange={(event) => onFilter({ ...filter, outcome: event.currentTarget.value as Filter['outcome'] })}
      />
      <NativeSelect
        size="xs"
        aria-label={words.span}
        value={span}
        data={[
          { value: '', label: words.anyTime },
          ...SPANS.map((hours) => ({ value: String(hours), label: words.lastHours({ days: Math.floor(hours / 24) }) })),
        ]}
        onChange={({ currentTarget: { value } }) => {
          setSpan(value)
          const since = value === '' ? null : new Date(Date.now() - Number(value) * HOUR).toISOString()
          onFilter({ ...filter, since })
        }}
      />
      <Checkbox
        size="xs"
        label={words.probes}
        checked={filter.probes}
        onChange={(event) => onFilter({ ...filter, probes: event.currentTarget.checked })}
      />
    </>
  )
  return (
    <div className="stack-tight">
      <div className="activity-bar">
        <TextInput
          className="grow"
          type="search"
          aria-label={words.searchLabel}
          placeholder={words.searchHint}
          leftSection={<IconSearch size={17} aria-hidden />}
          value={filter.search}
          onChange={(event) => onFilter({ ...filter, search: event.currentTarget.value })}
        />
        <output className={`live ${paused ? 'paused' : ''}`}>
          {paused ? words.paused({ n: props.newer }) : words.live}
        </output>
        <Button
          variant="default"
          leftSection={paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
          onClick={props.onPause}
        >
          {paused ? words.resume : words.pause}
        </Button>
      </div>
      <div className="activity-bar">
        <fieldset className="chips" aria-label={words.which}>
          <button
            type="button"
            className="chip"
            aria-pressed={!filter.refused}
            onClick={() => onFilter({ ...filter, refused: false })}
          >
            {words.all}
          </button>
          <button
            type="button"
            className="chip"
            aria-pressed={filter.refused}
            onClick={() => onFilter({ ...filter, refused: true })}
          >
            {words.refused}
          </button>
        </fieldset>
        {!narrow && rest}
      </div>
      {narrow && (
        <Fold title={words.more}>
          <div className="activity-bar">{rest}</div>
        </Fold>
      )}
    </div>
  )
}
