import { countedAs } from '../../../shared/access/local-network.ts'
import type { Activity } from '../../../shared/contract/activity.ts'
import type { GateActivity } from '../../gate/protocol.ts'
import { instant, type Context } from '../app/context.ts'
import { supersedeBefore } from '../device/renew.ts'
import { MANAGE_ID, MANAGE_NAME } from '../manage/place.ts'
import { viewDevice } from '../device/view.ts'
import { localDay, viewSite } from '../site/view.ts'
import { rememberProxy } from '../site/lan-exempt.ts'
import { reasonFor } from './reason.ts'

/** Lines a second that windows are told one by one; a flood is read from the list instead. */
const EVENTS_A_SECOND = 50
/** How often a device that is in use is announced again, and the counters of a site. Milliseconds. */
const DEVICE_EVERY = 30_000
const SITE_EVERY = 1000

export interface Recorder {
  /** Stores a batch of the gate, then tells the windows. */
  record(lines: readonly GateActivity[]): void
  /** Resolves when what the last lines brought about is done. */
  stop(): Promise<void>
}

/** Knocks of one address that end alike within a minute: so many lines, then one that counts the others. */
const MAX_SINGLE_LINES = 10
/** Addresses and outcomes of one minute that are told apart; the gate tells no more either. */
const MAX_KEYS = 4000
const MINUTE_MS = 60_000

/** What of the activity of one minute is the same. */
interface Repeated {
  singles: number
  /** The line that counts the others. */
  id: number | null
}

interface Batch {
  /** New ones, and those that stand for more now. */
  readonly lines: Activity[]
  /** Device id → whether this was its first handshake. */
  readonly devices: Map<string, boolean>
  readonly sites: Set<string>
  /** Certificates that were seen for the first time. */
  readonly arrived: string[]
}

/** Only a handshake that was verified and let in shows that a device holds its certificate and key. */
function provesPossession(line: GateActivity): boolean {
  return line.outcome === 'allowed' && line.fingerprint !== null && line.verifyCode === 0 && !line.probe
}

