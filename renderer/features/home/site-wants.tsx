import type { Site } from '../../../shared/contract/site.ts'
import { siteVerdict, type SiteConcern } from '../../../shared/verdict/site-verdict.ts'
import { ConcernFix } from '../../product/SiteConcerns.tsx'
import { useWords } from '../../words/index.ts'
import type { Want } from './want.tsx'

/** What the sites want of their owner, each with the button that mends it. */
export function useSiteWants(sites: readonly Site[]): Want[] {
  const { failure, home } = useWords()
  const said = (name: string, { state, reason }: SiteConcern): string => {
    const why = reason === null ? '' : failure(reason).message
    if (state === 'does-not-run') return home.siteFailed({ name, why })
    return state === 'nobody-gets-through' ? home.nobodyGetsThrough({ name, why }) : why
  }
  return sites.flatMap((site) =>
    siteVerdict(site).concerns.flatMap((concern) =>
      concern.needsOwner
        ? [
            {
              key: `${site.id} ${concern.state} ${concern.reason?.code ?? ''}`,
              words: said(site.name, concern),
              action: <ConcernFix site={site} concern={concern} />,
            },
          ]
        : [],
    ),
  )
}
