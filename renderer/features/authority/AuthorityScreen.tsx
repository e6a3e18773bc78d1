import { Button } from '@mantine/core'
import { IconCertificate, IconPlus } from '@tabler/icons-react'
import type { Authority } from '../../../shared/contract/authority.ts'
import { useQuery } from '../../data/hooks.ts'
import { go, to, useRoute } from '../../data/route.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { EmptyState, PageHeader, Waiting } from '../../ui/parts.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { useWords } from '../../words/index.ts'
import { Certificate, Technical } from './Certificate.tsx'
import { Download } from './Download.tsx'
import { NewAuthority } from './NewAuthority.tsx'
import { RevocationList } from './RevocationList.tsx'
import { RevokeCertificate } from './RevokeCertificate.tsx'
import { TakeOver } from './TakeOver.tsx'
import { Trust } from './Trust.tsx'
import { Upkeep } from './Upkeep.tsx'
import './authority.css'

function One({ authority, all }: { authority: Authority; all: readonly Authority[] }) {
  const choice = all.filter(({ kind }) => kind === 'own').length > 1
  const parent = all.find(({ id }) => id === authority.parentId)
  return (
    <div className="stack" style={{ marginBottom: 40 }}>
      <Certificate authority={authority} parent={parent?.name ?? null} choice={choice} />
      <div className="authority-cards">
        <Download authority={authority} />
        <RevocationList authority={authority} />
        <Upkeep authority={authority} choice={choice} />
      </div>
      <Technical authority={authority} />
    </div>
  )
}

const panels = ['new', 'import', 'trust', 'revoke'] as const
type Panel = (typeof panels)[number]

/** The authority, or the authorities; another one comes in by the side. */
export function AuthorityScreen() {
  const { common, authority: words } = useWords()
  const list = useQuery('authority.list', {})
  const { id } = useRoute()
  const open = panels.find((panel) => panel === id)
  const close = (): void => go(to('authority'))
  const all = list.value?.toSorted((one, other) => Number(other.usual) - Number(one.usual))
  const own = all?.filter(({ kind }) => kind === 'own') ?? []
  // What the ACME server signs with is told at the servers.
  const trusted = list.value?.filter(({ kind, acme }) => kind === 'trusted' && acme === null) ?? []
  const titles: Readonly<Record<Panel, string>> = {
    new: words.create.title,
    import: words.takeOver.title,
    trust: words.trust.title,
    revoke: words.revoke.title,
  }
  return (
    <>
      <PageHeader title={words.title} lead={words.lead}>
        {own.length > 0 && (
          <Button
            variant="default"
            component="a"
            href={to('authority', 'new')}
            leftSection={<IconPlus size={18} aria-hidden />}
          >
            {words.create.title}
          </Button>
        )}
        <Button variant="default" component="a" href={to('authority', 'import')}>
          {words.takeOver.open}
        </Button>
        <Button variant="default" component="a" href={to('authority', 'trust')}>
          {words.trust.open}
        </Button>
        {own.length > 0 && (
          <Button variant="default" component="a" href={to('authority', 'revoke')}>
            {words.revoke.open}
          </Button>
        )}
      </PageHeader>
      <ErrorNotice error={list.error} />
      {!list.value && !list.error && <Waiting words={common.loading} />}
      {list.value?.length === 0 && (
        <EmptyState icon={<IconCertificate size={32} stroke={1.5} aria-hidden />} title={words.empty}>
          <Button component="a" href={to('welcome')}>
            {words.start}
          </Button>
        </EmptyState>
      )}
      {own.map((authority) => (
        <One key={authority.id} authority={authority} all={list.value ?? []} />
      ))}
      {trusted.length > 0 && <h2 className="section-title">{words.trustedTitle}</h2>}
      {trusted.map((authority) => (
        <One key={authority.id} authority={authority} all={list.value ?? []} />
      ))}
      <SidePanel title={open === undefined ? null : titles[open]} onClose={close}>
        {open === 'new' && <NewAuthority own={own} onDone={close} />}
        {open === 'import' && <TakeOver first={own.length === 0} onDone={close} />}
        {open === 'trust' && <Trust onDone={close} />}
        {open === 'revoke' && <RevokeCertificate own={own} onDone={close} />}
      </SidePanel>
    </>
  )
}