export function createRecorder(context: Context): Recorder {
  const { store } = context
  const announced = new Map<string, number>()
  const siteTimers = new Map<string, NodeJS.Timeout>()
  const superseding = new Set<Promise<void>>()
  let second = 0
  let inSecond = 0
  let minute = 0
  const repeated = new Map<string, Repeated>()
  /** Paths of requests that have a kind, by all else that is the same: each is a line of its own, to be exempted. */
  const paths = new Map<string, Set<string>>()

  /** The same for a line and those that are counted with it. Of a stranger nothing but the address counts. */
  const repeatedOf = (line: GateActivity, deviceId: string | null): Repeated => {
    const its = Math.floor(line.at / MINUTE_MS)
    if (its !== minute) {
      repeated.clear()
      paths.clear()
    }
    minute = its
    const { siteId, address, outcome, observed, probe, detail, requestKind } = line
    const cause = outcome === 'upstream-error' ? detail : null
    let key = [siteId, countedAs(address), outcome, observed, deviceId, probe, cause, requestKind].join(' ')
    if (requestKind !== null && line.path !== null) {
      const there = paths.get(key) ?? new Set()
      if (paths.size < MAX_KEYS) paths.set(key, there)
      if (there.size < MAX_SINGLE_LINES) there.add(line.path)
      if (there.has(line.path)) key += ` ${line.path}`
    }
    let same = repeated.get(key)
    if (!same) {
      same = { singles: 0, id: null }
      if (repeated.size < MAX_KEYS) repeated.set(key, same)
    }
    return same
  }

  /** Stores a line, or counts it with one that is there. */
  const keep = (line: GateActivity, row: Omit<Activity, 'id'>, own: boolean): Activity => {
    const same = repeatedOf(line, row.deviceId)
    const more = same.id === null ? undefined : store.activity.repeat(same.id, line.count, line.lastAt)
    if (more) return more
    const inserted = store.activity.insert(row, own)
    same.singles += 1
    if (same.singles > MAX_SINGLE_LINES || line.requestKind !== null || line.count > 1) same.id = inserted.id
    return inserted
  }

  const write = (lines: readonly GateActivity[]): Batch => {
    const batch: Batch = { lines: [], devices: new Map(), sites: new Set(), arrived: [] }
    const counters = new Map<string, { id: string; day: string; visits: number; refusals: number }>()
    const names = new Map([[MANAGE_ID, MANAGE_NAME], ...store.sites.list().map(({ id, name }) => [id, name] as const)])
    for (const line of lines) {
      const known = line.fingerprint === null ? undefined : store.devices.byFingerprint(line.fingerprint)
      const siteName = line.siteId === null ? null : (names.get(line.siteId) ?? null)
      if (known && provesPossession(line)) {
        const first = store.devices.seen(known.id, line.at, line.siteId)
        if (first) batch.arrived.push(known.id)
        if (known.device_id !== null) {
          batch.devices.set(known.device_id, first || batch.devices.get(known.device_id) === true)
        }
      }
      batch.lines.push(
        keep(
          line,
          {
            at: instant(line.at),
            count: line.count,
            lastAt: instant(line.lastAt),
            siteId: line.siteId,
            siteName,
            address: line.address,
            outcome: line.outcome,
            observed: line.observed,
            status: line.status,
            method: line.method,
            path: line.path,
            tlsVersion: line.tlsVersion,
            cipher: line.cipher,
            verifyCode: line.verifyCode,
            verifyName: line.verifyName,
            deviceId: known?.device_id ?? null,
            deviceName: known?.name ?? null,
            serial: line.serial,
            subject: line.subject,
            issuer: line.issuer,
            reason: reasonFor(line, { device: known?.name ?? null, site: siteName }),
            probe: line.probe,
            requestKind: line.requestKind,
          },
          known?.device_id != null && provesPossession(line),
        ),
      )
      if (line.siteId === null || line.probe) continue
      if (line.viaProxy) rememberProxy(store, line.siteId, line.address)
      batch.sites.add(line.siteId)
      const day = localDay(line.at)
      const key = `${line.siteId} ${day}`
      const counter = counters.get(key) ?? { id: line.siteId, day, visits: 0, refusals: 0 }
      if (line.outcome === 'allowed') counter.visits += line.count
      // Browsers of the owner's own devices send those without a certificate by design: they alarm nobody.
      else if (line.requestKind === null) counter.refusals += line.count
      counters.set(key, counter)
    }
    for (const { id, day, visits, refusals } of counters.values()) store.sites.count(id, day, visits, refusals)
    store.activity.trim(context.retention.lines())
    return batch
  }

  const announceDevice = (id: string, first: boolean): void => {
    const now = context.now()
    if (!first && now - (announced.get(id) ?? -Infinity) < DEVICE_EVERY) return
    const row = store.devices.find(id)
    if (!row) return
    announced.set(id, now)
    context.emit('device.changed', viewDevice(row, now))
  }

  const announceSite = (id: string): void => {
    if (siteTimers.has(id)) return
    const timer = setTimeout(() => {
      siteTimers.delete(id)
      const site = store.sites.find(id)
      if (site) context.emit('site.changed', viewSite(context, site))
    }, SITE_EVERY)
    siteTimers.set(id, timer.unref())
  }

  const announceLine = (line: Activity): void => {
    const now = Math.floor(context.now() / 1000)
    if (now !== second) inSecond = 0
    second = now
    inSecond += 1
    if (inSecond <= EVENTS_A_SECOND) context.emit('activity.added', line)
  }

  return {
    record(lines) {
      let batch: Batch
      try {
        batch = store.sql.transaction(() => write(lines))
      } catch {
        // A full disk loses lines of the log, never a decision: the gate goes on by itself.
        repeated.clear()
        paths.clear()
        store.activity.recount()
        return
      }
      for (const line of batch.lines) announceLine(line)
      for (const [id, first] of batch.devices) announceDevice(id, first)
      for (const id of batch.sites) announceSite(id)
      // What cannot be stored now is superseded at its own end.
      for (const id of batch.arrived) {
        const work = supersedeBefore(context, id).catch(() => undefined)
        superseding.add(work)
        void work.finally(() => superseding.delete(work))
      }
    },
    async stop() {
      for (const timer of siteTimers.values()) clearTimeout(timer)
      siteTimers.clear()
      await Promise.all(superseding)
    },
  }
}
