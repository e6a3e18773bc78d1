import type { Site } from '../../../shared/contract/site.ts'
import { useAction } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Toggle } from '../../ui/Toggle.tsx'
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
      <Toggle label={sites.switchLabel({ name: site.name })} checked={site.enabled} disabled={busy} onChange={toggle} />
    ),
    error: <ErrorNotice error={start.error ?? stop.error} />,
  }
}
