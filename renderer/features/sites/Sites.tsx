import { Button } from '@mantine/core'
import { IconDoor, IconPlus } from '@tabler/icons-react'
import { useQuery } from '../../data/hooks.ts'
import { go, to, useRoute } from '../../data/route.ts'
import { AddSite } from '../../product/AddSite.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { EmptyState, PageHeader, Waiting } from '../../ui/parts.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { useWords } from '../../words/index.ts'
import { SiteCard } from './SiteCard.tsx'
import { SitePanel } from './SitePanel.tsx'
import './sites.css'

/** A card for each site; one opens beside them. */
export function Sites() {
  const { common, sites, welcome } = useWords()
  const { id } = useRoute()
  const list = useQuery('site.list', {})
  const open = list.value?.find((site) => site.id === id)
  const close = (): void => go(to('sites'))
  return (
    <>
      <PageHeader title={sites.title} lead={sites.lead}>
        <Button component="a" href={to('sites', 'new')} leftSection={<IconPlus size={18} aria-hidden />}>
          {sites.add}
        </Button>
      </PageHeader>
      <ErrorNotice error={list.error} />
      {!list.value && !list.error && <Waiting words={common.loading} />}
      {list.value?.length === 0 && (
        <EmptyState icon={<IconDoor size={32} stroke={1.5} aria-hidden />} title={sites.empty} hint={sites.emptyHint}>
          <Button component="a" href={to('sites', 'new')}>
            {sites.add}
          </Button>
        </EmptyState>
      )}
      <div className="site-cards">
        {list.value?.map((site) => (
          <SiteCard key={site.id} site={site} />
        ))}
      </div>
      <SidePanel title={id === 'new' ? sites.add : (open?.name ?? null)} onClose={close}>
        {id === 'new' && (
          <div className="stack">
            <p className="dim">{welcome.site.lead}</p>
            <AddSite onAdded={(site) => go(to('sites', site.id))} />
          </div>
        )}
        {open && <SitePanel key={open.id} site={open} onRemoved={close} />}
      </SidePanel>
    </>
  )
}
