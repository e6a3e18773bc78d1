import { siteVerdict, type SiteFacts, type SiteVerdictState } from '../../shared/verdict/site-verdict.ts'
import type { DesktopWords } from './speech.ts'

/** What the icon in the tray says, the most pressing first. */
export type TrayState = 'down' | 'refused' | 'expiring' | 'good'

export interface TrayFacts {
  readonly gateFailed: boolean
  readonly sites: readonly SiteFacts[]
  /** Knocks that were refused since the window was last looked at. */
  readonly refused: number
  /** Devices whose certificate ends before long. */
  readonly expiring: number
}

/** How many sites, and the name of the first: what the sentences say. */
const named = (names: readonly string[]) => ({ count: names.length, name: names[0] ?? '' })

/** The state and its words. Pure. */
export function judgeTray(
  { gateFailed, sites, refused, expiring }: TrayFacts,
  { tray: words }: Pick<DesktopWords, 'tray'>,
): { state: TrayState; text: string } {
  const open = sites.filter((site) => site.state === 'running').length
  const wanting = (state: SiteVerdictState): string[] =>
    sites.flatMap((site) => {
      const verdict = siteVerdict(site)
      return verdict.state === state && verdict.needsOwner ? [site.name] : []
    })
  const failed = wanting('does-not-run')
  const standing = wanting('stands-open')
  const stuck = wanting('nobody-gets-through')
  if (gateFailed) return { state: 'down', text: words.gate }
  if (failed.length > 0) return { state: 'down', text: words.down(named(failed)) }
  if (standing.length > 0) return { state: 'down', text: words.standsOpen(named(standing)) }
  if (stuck.length > 0) return { state: 'down', text: words.stuck(named(stuck)) }
  if (refused > 0) return { state: 'refused', text: words.refused({ n: refused }) }
  if (expiring > 0) return { state: 'expiring', text: words.expiring({ n: expiring }) }
  return { state: 'good', text: open === 0 ? words.none : words.good({ n: open }) }
}
