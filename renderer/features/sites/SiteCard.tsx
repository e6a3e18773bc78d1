import { ActionIcon, Anchor, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { Site } from '../../../shared/contract/site.ts'
import { to } from '../../data/route.ts'
import { SiteConcerns } from '../../product/SiteConcerns.tsx'
import { SiteBadge } from '../../product/statuses.tsx'
import { useWords } from '../../words/index.ts'
import { OpenDoor } from './Observe.tsx'
import { useSiteSwitch } from './SiteSwitch.tsx'

/** The address: to click and to copy. */
export function SiteUrl({ url }: { url: string }) {
  const { common, sites } = useWords()
  return (
    <div className="site-url">
      <Anchor href={url} target="_blank" rel="noreferrer" className="wrap" inherit>
        {url}
      </Anchor>
      <CopyButton value={url}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={copy}
            aria-label={copied ? common.copied : common.copyOf({ what: sites.address })}
          >
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        )}
      </CopyButton>
    </div>
  )
}

export function SiteCard({ site }: { site: Site }) {
  const { sites } = useWords()
  const { control, error } = useSiteSwitch(site)
  return (
    <article className="surface site-card" aria-label={site.name}>
      <header>
        <div>
          <h2>
            <a href={to('sites', site.id)}>{site.name}</a>
          </h2>
          <SiteBadge site={site} />
        </div>
        {control}
      </header>
      <SiteUrl url={site.url} />
      <p className="dim wrap">{sites.protects({ upstream: site.upstream })}</p>
      <p>{sites.mode[site.mode]}</p>
      {error}
      <OpenDoor site={site} />
      <SiteConcerns site={site} />
      <footer>
        <span className="tab">{sites.today({ visits: site.today.visits, refusals: site.today.refusals })}</span>
        <Anchor href={to('sites', site.id)} inherit>
          {sites.open}
        </Anchor>
      </footer>
    </article>
  )
}
