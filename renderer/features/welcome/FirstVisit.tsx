import { Button, Loader } from '@mantine/core'
import { IconCircleCheckFilled } from '@tabler/icons-react'
import type { Device } from '../../../shared/contract/device.ts'
import type { Site } from '../../../shared/contract/site.ts'
import type { SiteConcern } from '../../../shared/verdict/site-verdict.ts'
import { useNow, useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import type { FirstSteps } from '../../product/first-steps.ts'
import { ConcernFix } from '../../product/SiteConcerns.tsx'
import { Copyable } from '../../ui/Copyable.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { TimeAgo } from '../../ui/TimeAgo.tsx'
import { useWords } from '../../words/index.ts'
import { clock } from '../../words/time.ts'

/** The latest knock that was refused: someone who waits wants to know why it does not turn green. */
function LastKnock() {
  const { say, welcome } = useWords()
  const refused = useQuery('activity.list', { refused: true, limit: 20 })
  const now = useNow()
  const knock = refused.value?.find((line) => !line.probe)
  if (!knock) return null
  return (
    <p className="dim">
      {welcome.waiting.knocked} {say(knock.reason)} <TimeAgo at={knock.at} now={now} />
    </p>
  )
}

/** What keeps visitors from the page behind the door, with the button that mends it. */
function Concern({ concern, site }: { concern: SiteConcern; site: Site }) {
  return (
    <ErrorNotice error={concern.reason}>
      <ConcernFix site={site} concern={concern} />
    </ErrorNotice>
  )
}

/** Step 5: green only when the certificate was shown at the door and the page behind it can be had. */
export function FirstVisit(props: {
  site: Site
  device: Device
  steps: Pick<FirstSteps, 'finished' | 'stuck'>
  /** Why visitors see no page of what is behind the door. */
  concern: SiteConcern | undefined
}) {
  const { site, device, steps, concern } = props
  const { next, sites, welcome } = useWords()
  const words = welcome.waiting
  if (steps.stuck) {
    return (
      <div className="stack" aria-live="polite">
        <p style={{ margin: 0 }}>{next.stuck({ name: device.name })}</p>
        {concern && <Concern concern={concern} site={site} />}
      </div>
    )
  }
  if (!steps.finished) {
    return (
      <div className="stack" aria-live="polite">
        <p style={{ margin: 0 }}>{words.lead}</p>
        <p className="address">
          <Copyable text={site.url} what={sites.address} />
        </p>
        <div className="line dim">
          <Loader size="xs" color="gray" />
          {words.title({ name: device.name })}
        </div>
        {concern ? <Concern concern={concern} site={site} /> : <LastKnock />}
      </div>
    )
  }
  return (
    <div className="stack">
      <p className="green" aria-live="polite">
        <IconCircleCheckFilled size={26} aria-hidden />
        {words.green({ name: device.name, at: device.lastSeen === null ? '' : clock(device.lastSeen) })}
      </p>
      <div className="line">
        <Button component="a" href={to('diagnostics', 'site', { site: site.id, run: '1' })}>
          {words.diagnose}
        </Button>
        <Button component="a" href={site.url} target="_blank" rel="noreferrer" variant="default">
          {words.strangers}
        </Button>
        <Button component="a" href={to('devices', 'new')} variant="default">
          {next.after.device}
        </Button>
        <Button component="a" href={to('settings')} variant="default">
          {next.after.backup}
        </Button>
      </div>
    </div>
  )
}
