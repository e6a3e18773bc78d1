import { Button } from '@mantine/core'
import { observes } from '../../../shared/access/decide.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { useAction } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Fold, Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** Says loudly that a door stands open, with the button that closes it. Nothing while it does not. */
export function OpenDoor({ site }: { site: Site }) {
  const { observe: words } = useWords().sites
  const set = useAction('site.set')
  if (!observes(site)) return null
  return (
    <>
      <ErrorNotice error={{ message: words.open, remedy: words.openLead }}>
        <Button
          size="xs"
          color="red.9"
          loading={set.busy}
          onClick={() => void set.run({ site: site.id, observe: false })}
        >
          {words.close}
        </Button>
        <Button component="a" size="xs" variant="default" href={to('activity', undefined, { site: site.id })}>
          {words.who}
        </Button>
      </ErrorNotice>
      <ErrorNotice error={set.error} />
    </>
  )
}

/** Observing, where it is off: what it is for, and what it means. */
export function Observe({ site }: { site: Site }) {
  const { observe: words } = useWords().sites
  const set = useAction('site.set')
  if (observes(site)) return null
  return (
    <Fold title={words.title}>
      <div className="stack-tight">
        <p>{words.lead}</p>
        {site.mode === 'required' ? (
          <p>{words.required}</p>
        ) : (
          <div>
            <Button
              size="xs"
              variant="default"
              loading={set.busy}
              onClick={() => void set.run({ site: site.id, observe: true })}
            >
              {words.start}
            </Button>
          </div>
        )}
        {set.busy && <Waiting words={words.busy} />}
        <ErrorNotice error={set.error} />
      </div>
    </Fold>
  )
}
