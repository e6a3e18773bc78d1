import { IconDoor, IconDoorEnter, IconDoorOff, IconServer2, IconUsers } from '@tabler/icons-react'
import { observes } from '../../../shared/access/decide.ts'
import type { Activity, Outcome } from '../../../shared/contract/activity.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { useNow, useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { SiteBadge } from '../../product/statuses.tsx'
import { useWords } from '../../words/index.ts'
import { clockOrDay } from '../../words/time.ts'

type Kind = 'stranger' | 'none' | 'expired' | 'revoked' | 'other'

function kindOf(outcome: Outcome): Kind {
  if (outcome === 'no-certificate') return 'none'
  if (outcome === 'expired' || outcome === 'revoked') return outcome
  if (outcome === 'unknown-issuer' || outcome === 'self-signed') return 'stranger'
  return 'other'
}

/** “2 strangers, 1 expired”, from the lines of today. */
function useKinds(lines: readonly Activity[]): string[] {
  const { kinds } = useWords().home
  const counts = new Map<Kind, number>()
  for (const { outcome, count } of lines) counts.set(kindOf(outcome), (counts.get(kindOf(outcome)) ?? 0) + count)
  const order: readonly Kind[] = ['stranger', 'none', 'expired', 'revoked', 'other']
  return order.flatMap((kind) => (counts.has(kind) ? [kinds[kind]({ n: counts.get(kind) ?? 0 })] : []))
}

/** What stands in the wall: nothing proves more at a glance than an open door. */
function Door({ site }: { site: Site }) {
  const look = { size: 28, stroke: 1.4, 'aria-hidden': true }
  if (site.state !== 'running') return <IconDoorOff {...look} />
  return observes(site) || site.mode === 'off' ? <IconDoorEnter {...look} /> : <IconDoor {...look} />
}

function Lane({ site, refused, now }: { site: Site; refused: readonly Activity[]; now: number }) {
  const { home, upstream } = useWords()
  const kinds = useKinds(refused)
  const { visits, refusals } = site.today
  const { health } = site
  const untrusted = health?.problem?.code === 'site/upstream-untrusted'
  const say = untrusted ? upstream.health.untrusted : upstream.health.silent
  const silent = health?.state === 'silent' ? say({ since: clockOrDay(health.since, now) }) : null
  return (
    <li className="lane">
      <div className="lane-end">
        <IconUsers size={22} stroke={1.5} aria-hidden />
        <div className="lane-visitors">
          <strong className={visits > 0 ? '' : 'dim'}>{visits > 0 ? home.letIn({ n: visits }) : home.nobody}</strong>
          {refusals > 0 ? (
            <span className="tone-bad">
              {home.refused({ n: refusals, kinds: kinds.length === 0 ? [home.kinds.other({ n: refusals })] : kinds })}
            </span>
          ) : (
            <span className="dim">{home.noneRefused}</span>
          )}
        </div>
      </div>
      <div className={`lane-line ${visits > 0 ? 'busy' : ''}`} />
      <div className="door">
        <Door site={site} />
        <div>
          <a href={to('sites', site.id)}>{site.name}</a>
          <div>
            <SiteBadge site={site} />
          </div>
        </div>
      </div>
      <div className={`lane-line ${silent === null ? (visits > 0 ? 'busy' : '') : 'broken'}`} />
      <div className="lane-end">
        <IconServer2 size={22} stroke={1.5} aria-hidden />
        <div className="lane-behind">
          {site.upstream.replace(/^https?:\/\//, '').replace(/\/$/, '')}
          {silent !== null && <span className="tone-bad">{silent}</span>}
        </div>
      </div>
    </li>
  )
}

/** Visitors on the left, the doors in the middle, what they protect on the right. */
export function House({ sites }: { sites: readonly Site[] }) {
  const { home } = useWords()
  const activity = useQuery('activity.list', { refused: true, limit: 1000 })
  const now = useNow()
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  const today = (activity.value ?? []).filter((line) => !line.probe && Date.parse(line.at) >= midnight)
  return (
    <section aria-label={home.doors}>
      <div className="house-head" aria-hidden>
        <span>{home.visitors}</span>
        <span>{home.doors}</span>
        <span>{home.behind}</span>
      </div>
      <ul className="house" style={{ listStyle: 'none', margin: '8px 0 0', padding: 0 }}>
        {sites.map((site) => (
          <Lane key={site.id} site={site} now={now} refused={today.filter((line) => line.siteId === site.id)} />
        ))}
      </ul>
    </section>
  )
}
