import { Button } from '@mantine/core'
import { IconDoor } from '@tabler/icons-react'
import { useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { EmptyState, PageHeader, Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { House } from './House.tsx'
import { UpdateLine } from './UpdateLine.tsx'
import { Wants } from './Wants.tsx'
import './home.css'

/** The house at a glance, and what wants somebody. */
export function Home() {
  const { common, home } = useWords()
  const sites = useQuery('site.list', {})
  return (
    <>
      <PageHeader title={home.title} lead={home.lead} />
      <ErrorNotice error={sites.error} />
      {!sites.value && !sites.error && <Waiting words={common.loading} />}
      {sites.value && sites.value.length > 0 && <House sites={sites.value} />}
      {sites.value?.length === 0 && (
        <EmptyState icon={<IconDoor size={32} stroke={1.5} aria-hidden />} title={home.noSites}>
          <Button component="a" href={to('sites', 'new')} variant="default">
            {home.addSite}
          </Button>
        </EmptyState>
      )}
      <UpdateLine />
      <Wants />
    </>
  )
}
