import { Button, Loader } from '@mantine/core'
import { IconCircleCheckFilled } from '@tabler/icons-react'
import type { Device } from '../../../shared/contract/device.ts'
import type { Site } from '../../../shared/contract/site.ts'
import type { SiteConcern } from '../../../shared/verdict/site-verdict.ts'
import { useNow, useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { fixAddress } from '../../product/fix-address.ts'
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

/** Devices are let in, and what is behind the door does not show them anything. */
function Concern({ concern: { reason, fix }, site }: { concern: SiteConcern; site: Site }) {
  const { diagnostics } = useWords()
  const kind = fix?.kind === 'trust-upstream' || fix?.kind === 'diagnose-site' ? fix.kind : 'edit-site'
  return (
    <ErrorNotice error={reason}>
      <Button size="xs" component="a" href={(fix && fixAddress(fix)) ?? to('sites', site.id)}>
        {diagnostics.fixes[kind]({ name: site.name })}
      </Button>
    </ErrorNotice>
  )
}

/** Step 5: green only when the certificate itself was shown at the door. */
export function FirstVisit(props: {
  site: Site
  device: Device
  finished: boolean
  /** Why visitors see no page of what is behind the door. */
  concern: SiteConcern | undefined
}) {
  const { site, device, finished, concern } = props
  const { sites, welcome } = useWords()
  const words = welcome.waiting
  if (!finished) {
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
      </div>
    </div>
  )
}
