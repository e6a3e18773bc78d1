import { Button } from '@mantine/core'
import type { Site } from '../../shared/contract/site.ts'
import { siteVerdict, type SiteConcern } from '../../shared/verdict/site-verdict.ts'
import { to } from '../data/route.ts'
import { ErrorNotice } from '../ui/Notice.tsx'
import { useWords } from '../words/index.ts'
import { AcceptUpstream } from './AcceptUpstream.tsx'
import { fixAddress } from './fix-address.ts'
import { freePortOf, UseFreePort } from './UseFreePort.tsx'

/** What mends one concern: at once where the app can do it, else the way to where it is mended. */
export function ConcernFix({ site, concern }: { site: Site; concern: SiteConcern }) {
  const { diagnostics, home } = useWords()
  const { fix, reason } = concern
  if (freePortOf(reason) !== null && site.problem !== null) return <UseFreePort site={site} />
  if (fix?.kind === 'trust-upstream') return <AcceptUpstream site={site} />
  const words = fix?.kind === 'diagnose-site' ? diagnostics.fixes[fix.kind](site.name) : home.open
  return (
    <Button
      component="a"
      href={(fix && fixAddress(fix)) ?? to('sites', site.id)}
      size="xs"
      variant="default"
      aria-label={words === home.open ? `${words} ${site.name}` : undefined}
    >
      {words}
    </Button>
  )
}

/**
 * What is not as it should be at a site and wants its owner, each with the button that mends it; what is behind the door
 * and the ports first, as the verdict has them. A door that stands open has its own notice.
 */
export function SiteConcerns({ site }: { site: Site }) {
  return siteVerdict(site).concerns.flatMap((concern) =>
    concern.needsOwner && concern.reason && concern.state !== 'stands-open'
      ? [
          <ErrorNotice key={`${concern.state} ${concern.reason.code}`} error={concern.reason}>
            <ConcernFix site={site} concern={concern} />
          </ErrorNotice>,
        ]
      : [],
  )
}
