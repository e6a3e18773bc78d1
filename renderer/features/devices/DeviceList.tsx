import { useMediaQuery } from '@mantine/hooks'
import type { Device } from '../../../shared/contract/device.ts'
import { to } from '../../data/route.ts'
import { platformIcons } from '../../product/platforms.tsx'
import { DeviceBadge } from '../../product/statuses.tsx'
import { TimeAgo } from '../../ui/TimeAgo.tsx'
import { VirtualRows } from '../../ui/VirtualRows.tsx'
import { useWords } from '../../words/index.ts'

/** Ten thousand rows are as quick as ten. */
export function DeviceList(props: {
  devices: readonly Device[]
  now: number
  params: Readonly<Record<string, string>> | undefined
}) {
  const { common, devices: words } = useWords()
  const narrow = useMediaQuery('(max-width: 700px)') ?? false
  const { columns } = words
  const { now } = props
  return (
    <VirtualRows
      label={words.list}
      items={props.devices}
      keyOf={(device) => device.id}
      rowHeight={narrow ? 60 : 52}
      template={narrow ? 'minmax(0, 1fr) max-content' : 'minmax(0, 1fr) 170px 130px 130px'}
      columns={narrow ? [columns.name, columns.status] : [columns.name, columns.status, columns.seen, columns.expires]}
      row={(device) => {
        const Icon = platformIcons[device.platform]
        return (
          <>
            <div className="cell" role="cell" style={{ display: 'flex', gap: 12, alignItems: 'center' }}>
              <Icon size={20} stroke={1.6} aria-label={common.platform[device.platform]} style={{ flex: 'none' }} />
              <a className="row-link" href={to('devices', device.id, props.params)}>
                {device.name}
              </a>
            </div>
            <div className="cell" role="cell">
              <DeviceBadge status={device.status} />
            </div>
            {!narrow && (
              <>
                <div className="cell cell-dim" role="cell">
                  {device.lastSeen === null ? common.never : <TimeAgo at={device.lastSeen} now={now} />}
                </div>
                <div className="cell cell-dim" role="cell">
                  <TimeAgo at={device.notAfter} now={now} />
                </div>
              </>
            )}
          </>
        )
      }}
    />
  )
}
