import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import type { Server, ServerStatus } from '../../../shared/contract/server.ts'
import { to } from '../../data/route.ts'
import { Status, type Tone } from '../../ui/Status.tsx'
import { TimeAgo } from '../../ui/TimeAgo.tsx'
import { VirtualRows } from '../../ui/VirtualRows.tsx'
import { useWords } from '../../words/index.ts'
import './servers.css'

/** What colour and icon each status has. */
export const serverTones: Readonly<Record<ServerStatus, Tone>> = {
  active: 'good',
  expiring: 'soon',
  expired: 'bad',
  revoked: 'bad',
}

function Badge({ status }: { status: ServerStatus }) {
  const { servers } = useWords()
  return <Status tone={serverTones[status]} words={servers.status[status]} />
}

function Name({ server: { id, name }, children }: { server: Server; children: ReactNode }) {
  return (
    <div className="server-name">
      <a className="row-link" href={to('servers', id)}>
        {name}
      </a>
      {children}
    </div>
  )
}

function cellsOf(server: Server, now: number, narrow: boolean): ReactNode[] {
  const badge = <Badge key="status" status={server.status} />
  if (narrow) {
    return [
      <Name key="name" server={server}>
        {badge}
      </Name>,
    ]
  }
  return [
    <Name key="name" server={server}>
      <span className="cell-dim">{server.hosts.join(', ')}</span>
    </Name>,
    badge,
    <TimeAgo key="ends" at={server.notAfter} now={now} />,
  ]
}

/** A row for each machine; on a phone the status stands below the name. */
export function ServerList({ servers, now }: { servers: readonly Server[]; now: number }) {
  const { columns, list } = useWords().servers
  const narrow = useMediaQuery('(max-width: 700px)') ?? false
  return (
    <VirtualRows
      label={list}
      items={servers}
      keyOf={(server) => server.id}
      rowHeight={64}
      template={narrow ? 'minmax(0, 1fr)' : 'minmax(0, 2fr) 158px minmax(84px, 1fr)'}
      columns={narrow ? [columns.name] : [columns.name, columns.status, columns.expires]}
      cells={(server) => cellsOf(server, now, narrow)}
    />
  )
}
