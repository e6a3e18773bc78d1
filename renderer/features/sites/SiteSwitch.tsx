import { Switch } from '@mantine/core'
import type { Site } from '../../../shared/contract/site.ts'
import { useAction } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

/** Starting and stopping; `error` is for the place below the switch where there is room. */
export function useSiteSwitch(site: Site) {
  const { sites } = useWords()
  const start = useAction('site.start')
  const stop = useAction('site.stop')
  const busy = start.busy || stop.busy
  const toggle = (on: boolean): void => {
    start.clear()
    stop.clear()
    void (on ? start : stop).run({ site: site.id })
  }
  return {
    control: (
      <Switch
        size="md"
        checked={site.enabled}
        disabled={busy}
        onChange={(event) => toggle(event.currentTarget.checked)}
        aria-label={sites.switchLabel(site.name)}
      />
    ),
    error: <ErrorNotice error={start.error ?? stop.error} />,
  }
}
