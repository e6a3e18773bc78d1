import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Site } from '../../../shared/contract/site.ts'
import { shownHost } from '../../../shared/host-names.ts'
import { useAction } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { SiteConcerns } from '../../product/SiteConcerns.tsx'
import { SiteBadge } from '../../product/statuses.tsx'
import { Hex } from '../../ui/Copyable.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Facts, Fold, Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { EditSite } from './EditSite.tsx'
import { Observe, OpenDoor } from './Observe.tsx'
import { Rules } from './rules/Rules.tsx'
import { WouldEnter } from './rules/WouldEnter.tsx'
import { SiteUrl } from './SiteCard.tsx'
import { useSiteSwitch } from './SiteSwitch.tsx'
import { ServerCertificate } from './certificate/ServerCertificate.tsx'
import { TakeElsewhere } from './elsewhere/TakeElsewhere.tsx'
import { StrangersSee } from './pages/StrangersSee.tsx'
import { Details } from './upstream/Details.tsx'
import { Upstream } from './upstream/Upstream.tsx'

function Technical({ site }: { site: Site }) {
  const { common, doors, sites } = useWords()
  const { facts } = sites
  const { certificate } = site
  return (
    <Fold title={common.details}>
      <Facts
        rows={[
          [facts.hosts, site.hosts.map(shownHost).join(', ')],
          [facts.listen, site.listen],
          ...(site.redirects.length === 0
            ? []
            : [[doors.redirects.fact, site.redirects.map((one) => one.listen).join(', ')] as const]),
          [facts.names, certificate.names.join(', ')],
          [facts.subject, certificate.subject],
          [facts.issuer, certificate.issuer],
          [facts.serial, <Hex key="s" digits={certificate.serial} what={facts.serial} />],
          [facts.fingerprint, <Hex key="f" digits={certificate.fingerprint} what={facts.fingerprint} />],
        ]}
      />
    </Fold>
  )
}

/** One site: whether it runs, who may enter, what it protects. */
export function SitePanel({ site, onRemoved }: { site: Site; onRemoved: () => void }) {
  const { sites } = useWords()
  const { control, error } = useSiteSwitch(site)
  const removing = useAction('site.remove')
  const [editing, setEditing] = useState(false)
  const remove = async (): Promise<void> => {
    if (await removing.run({ site: site.id })) onRemoved()
  }
  if (editing) return <EditSite site={site} onClose={() => setEditing(false)} />
  return (
    <div className="stack" style={{ gap: 24 }}>
      <div className="stack-tight">
        <div className="line" style={{ justifyContent: 'space-between' }}>
          <SiteBadge site={site} />
          {control}
        </div>
        <SiteUrl url={site.url} />
        <span className="dim tab">{sites.today({ visits: site.today.visits, refusals: site.today.refusals })}</span>
      </div>
      {error}
      <OpenDoor site={site} />
      <SiteConcerns site={site} />
      <div className="line">
        <Button component="a" href={to('diagnostics', 'site', { site: site.id, run: '1' })}>
          {sites.diagnose}
        </Button>
        <Button component="a" href={to('diagnostics', 'watch', { site: site.id })} variant="default">
          {sites.watch}
        </Button>
        <Button component="a" href={to('activity', undefined, { site: site.id })} variant="default">
          {sites.activity}
        </Button>
        <Button variant="default" onClick={() => setEditing(true)}>
          {sites.panel.edit}
        </Button>
        <Button
          variant="subtle"
          color="red"
          c="var(--v-bad)"
          aria-label={sites.panel.removeAction({ name: site.name })}
          loading={removing.busy}
          onClick={() => void remove()}
        >
          {sites.panel.remove}
        </Button>
      </div>
      {removing.busy && <Waiting words={sites.panel.removing} />}
      <ErrorNotice error={removing.error} />
      <section>
        <h3 className="section-title">{sites.panel.who}</h3>
        <p className="big">{sites.mode[site.mode]}</p>
        <Observe site={site} />
      </section>
      <Rules site={site} />
      <WouldEnter site={site} />
      <Upstream site={site} />
      <ServerCertificate site={site} />
      <StrangersSee site={site} />
      <Details site={site} />
      <TakeElsewhere site={site} />
      <Technical site={site} />
    </div>
  )
}
