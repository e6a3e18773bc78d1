import type { AppEvent } from '../../../shared/contract/index.ts'
import type { Activity } from '../../../shared/contract/activity.ts'
import type { DoorEntry } from '../../../shared/contract/inbox.ts'
import type { NoticeKind } from '../../../shared/contract/notice.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { message, messageOf, remedyOf, sentences, type Message } from '../../../shared/messages/message.ts'
import { siteVerdict } from '../../../shared/verdict/site-verdict.ts'
import type { Problem } from '../../../shared/transport.ts'
import { REMIND, stateOf, whatEnds, type Ending, type Known } from '../../../shared/reminders.ts'

/** Something that might be told. */
export interface Candidate {
  readonly kind: NoticeKind
  /** The same key is the same news. */
  readonly key: string
  /** The same news is not told again before so long. Milliseconds. */
  readonly quiet: number
  readonly title: Message
  readonly body: Message
  readonly address: string
  /** Not shown on this computer: sent to the owner's services alone. */
  readonly elsewhereOnly?: boolean
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** News of this kind comes back only with another key. */
const ONCE = 400 * DAY

/** Refusals that say something about a device of the owner's; a hung-up handshake is what browsers do. */
const TELLING: ReadonlySet<Activity['outcome']> = new Set(['expired', 'not-yet-valid', 'revoked', 'not-allowed'])

/** More devices than this are told in one sentence. */
const NAMED = 3

/** News that names nothing. */
export function plain(kind: 'gate-failed' | 'not-remembered'): Pick<Candidate, 'title' | 'body'> {
  return { title: message(`notices.${kind}.title`), body: message(`notices.${kind}.body`) }
}

/** What one event is worth telling. Strangers are not: the internet is full of them, and the door is shut. Pure. */
export function fromEvent({ event, payload }: AppEvent): Candidate | null {
  if (event === 'activity.added') {
    return payload.deviceId !== null && !payload.probe && TELLING.has(payload.outcome) ? refused(payload) : null
  }
  if (event === 'inbox.changed') return payload.asked && asked(payload.asked)
  if (event === 'site.changed') {
    // When the gate is down every site is, which is one piece of news.
    const own = payload.enabled && payload.state === 'failed' && payload.problem?.code !== 'site/gate-failed'
    if (own) return failed(payload)
    const stuck = stuckSite(payload)
    if (stuck) return stuck
    return payload.enabled && payload.certificateFiles?.problem
      ? notUsed(payload, payload.certificateFiles.problem)
      : null
  }
  const down = event === 'app.changed' && payload.gate.state === 'failed'
  return down ? { kind: 'gate-failed', key: 'gate', quiet: 6 * HOUR, ...plain('gate-failed'), address: '#/home' } : null
}

function failed({ id, name, problem }: Site): Candidate {
  return {
    kind: 'site-failed',
    key: `site ${id} ${problem?.code ?? ''}`,
    quiet: 6 * HOUR,
    title: message('notices.site-failed.title', { name }),
    body: problem ? messageOf(problem) : sentences(),
    address: `#/sites/${id}`,
  }
}

/**
 * Sites that let everybody in and were meant to for a while only. Looked at from time to time, not when it is switched on:
 * whoever does that knows it. Pure.
 */
export function standingOpen(sites: readonly Site[]): Candidate[] {
  return sites.flatMap((site) => {
    const verdict = siteVerdict(site)
    if (verdict.state !== 'stands-open' || !verdict.needsOwner || verdict.reason === null) return []
    return {
      kind: 'stands-open' as const,
      key: `open ${site.id}`,
      quiet: 7 * DAY,
      title: message('notices.stands-open.title', { name: site.name }),
      body: remedyOf(verdict.reason),
      address: `#/sites/${site.id}`,
    }
  })
}

/**
 * Visitors are let in and see an error that only the owner can mend. A device that is switched off is told elsewhere only:
 * many are, at night, and the windows show it; whoever is out wants to know.
 */
function stuckSite(site: Site): Candidate | null {
  const { state, reason } = siteVerdict(site)
  if (state !== 'nobody-gets-through' || reason === null) return null
  const isSilent = reason.code === 'site/upstream-unreachable'
  const kind = isSilent ? 'upstream-down' : 'site-stuck'
  return {
    kind,
    key: `stuck ${site.id} ${reason.code}`,
    quiet: DAY,
    title: message(`notices.${kind}.title`, { name: site.name }),
    body: messageOf(reason),
    address: `#/sites/${site.id}`,
    elsewhereOnly: isSilent,
  }
}

function asked({ key, deviceId, deviceName, subject }: DoorEntry): Candidate {
  return {
    kind: 'renewal-asked',
    key,
    quiet: DAY,
    title: message('notices.renewal-asked.title', { name: deviceName ?? subject ?? '' }),
    body: message('notices.renewal-asked.body'),
    address: deviceId === null ? '#/home' : `#/devices/${deviceId}`,
  }
}

function notUsed({ id, name, certificate }: Site, problem: Problem): Candidate {
  return {
    kind: 'certificate-not-used',
    key: `files ${id} ${problem.code}`,
    quiet: DAY,
    title: message('notices.certificate-not-used.title', { name }),
    body: message('notices.certificate-not-used.body', { reason: messageOf(problem), until: certificate.notAfter }),
    address: `#/sites/${id}`,
  }
}

function refused(line: Activity): Candidate {
  return {
    kind: 'device-refused',
    key: `refused ${line.deviceId ?? ''} ${line.outcome}`,
    quiet: DAY,
    title: message('notices.device-refused.title', { name: line.deviceName ?? '', site: line.siteName ?? '' }),
    body: line.reason,
    address: `#/devices/${line.deviceId ?? ''}`,
  }
}

/** Whole days, rounded up. */
const daysUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / DAY))

const ADDRESS: Readonly<Record<Ending['kind'], (id: string) => string>> = {
  device: (id) => `#/devices/${id}`,
  site: (id) => `#/sites/${id}`,
  server: (id) => `#/servers/${id}`,
  authority: () => '#/authority',
  list: () => '#/authority',
}

function fromEnding(ending: Ending, now: number, locked: boolean): Candidate[] {
  const { kind, id, name, mark, at } = ending
  const address = ADDRESS[kind](id)
  const state = stateOf(ending, now, locked)
  if (state === 'waits') {
    const waiting = kind === 'list' ? 'list-waits' : 'site-waits'
    const said = {
      title: message(`notices.${waiting}.title`, { name }),
      body: message(`notices.${waiting}.body`),
    }
    return [{ kind: waiting, key: `waits ${mark}`, quiet: 7 * DAY, ...said, address }]
  }
  if (state !== 'ends') return []
  // The step that has been reached: each is news once.
  const step = REMIND[kind].findLast((days) => at - now <= days * DAY) ?? 0
  return [
    {
      kind: `${kind}-expiring`,
      key: `ends ${mark} ${step}`,
      quiet: ONCE,
      title: message(`notices.${kind}-expiring.title`, { name, days: daysUntil(at, now) }),
      body:
        kind === 'device'
          ? message('notices.device-expiring.body', { name })
          : message(`notices.${kind}-expiring.body`),
      address,
    },
  ]
}

/** What ends before long, and what waits for the authority to be unlocked. Pure. */
export function fromDates(known: Known, now: number, locked: boolean): Candidate[] {
  return whatEnds(known)
    .filter((ending) => ending.loud)
    .flatMap((ending) => fromEnding(ending, now, locked))
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
      title: message('notices.devices-expiring.title', { count: devices.length }),
      body: message('notices.devices-expiring.body'),
      address: '#/devices?status=expiring',
    },
  ]
}
