import { Button } from '@mantine/core'
import { useAction, useQuery } from '../../data/hooks.ts'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

/** Whether there is a newer version; before that, once, whether it shall be looked for. */
export function UpdateLine() {
  const { update: words } = useWords().home
  const known = useQuery('update.show', {})
  const set = useAction('update.set')
  if (!known.value) return null
  const { check, newer, available } = known.value
  if (newer) return <Note>{words.newer({ version: newer.version, summary: newer.summary })}</Note>
  if (!available || check !== null) return null
  return (
    <Note>
      <p>{words.ask}</p>
      <span className="update-choice">
        <Button size="xs" loading={set.busy} onClick={() => void set.run({ check: true })}>
          {words.yes}
        </Button>{' '}
        <Button size="xs" variant="default" disabled={set.busy} onClick={() => void set.run({ check: false })}>
          {words.no}
        </Button>
      </span>
      <ErrorNotice error={set.error} />
    </Note>
  )
}
