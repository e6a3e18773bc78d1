import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import type { Device } from '../../../shared/contract/device.ts'
import { to } from '../../data/route.ts'
import { platformIcons } from '../../product/platforms.tsx'
import { DeviceBadge } from '../../product/statuses.tsx'
import { TimeAgo } from '../../ui/TimeAgo.tsx'
import { VirtualRows, type Selection, type Sorting } from '../../ui/VirtualRows.tsx'
import { useWords } from '../../words/index.ts'
import './devices.css'

type Params = Readonly<Record<string, string>> | undefined

/** With status and end below it where there is no room for columns. */
function Name({ device, params, below }: { device: Device; params: Params; below: ReactNode }) {
  const { common } = useWords()
  const Icon = platformIcons[device.platform]
  return (
    <div className="device-name">
      <Icon size={20} stroke={1.6} aria-label={common.platform[device.platform]} />
      <div>
        <a className="row-link" href={to('devices', device.id, params)}>
          {device.name}
        </a>
        {below}
      </div>
    </div>
  )
}

function Seen({ at, now }: { at: string | null; now: number }) {
  const { common } = useWords()
  return <span className="cell-dim">{at === null ? common.never : <TimeAgo at={at} now={now} />}</span>
}

function cellsOf(device: Device, now: number, params: Params, narrow: boolean): ReactNode[] {
  const status = <DeviceBadge key="status" device={device} />
  const ends = <Seen key="ends" at={device.notAfter} now={now} />
  if (narrow) {
    const over = device.status === 'revoked' || device.status === 'waiting'
    const below = (
      <div className="device-below">
        {status} {!over && ends}
      </div>
    )
    return [<Name key="name" device={device} params={params} below={below} />]
  }
  return [
    <Name key="name" device={device} params={params} below={null} />,
    status,
    <Seen key="seen" at={device.lastSeen} now={now} />,
    ends,
  ]
}

/** Ten thousand rows are as quick as ten. */
export function DeviceList(props: {
  devices: readonly Device[]
  now: number
  params: Params
  sorting: Sorting
  selection: Selection
}) {
  const { devices, now, params, sorting, selection } = props
  const { devices: words } = useWords()
  const narrow = useMediaQuery('(max-width: 700px)') ?? false
  const { columns } = words
  return (
    <VirtualRows
      label={words.list}
      items={devices}
      keyOf={(device) => device.id}
      rowHeight={narrow ? 64 : 52}
      template={narrow ? 'minmax(0, 1fr)' : 'minmax(0, 2fr) 158px minmax(84px, 1fr) minmax(84px, 1fr)'}
      columns={narrow ? [columns.name] : [columns.name, columns.status, columns.seen, columns.expires]}
      cells={(device) => cellsOf(device, now, params, narrow)}
      sorting={sorting}
      selection={selection}
    />
  )
}
