import type { Device, DeviceStatus } from '../../../shared/contract/device.ts'
import { go, to } from '../../data/route.ts'
import { useWords } from '../../words/index.ts'

const order: readonly DeviceStatus[] = ['active', 'waiting', 'expiring', 'expired', 'revoked']

/** Filters with how many devices each shows; those that would show none are left out. */
export function StatusChips({ devices, chosen }: { devices: readonly Device[]; chosen: DeviceStatus | null }) {
  const { common, devices: words } = useWords()
  const count = (status: DeviceStatus): number => devices.filter((device) => device.status === status).length
  const chips = order
    .map((status) => [status, count(status)] as const)
    .filter(([status, n]) => n > 0 || status === chosen)
  return (
    <fieldset className="chips" aria-label={words.filters}>
      <button type="button" className="chip" aria-pressed={chosen === null} onClick={() => go(to('devices'))}>
        {words.all} <span>{common.count({ n: devices.length })}</span>
      </button>
      {chips.map(([status, n]) => (
        <button
          key={status}
          type="button"
          className="chip"
          aria-pressed={chosen === status}
          onClick={() => go(to('devices', undefined, { status }))}
        >
          {words.status[status]} <span>{common.count({ n })}</span>
        </button>
      ))}
    </fieldset>
  )
}
