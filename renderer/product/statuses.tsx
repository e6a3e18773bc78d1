import type { Activity, Outcome } from '../../shared/contract/activity.ts'
import type { Device, DeviceStatus } from '../../shared/contract/device.ts'
import type { Site } from '../../shared/contract/site.ts'
import { siteVerdict } from '../../shared/verdict/site-verdict.ts'
import { Status, type Tone } from '../ui/Status.tsx'
import { useWords } from '../words/index.ts'

/** What colour and icon each status has. */
export const deviceTones: Readonly<Record<DeviceStatus, Tone>> = {
  waiting: 'calm',
  active: 'good',
  expiring: 'soon',
  expired: 'bad',
  revoked: 'bad',
}

export function DeviceBadge({ device: { status, onHold } }: { device: Pick<Device, 'status' | 'onHold'> }) {
  const { devices } = useWords()
  return <Status tone={deviceTones[status]} words={onHold ? devices.onHold : devices.status[status]} />
}

/** Refusals that say nothing about a visitor: the device behind is down, or a browser hung up to ask for a certificate. */
const calm: readonly Outcome[] = ['handshake-failed', 'misdirected']

/** The outcome in words; a refusal also carries its verify code. */
export function OutcomeBadge({ line }: { line: Pick<Activity, 'outcome' | 'observed' | 'verifyCode'> }) {
  const { common, outcomes: words } = useWords()
  const { outcome, observed, verifyCode: code } = line
  // Let in, and yet no proof of anything.
  if (observed !== null) return <Status tone="soon" words={common.observed({ outcome: words[observed] })} />
  const tone: Tone =
    outcome === 'allowed' ? 'good' : calm.includes(outcome) ? 'calm' : outcome === 'upstream-error' ? 'soon' : 'bad'
  const number = outcome === 'allowed' || code === null ? '' : ` (${code})`
  return <Status tone={tone} words={`${words[outcome]}${number}`} />
}

const siteTones: Readonly<Record<Site['state'], Tone>> = { running: 'good', stopped: 'calm', failed: 'bad' }

/** The verdict on a site in two words, the same on every screen. Green is only what works. */
export function SiteBadge({ site }: { site: Site }) {
  const { next, sites } = useWords()
  const { state, needsOwner } = siteVerdict(site)
  if (state === 'works' || state === 'does-not-run') {
    return <Status tone={siteTones[site.state]} words={sites[site.state]} />
  }
  if (state === 'stands-open') {
    return <Status tone={needsOwner ? 'bad' : 'soon'} words={needsOwner ? sites.observe.open : next.verdict[state]} />
  }
  return <Status tone={state === 'works-but' ? 'soon' : 'bad'} words={next.verdict[state]} />
}
