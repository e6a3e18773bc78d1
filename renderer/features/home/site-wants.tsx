import { Button } from '@mantine/core'
import type { FixAction } from '../../../shared/contract/fix.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { siteVerdict, type SiteConcern } from '../../../shared/verdict/site-verdict.ts'
import { useAction } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { fixAddress } from '../../product/fix-address.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { LinkButton, type Want } from './want.tsx'

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

/** What the sites want of their owner, each with the button that leads to what mends it. */
export function useSiteWants(sites: readonly Site[]): Want[] {
  const { diagnostics, failure, home } = useWords()
  const said = (name: string, { state, reason }: SiteConcern): string => {
    const why = reason === null ? '' : failure(reason).message
    if (state === 'does-not-run') return home.siteFailed({ name, why })
    return state === 'nobody-gets-through' ? home.nobodyGetsThrough({ name, why }) : why
  }
  const button = ({ fix }: SiteConcern, site: Site) => {
    if (fix?.kind === 'set-site') return <SetSwitch fix={fix} />
    const href = (fix && fixAddress(fix)) ?? to('sites', site.id)
    const words =
      fix?.kind === 'trust-upstream' || fix?.kind === 'diagnose-site'
        ? diagnostics.fixes[fix.kind]({ name: site.name })
        : home.open
    return <LinkButton href={href} words={words} />
  }
  return sites.flatMap((site) =>
    siteVerdict(site).concerns.flatMap((concern) =>
      concern.needsOwner
        ? [
            {
              key: `${site.id} ${concern.state} ${concern.reason?.code ?? ''}`,
              words: said(site.name, concern),
              action: button(concern, site),
            },
          ]
        : [],
    ),
  )
}
