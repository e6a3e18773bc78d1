import type { Device, DeviceStatus } from '../../../shared/contract/device.ts'
import { useNow, useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { firstSteps } from '../../product/first-steps.ts'
import { Status } from '../../ui/Status.tsx'
import { useWords } from '../../words/index.ts'
import { relative } from '../../words/time.ts'
import { useInboxWants } from './inbox-wants.tsx'
import { useSiteWants } from './site-wants.tsx'
import { UnlockButton, useReminders } from './use-reminders.tsx'
import { LinkButton, type Want } from './want.tsx'

/** So many devices of a kind are named; the others are counted. */
const NAMED = 3

function useDeviceWants(devices: readonly Device[], now: number): Want[] {
  const { common, home } = useWords()
  const of = (status: DeviceStatus) => devices.filter((device) => device.status === status)
  const waiting = of('waiting')
  const expiring = of('expiring')
  const rest = (key: DeviceStatus, count: number, words: string): Want[] =>
    count <= 0
      ? []
      : [{ key, words, action: <LinkButton href={to('devices', undefined, { status: key })} words={home.show} /> }]
  return [
    ...expiring.slice(0, NAMED).map((device) => ({
      key: device.id,
      words: home.expiring({ name: device.name, when: relative(device.notAfter, now, common.justNow) }),
      action: <LinkButton href={to('devices', device.id, { renew: '1' })} words={home.renew} />,
    })),
    ...rest('expiring', expiring.length - NAMED, home.moreExpiring({ n: expiring.length - NAMED })),
    ...waiting.slice(0, NAMED).map((device) => ({
      key: device.id,
      words: home.waiting({ name: device.name }),
      action: <LinkButton href={to('devices', device.id, { handover: '1' })} words={home.handOver} />,
    })),
    ...rest('waiting', waiting.length - NAMED, home.moreWaiting({ n: waiting.length - NAMED })),
  ]
}

/** What wants somebody, each with its button. Nothing else. */
export function Wants() {
  const { failure, home } = useWords()
  const now = useNow()
  const reminders = useReminders()
  const status = useQuery('app.status', {})
  const authorities = useQuery('authority.list', {})
  const sites = useQuery('site.list', {})
  const devices = useQuery('device.list', {})
  const steps = firstSteps(authorities.value, sites.value, devices.value)
  const deviceWants = useDeviceWants(devices.value ?? [], now)
  const inboxWants = useInboxWants(now)
  const siteWants = useSiteWants(sites.value ?? [])
  if (!steps) return null
  const wants: Want[] = [
    ...(status.value?.problems ?? []).map((problem) => ({
      key: problem.code,
      words: `${failure(problem).message} ${failure(problem).remedy}`,
      action: null,
    })),
    ...inboxWants,
    ...(steps.finished
      ? []
      : [
          {
            key: 'steps',
            words: home.setUp({ done: steps.done }),
            action: <LinkButton href={to('welcome')} words={home.goOn} />,
          },
        ]),
    ...siteWants,
    ...(authorities.value?.some((authority) => authority.crl?.pending) === true
      ? [
          {
            key: 'crl',
            words: home.crlPending,
            action: <UnlockButton />,
          },
        ]
      : []),
    ...reminders,
    ...deviceWants,
  ]
  return (
    <section className="wants" aria-labelledby="wants-title">
      <h2 id="wants-title">{home.wants}</h2>
      {wants.length === 0 ? (
        <Status tone="good" words={home.nothing} />
      ) : (
        <ul>
          {wants.map(({ key, words, action }) => (
            <li key={key}>
              <span>{words}</span>
              {action}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
