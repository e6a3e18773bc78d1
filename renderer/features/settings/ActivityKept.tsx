import { NativeSelect } from '@mantine/core'
import { useAction, useQuery } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { Section } from './Section.tsx'

const DAYS = [7, 30, 90, 365, 1825] as const
const LINES = [10_000, 50_000, 100_000, 500_000] as const

/** The value that is set stays choosable, also when it is none of the usual ones. */
function choices(usual: readonly number[], set: number | null): number[] {
  return [...new Set([...usual, ...(set === null ? [] : [set])])].toSorted((one, other) => one - other)
}

/** How much of the activity is kept. */
export function ActivityKept() {
  const { settings } = useWords()
  const { kept: words } = settings
  const known = useQuery('settings.show', {})
  const set = useAction('settings.set')
  if (!known.value) return null
  const { activity } = known.value
  return (
    <Section title={words.title}>
      <div className="setting-fields">
        <NativeSelect
          label={words.days}
          value={activity.days ?? ''}
          disabled={set.busy}
          data={[
            ...choices(DAYS, activity.days).map((days) => ({
              value: String(days),
              label: days % 365 === 0 ? words.yearsOf({ n: days / 365 }) : words.daysOf({ n: days }),
            })),
            { value: '', label: words.always },
          ]}
          onChange={({ currentTarget: { value } }) =>
            void set.run({ activity: { ...activity, days: value === '' ? null : Number(value) } })
          }
        />
        <NativeSelect
          label={words.lines}
          value={activity.lines}
          disabled={set.busy}
          data={choices(LINES, activity.lines).map((lines) => ({
            value: String(lines),
            label: words.linesOf({ n: lines }),
          }))}
          onChange={({ currentTarget: { value } }) => void set.run({ activity: { ...activity, lines: Number(value) } })}
        />
      </div>
      <p className="dim">{words.hint}</p>
      <ErrorNotice error={set.error} />
    </Section>
  )
}
