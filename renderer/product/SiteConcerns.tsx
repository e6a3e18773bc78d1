import { Button } from '@mantine/core'
import type { FixAction } from '../../shared/contract/fix.ts'
import type { Site } from '../../shared/contract/site.ts'
import { siteVerdict, type SiteConcern } from '../../shared/verdict/site-verdict.ts'
import { useAction } from '../data/hooks.ts'
import { to } from '../data/route.ts'
import { ErrorNotice } from '../ui/Notice.tsx'
import { useWords } from '../words/index.ts'
import { AcceptUpstream } from './AcceptUpstream.tsx'
import { fixAddress } from './fix-address.ts'
import { freePortOf, UseFreePort } from './UseFreePort.tsx'

/** Sets the switch that mends it; the next visitor shows whether it did. */
function SetSwitch({ fix }: { fix: Extract<FixAction, { kind: 'set-site' }> }) {
  const { fixes } = useWords().diagnostics
  const set = useAction('site.set')
  const { siteId, siteName, change } = fix
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={set.busy}
        onClick={() => void set.run({ site: siteId, [change.setting]: change.value })}
      >
        {fixes['set-site'][change.setting]({ name: siteName })}
      </Button>
      <ErrorNotice error={set.error} />
    </>
  )
}

/** What mends one concern: at once where the app can do it, else the way to where it is mended. */
export function ConcernFix({ site, concern }: { site: Site; concern: SiteConcern }) {
  const { diagnostics, home } = useWords()
  const { fix, reason } = concern
  if (freePortOf(reason) !== null && site.problem !== null) return <UseFreePort site={site} />
  if (fix?.kind === 'trust-upstream') return <AcceptUpstream site={site} />
  if (fix?.kind === 'set-site') return <SetSwitch fix={fix} />
  const words = fix?.kind === 'diagnose-site' ? diagnostics.fixes[fix.kind]({ name: site.name }) : home.open
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
