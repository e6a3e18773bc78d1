import type { AppEvent } from '../../../shared/contract/index.ts'
import type { Activity } from '../../../shared/contract/activity.ts'
import type { Authority } from '../../../shared/contract/authority.ts'
import type { Device } from '../../../shared/contract/device.ts'
import type { NoticeKind } from '../../../shared/contract/notice.ts'
import type { Site } from '../../../shared/contract/site.ts'

/** Something that might be told. */
export interface Candidate {
  readonly kind: NoticeKind
  /** The same key is the same news. */
  readonly key: string
  /** The same news is not told again before so long. Milliseconds. */
  readonly quiet: number
  readonly details: Readonly<Record<string, string | number>>
  readonly address: string
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** News of this kind comes back only with another key. */
const ONCE = 400 * DAY

/** Refusals that say something about a device of the owner's; a hung-up handshake is what browsers do. */
const TELLING: ReadonlySet<Activity['outcome']> = new Set(['expired', 'not-yet-valid', 'revoked', 'not-allowed'])

/** So many days before the end something is told, each time again. */
const STEPS = { device: [30, 7, 1], site: [14, 3], authority: [90, 14] } as const
/** More devices than this are told in one sentence. */
const NAMED = 3

/** What one event is worth telling. Strangers are not: the internet is full of them, and the door is shut. Pure. */
export function fromEvent({ event, payload }: AppEvent): Candidate | null {
  if (event === 'activity.added') {
    return payload.deviceId !== null && !payload.probe && TELLING.has(payload.outcome) ? refused(payload) : null
  }
  if (event === 'site.changed') {
    // When the gate is down every site is, which is one piece of news.
    const own = payload.enabled && payload.state === 'failed' && payload.problem?.code !== 'site/gate-failed'
    return own ? failed(payload) : null
  }
  const down = event === 'app.changed' && payload.gate.state === 'failed'
  return down ? { kind: 'gate-failed', key: 'gate', quiet: 6 * HOUR, details: {}, address: '#/home' } : null
}

function failed({ id, name, problem }: Site): Candidate {
  return {
    kind: 'site-failed',
    key: `site ${id} ${problem?.code ?? ''}`,
    quiet: 6 * HOUR,
    details: { name, reason: problem?.message ?? '' },
    address: `#/sites/${id}`,
  }
}

function refused(line: Activity): Candidate {
  return {
    kind: 'device-refused',
    key: `refused ${line.deviceId ?? ''} ${line.outcome}`,
    quiet: DAY,
    details: { name: line.deviceName ?? '', site: line.siteName ?? '', reason: line.reason },
    address: `#/devices/${line.deviceId ?? ''}`,
  }
}

/** “tomorrow”, “in 12 days”: whole days, rounded up. */
function when(notAfter: string, now: number): string {
  const days = Math.ceil((Date.parse(notAfter) - now) / DAY)
  return days <= 1 ? 'within a day' : `in ${days} days`
}

/** The step that an end has reached; null while it is far away or past. */
function stepOf(notAfter: string, steps: readonly number[], now: number): number | null {
  const left = Date.parse(notAfter) - now
  return left <= 0 ? null : (steps.findLast((days) => left <= days * DAY) ?? null)
}

/** What ends before long. Pure. */
export function fromDates(
  known: {
    readonly devices: readonly Device[]
    readonly sites: readonly Site[]
    readonly authorities: readonly Authority[]
  },
  now: number,
): Candidate[] {
  const candidates: Candidate[] = []
  for (const device of known.devices) {
    const step = device.status === 'expiring' ? stepOf(device.notAfter, STEPS.device, now) : null
    if (step === null) continue
    candidates.push({
      kind: 'device-expiring',
      key: `ends ${device.fingerprint} ${step}`,
      quiet: ONCE,
      details: { name: device.name, when: when(device.notAfter, now) },
      address: `#/devices/${device.id}`,
    })
  }
  for (const { id, name, certificate } of known.sites) {
    const step = stepOf(certificate.notAfter, STEPS.site, now)
    if (step === null) continue
    candidates.push({
      kind: 'site-expiring',
      key: `ends ${certificate.fingerprint} ${step}`,
      quiet: ONCE,
      details: { name, when: when(certificate.notAfter, now) },
      address: `#/sites/${id}`,
    })
  }
  for (const authority of known.authorities) {
    const step = stepOf(authority.notAfter, STEPS.authority, now)
    if (step === null) continue
    candidates.push({
      kind: 'authority-expiring',
      key: `ends ${authority.fingerprint} ${step}`,
      quiet: ONCE,
      details: { name: authority.name, when: when(authority.notAfter, now) },
      address: '#/authority',
    })
  }
  return candidates
}

/** Devices of one morning become one sentence when they are many. Pure. */
export function gather(candidates: readonly Candidate[]): Candidate[] {
  const devices = candidates.filter((one) => one.kind === 'device-expiring')
  if (devices.length <= NAMED) return [...candidates]
  return [
    ...candidates.filter((one) => one.kind !== 'device-expiring'),
    {
      kind: 'devices-expiring',
      key: '',
      quiet: 0,
      details: { count: devices.length },
      address: '#/devices?status=expiring',
    },
  ]
}
