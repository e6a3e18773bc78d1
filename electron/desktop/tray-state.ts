import { siteVerdict, type SiteFacts, type SiteVerdictState } from '../../shared/verdict/site-verdict.ts'
import type { DesktopWords } from './words/en.ts'

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

/** The state and its words. Pure. */
export function judgeTray(
  { gateFailed, sites, refused, expiring }: TrayFacts,
  { tray: words }: DesktopWords,
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
  if (failed.length > 0) return { state: 'down', text: words.down(failed) }
  if (standing.length > 0) return { state: 'down', text: words.standsOpen(standing) }
  if (stuck.length > 0) return { state: 'down', text: words.stuck(stuck) }
  if (refused > 0) return { state: 'refused', text: words.refused(refused) }
  if (expiring > 0) return { state: 'expiring', text: words.expiring(expiring) }
  return { state: 'good', text: open === 0 ? words.none : words.good(open) }
}
