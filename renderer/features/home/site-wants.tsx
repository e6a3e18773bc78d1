import type { Site } from '../../../shared/contract/site.ts'
import { siteVerdict, type SiteConcern } from '../../../shared/verdict/site-verdict.ts'
import { to } from '../../data/route.ts'
import { fixAddress } from '../../product/fix-address.ts'
import { useWords } from '../../words/index.ts'
import { LinkButton, type Want } from './want.tsx'

/** What the sites want of their owner, each with the button that leads to what mends it. */
export function useSiteWants(sites: readonly Site[]): Want[] {
  const { diagnostics, failure, home } = useWords()
  const said = (name: string, { state, reason }: SiteConcern): string => {
    const why = reason === null ? '' : failure(reason).message
    if (state === 'does-not-run') return home.siteFailed(name, why)
    return state === 'nobody-gets-through' ? home.nobodyGetsThrough(name, why) : why
  }
  const button = ({ fix }: SiteConcern, site: Site) => {
    const href = (fix && fixAddress(fix)) ?? to('sites', site.id)
    const words =
      fix?.kind === 'trust-upstream' || fix?.kind === 'diagnose-site'
        ? diagnostics.fixes[fix.kind](site.name)
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
