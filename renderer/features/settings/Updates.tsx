import { Button } from '@mantine/core'
import { useAction, useQuery } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { moment } from '../../words/time.ts'
import { Section } from './Section.tsx'
import { Switch } from './Switch.tsx'

/** Newer versions: told, never installed. */
export function Updates() {
  const { updates: words } = useWords().settings
  const known = useQuery('update.show', {})
  const set = useAction('update.set')
  const look = useAction('update.check')
  if (!known.value?.available) return null
  const { check, current, newer, checkedAt, problem } = known.value
  return (
    <Section title={words.title}>
      <Switch
        label={words.check}
        checked={check === true}
        busy={set.busy}
        onChange={(on) => void set.run({ check: on })}
      />
      <p className="dim">{words.hint}</p>
      <p>
        {newer
          ? words.newer({ version: newer.version })
          : checkedAt === null
            ? words.never({ version: current })
            : words.newest({ version: current, at: moment(checkedAt) })}
      </p>
      <div className="setting-action">
        <Button size="xs" variant="default" loading={look.busy} onClick={() => void look.run({})}>
          {words.look}
        </Button>
      </div>
      <ErrorNotice error={set.error ?? look.error ?? problem} />
    </Section>
  )
}
