import { createHash } from 'node:crypto'
import type { Notice } from '../../../shared/contract/notice.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Language } from '../../../shared/language.ts'
import type { Speaker } from '../../../shared/messages/say.ts'
import { topicOf } from '../../../shared/notify-topics.ts'
import type { ChannelRow, NotifyStore, QueuedNotice } from '../store/notify.ts'
import type { Problem } from '../../../shared/transport.ts'
import { compose, composeTest, type Outgoing } from './compose.ts'
import { deliver } from './deliver.ts'
import { afterFailure, afterSuccess, dueAt, MAX_TOGETHER, nextBatch, stale } from './pace.ts'

/** Notices that wait for one channel; the oldest go first. */
const MAX_WAITING = 100
/** Never sooner: a disk that is full must not make it a loop. Milliseconds. */
const MIN_WAIT_MS = 250
/** The longest that a timer takes, far below what setTimeout can. Milliseconds. */
const MAX_WAIT_MS = 3_600_000

export interface OutboxOptions {
  readonly store: NotifyStore
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly version: string
  /** False in one-shot commands: what they have to tell waits in the queue for the service. */
  readonly sends: boolean
  readonly words: () => Promise<{ readonly speaker: Speaker; readonly language: Language }>
  /** An attempt failed, or was the first to arrive after some that did. */
  readonly onResult: (row: ChannelRow, problem: Problem | null) => void
  /** A channel’s state changed. */
  readonly onChange: () => void
  /** Of one attempt, in milliseconds. Default: that of `post`. */
  readonly timeoutMs?: number
}

/** Sends notices to the owner's services, each at its own pace: one that hangs holds up no other. */
export interface Outbox {
  /** Writes it down for every channel that wants it. Never throws: a full disk must not fail what is told. */
  add(notice: Notice): void
  /** Looks at what is due, after a change, or when the clock jumped. */
  look(): void
  /** Sends a message to one channel at once. @throws AppError "notify/…" */
  test(row: ChannelRow): Promise<void>
  /** Ends what is under way; it is sent after the next start. */
  stop(): Promise<void>
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { store, now } = options
  const stopping = new AbortController()
  const busy = new Map<string, Promise<void>>()
  let timer: NodeJS.Timeout | undefined

  const attempt = async (row: ChannelRow, outgoing: Outgoing): Promise<void> => {
    const secrets = store.secrets(row.id)
    if (!secrets) throw new AppError('notify/no-secret', { name: row.settings.name })
    const { version, timeoutMs } = options
    await deliver({
      settings: row.settings,
      secrets,
      outgoing,
      version,
      signal: stopping.signal,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    })
  }

  const giveUp = (row: ChannelRow, queue: readonly QueuedNotice[]): void => {
    const old = stale(queue, now())
    if (old.length === 0) return
    store.dequeue(old.map(({ id }) => id))
    store.update(row.id, (current) => ({
      ...current,
      state: { ...current.state, dropped: current.state.dropped + old.length },
    }))
  }

  const sendNext = async (row: ChannelRow): Promise<void> => {
    giveUp(row, store.queue(row.id, MAX_WAITING))
    const batch = nextBatch(row.settings.pace, store.queue(row.id, MAX_TOGETHER))
    if (batch.length === 0) return
    const ids = batch.map(({ id }) => id)
    try {
      const words = await options.words()
      await attempt(row, compose(messageId(row, ids), batch.map(({ notice }) => notice), words)) // prettier-ignore
    } catch (error) {
      // What was stopped did not fail.
      if (stopping.signal.aborted) return
      store.tried(ids)
      const problem = problemOf(error)
      store.update(row.id, (current) => ({ ...current, state: afterFailure(current.state, problem, now()) }))
      options.onResult(row, problem)
      return
    }
    // Sent: from here on a failure to write it down means that it arrives twice, never that it is lost.
    store.dequeue(ids)
    store.update(row.id, (current) => ({ ...current, state: afterSuccess(current.state, now()) }))
    if (row.state.problem !== null) options.onResult(row, null)
  }

  const work = (row: ChannelRow): void => {
    const done = sendNext(row)
      .catch(() => undefined)
      .finally(() => {
        busy.delete(row.id)
        if (stopping.signal.aborted) return
        options.onChange()
        schedule()
      })
    busy.set(row.id, done)
  }

  /** Begins what is due, and waits for what is due next. */
  const schedule = (): void => {
    clearTimeout(timer)
    if (!options.sends || stopping.signal.aborted) return
    let next = MAX_WAIT_MS
    try {
      for (const row of store.channels()) {
        if (busy.has(row.id)) continue
        const due = dueAt(row, store.waiting(row.id), now())
        if (due === null) continue
        if (due <= now()) work(row)
        else next = Math.min(next, due - now())
      }
    } catch {
      // A database that cannot be read now is looked at again.
    }
    timer = setTimeout(schedule, Math.max(next, MIN_WAIT_MS))
    timer.unref()
  }

  return {
    add(notice) {
      try {
        const topic = topicOf[notice.kind]
        for (const row of store.channels()) {
          if (!row.settings.on.includes(topic)) continue
          const dropped = store.enqueue(row.id, notice, now(), MAX_WAITING)
          if (dropped === 0) continue
          store.update(row.id, ({ settings, state, id }) => ({
            id,
            settings,
            state: { ...state, dropped: state.dropped + dropped },
          }))
        }
      } catch {
        // It was told on the screen; what a full disk does not take is not sent.
      }
      schedule()
    },
    look: schedule,
    async test(row) {
      const words = await options.words()
      const at = new Date(now()).toISOString()
      try {
        await attempt(row, composeTest(messageId(row, [now()]), at, words))
      } catch (error) {
        const problem = problemOf(error)
        store.update(row.id, (current) => ({ ...current, state: { ...current.state, problem } }))
        throw error
      }
      // It can be reached: what waits need not wait any longer.
      store.update(row.id, (current) => ({
        ...current,
        state: { ...current.state, problem: null, failures: 0, nextAttemptAt: null },
      }))
      schedule()
    },
    async stop() {
      clearTimeout(timer)
      stopping.abort()
      await Promise.all(busy.values())
    },
  }
}

/** Of one message to one channel, the same for each attempt. */
function messageId(row: ChannelRow, ids: readonly number[]): string {
  return createHash('sha256')
    .update(JSON.stringify([row.id, ids]))
    .digest('hex')
    .slice(0, 32)
}

function problemOf(error: unknown) {
  return (error instanceof AppError ? error : new AppError('app/unexpected')).toProblem()
}
