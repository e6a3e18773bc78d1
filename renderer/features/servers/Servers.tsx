import { Button } from '@mantine/core'
import { IconCertificate, IconPlus, IconServer2 } from '@tabler/icons-react'
import { useNow, useQuery } from '../../data/hooks.ts'
import { go, to, useRoute } from '../../data/route.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { EmptyState, PageHeader, Waiting } from '../../ui/parts.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { useWords } from '../../words/index.ts'
import { AcmeServer } from './AcmeServer.tsx'
import { AddServer } from './AddServer.tsx'
import { machineOf } from './machines.ts'
import { ServerList } from './ServerList.tsx'
import { ServerPanel } from './ServerPanel.tsx'

function NoAuthority() {
  const { authority, servers } = useWords()
  return (
    <EmptyState
      icon={<IconCertificate size={32} stroke={1.5} aria-hidden />}
      title={authority.empty}
      hint={servers.needsAuthority}
    >
      <Button component="a" href={to('welcome')}>
        {authority.start}
      </Button>
    </EmptyState>
  )
}

function NoServers() {
  const { servers } = useWords()
  return (
    <EmptyState
      icon={<IconServer2 size={32} stroke={1.5} aria-hidden />}
      title={servers.empty}
      hint={servers.emptyHint}
    >
      <Button component="a" href={to('servers', 'new')}>
        {servers.add}
      </Button>
    </EmptyState>
  )
}

/** Other machines with a certificate of the authority: made by hand, or ordered by ACME. */
export function Servers() {
  const { common, servers: words } = useWords()
  const { id, params } = useRoute()
  const now = useNow()
  const list = useQuery('server.list', {})
  const authorities = useQuery('authority.list', {})
  const own = authorities.value?.filter(({ kind }) => kind === 'own') ?? []
  const open = list.value?.find((server) => server.id === id)
  const close = (): void => go(to('servers'))
  const error = list.error ?? authorities.error
  if (authorities.value && own.length === 0) {
    return (
      <>
        <PageHeader title={words.title} lead={words.lead} />
        <NoAuthority />
      </>
    )
  }
  return (
    <>
      <PageHeader title={words.title} lead={words.lead}>
        <Button component="a" href={to('servers', 'new')} leftSection={<IconPlus size={18} aria-hidden />}>
          {words.add}
        </Button>
      </PageHeader>
      <div className="stack" style={{ marginBottom: 40 }}>
        <ErrorNotice error={error} />
        {!list.value && !error && <Waiting words={common.loading} />}
        {list.value?.length === 0 && <NoServers />}
        {list.value && list.value.length > 0 && <ServerList servers={list.value} now={now} />}
      </div>
      <AcmeServer />
      <SidePanel title={id === 'new' ? words.add : (open?.name ?? null)} onClose={close}>
        {id === 'new' && (
          <AddServer own={own} onAdded={(server, machine) => go(to('servers', server.id, { machine }))} />
        )}
        {open && (
          <ServerPanel
            key={open.id}
            server={open}
            now={now}
            machine={machineOf(params.get('machine'))}
            renew={params.has('renew')}
            onRemoved={close}
          />
        )}
      </SidePanel>
    </>
  )
}
