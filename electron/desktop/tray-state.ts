import type { Site } from '../../shared/contract/site.ts'
import type { DesktopWords } from './speech.ts'

/** What the icon in the tray says, the most pressing first. */
export type TrayState = 'down' | 'refused' | 'expiring' | 'good'

export interface TrayFacts {
  readonly gateFailed: boolean
  readonly sites: readonly Pick<Site, 'name' | 'enabled' | 'state'>[]
  /** Knocks that were refused since the window was last looked at. */
  readonly refused: number
  /** Devices whose certificate ends before long. */
  readonly expiring: number
}

/** The state and its words. Pure. */
export function judgeTray(
  { gateFailed, sites, refused, expiring }: TrayFacts,
  { tray: words }: Pick<DesktopWords, 'tray'>,
): { state: TrayState; text: string } {
  const open = sites.filter((site) => site.state === 'running').length
  const failed = sites.filter((site) => site.enabled && site.state === 'failed').map((site) => site.name)
  if (gateFailed) return { state: 'down', text: words.gate }
  if (failed.length > 0) return { state: 'down', text: words.down({ count: failed.length, name: failed[0] ?? '' }) }
  if (refused > 0) return { state: 'refused', text: words.refused({ n: refused }) }
  if (expiring > 0) return { state: 'expiring', text: words.expiring({ n: expiring }) }
  return { state: 'good', text: open === 0 ? words.none : words.good({ n: open }) }
}
