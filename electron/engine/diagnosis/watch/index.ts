import type { Knock, WatchDiagnosis, WayCheck } from '../../../../shared/contract/watch.ts'
import type { Door } from '../../activity/door.ts'
import { checkWay, type WayOptions } from './checks.ts'
import { conclude } from './conclude.ts'
import { explainKnock, explainLine, type HouseFacts } from './explain.ts'

export interface WatchOptions {
  readonly runId: string
  readonly seconds: number
  readonly door: Door
  readonly house: HouseFacts
  readonly way: Omit<WayOptions, 'signal'>
  readonly now: () => number
  readonly onKnock: (knock: Knock) => void
  readonly onCheck: (check: WayCheck) => void
  /** Lets the gate tell more; the returned function ends that. */
  readonly open: () => Promise<() => Promise<void>>
  readonly signal: AbortSignal
}

/** Nobody reads more, and a flood must not fill the memory. */
const MOST = 200

/** Why can’t my phone connect? Explains every knock as it happens, until the time is over or it is cancelled. */
export async function watchDoor(options: WatchOptions): Promise<WatchDiagnosis> {
  const { door, house, way, signal } = options
  const started = options.now()
  const knocks: Knock[] = []
  let more = 0
  /** Until then what comes from this computer itself are our own checks of the way. Milliseconds since 1970. */
  let checkedAt = Number.POSITIVE_INFINITY
  const ownAddresses = new Set([...way.addresses, '127.0.0.1', '::1'])
  const add = (knock: Knock): void => {
    if (ownAddresses.has(knock.address) && Date.parse(knock.at) <= checkedAt) return
    if (knocks.length >= MOST) {
      more += 1
      return
    }
    knocks.push(knock)
    options.onKnock(knock)
  }
  const unwatch = door.watch({
    onLine(line) {
      if (line.probe || line.at < started || (line.siteId !== null && line.siteId !== house.siteId)) return
      add(explainLine(line, house))
    },
    onKnock(knock) {
      if (knock.at < started || knock.port !== way.listen.port) return
      if (knock.siteId !== null && knock.siteId !== house.siteId) return
      add(explainKnock(knock, house))
    },
  })
  const close = await options.open()
  const checks: WayCheck[] = []
  const onCheck = (check: WayCheck): void => {
    checks.push(check)
    options.onCheck(check)
  }
  try {
    void checkWay({ ...way, signal }, onCheck).finally(() => (checkedAt = options.now()))
    // Whoever cancels is not kept waiting by a name that DNS does not answer.
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, options.seconds * 1000)
      const stop = (): void => {
        clearTimeout(timer)
        resolve()
      }
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
    })
  } finally {
    unwatch()
    await close()
  }
  const durationMs = options.now() - started
  // The gate tells what it decided and what came to nothing in two batches.
  knocks.sort((one, other) => one.at.localeCompare(other.at))
  return {
    runId: options.runId,
    siteId: house.siteId,
    siteName: house.siteName,
    url: house.url,
    at: new Date(started).toISOString(),
    durationMs,
    ...conclude({ knocks, checks, seconds: Math.round(durationMs / 1000), url: house.url }),
    knocks,
    more,
    checks: [...checks],
  }
}
