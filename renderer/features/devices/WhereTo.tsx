import type { Device } from '../../../shared/contract/device.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Status } from '../../ui/Status.tsx'
import { useWords } from '../../words/index.ts'

/** An address from outside (RFC 5737): nothing is let in for being at home. */
const OUTSIDE = '203.0.113.7'

function Door({ site, device }: { site: Site; device: Device }) {
  const { devices, outcomes } = useWords()
  const { where: words } = devices
  const answer = useQuery('site.wouldEnter', { site: site.id, device: device.id, path: '/', address: OUTSIDE })
  const { decision, outcome } = answer.value ?? {}
  const rules = site.rules.length
  return (
    <li>
      <span>
        <a href={to('sites', site.id)}>{site.name}</a>
        {rules > 0 && <span className="cell-dim"> {words.rules({ count: rules })}</span>}
      </span>
      {decision !== undefined && outcome !== undefined && (
        <Status
          tone={decision === 'in' ? 'good' : 'calm'}
          words={
            decision === 'in'
              ? words.in
              : decision === 'public'
                ? words.public
                : words.out({ outcome: outcomes[outcome] })
          }
        />
      )}
    </li>
  )
}

/** What the judge at each door says of this device. */
export function WhereTo({ device }: { device: Device }) {
  const { where: words } = useWords().devices
  const sites = useQuery('site.list', {})
  return (
    <section>
      <h3 className="section-title">{words.title}</h3>
      <ErrorNotice error={sites.error} />
      {sites.value?.length === 0 && <p className="dim">{words.nowhere}</p>}
      <ul className="where">
        {sites.value?.map((site) => (
          <Door key={site.id} site={site} device={device} />
        ))}
      </ul>
    </section>
  )
}
