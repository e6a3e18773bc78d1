import { asFailureError, type FailureError } from '../../shared/errors/failure-error.ts'
import type { Client } from '../../shared/client.ts'
import type { EventName, Input, MethodName, Output } from '../../shared/contract/index.ts'
import type { Connection } from '../transport/connection.ts'

/** Methods that only read, and the events after which their answer may be another. */
const refreshedBy = {
  'app.status': ['app.changed', 'authority.changed'],
  'settings.show': ['settings.changed'],
  'manage.show': ['manage.changed', 'device.changed', 'device.removed', 'app.clock'],
  'authority.list': ['authority.changed', 'authority.removed', 'app.clock'],
  'authority.publication': ['authority.changed', 'authority.removed', 'site.changed', 'site.removed'],
  'device.list': ['device.changed', 'device.removed', 'app.clock'],
  'device.show': ['device.changed', 'device.removed', 'app.clock'],
  'server.list': ['server.changed', 'server.removed', 'authority.changed', 'authority.removed', 'app.clock'],
  'server.show': ['server.changed', 'server.removed', 'authority.changed', 'authority.removed', 'app.clock'],
  'person.list': ['person.changed', 'authority.changed'],
  'site.list': ['site.changed', 'site.removed', 'app.clock'],
  'site.show': ['site.changed', 'site.removed', 'app.clock'],
  // Asked for anew where it is shown: it may speak to the upstream, and sites change with every visit.
  'site.export': [],
  'site.wouldEnter': ['site.changed', 'device.changed', 'device.removed', 'authority.changed', 'app.clock'],
  'acme.show': ['acme.changed', 'app.changed', 'authority.changed'],
  'acme.eab.list': ['acme.changed'],
  'acme.request.list': ['acme.changed', 'app.clock'],
  'inbox.list': ['inbox.changed', 'activity.added', 'device.changed', 'device.removed', 'site.removed', 'app.clock'],
  'reminder.list': [
    'app.changed',
    'app.clock',
    'authority.changed',
    'authority.removed',
    'server.changed',
    'server.removed',
    'site.changed',
    'site.removed',
  ],
  // Reloaded where it is shown: a browser that is let in elsewhere is no event of the engine.
  'session.list': [],
  'store.snapshots': ['backup.restored'],
  'undo.list': ['undo.changed'],
  'backup.schedule': ['backup.scheduled'],
  'update.show': ['update.changed'],
  'notify.list': ['notify.changed'],
  // Asked for anew where it is shown.
  'log.read': [],
  'audit.list': [],
  'activity.list': ['activity.added'],
  'handoff.ways': [],
  'handoff.status': ['handoff.changed'],
  'handoff.drives': [],
  'diagnosis.code': [],
  'diagnosis.codes': [],
} as const satisfies Partial<Record<MethodName, readonly EventName[]>>

export type QueryMethod = keyof typeof refreshedBy

/** What a screen sees of one question to the engine. `value` stays while a newer answer is on its way. */
export interface Answer<T> {
  readonly value: T | undefined
  readonly error: FailureError | undefined
}

interface Entry {
  answer: Answer<unknown>
  readonly listeners: Set<() => void>
  load(): void
  refresh(): void
}

/** Answers of the engine, one for each question that a screen asks, kept true by the engine's events. */
export interface QueryStore {
  read<M extends QueryMethod>(method: M, input: Input<M>): Answer<Output<M>>
  subscribe<M extends QueryMethod>(method: M, input: Input<M>, listener: () => void): () => void
  reload<M extends QueryMethod>(method: M, input: Input<M>): void
}

/** Answers are asked for again at most so often, however many events arrive (milliseconds). */
const PACE = 400
/** An answer nobody looks at is forgotten after so long (milliseconds). */
const KEEP = 60_000
const NOTHING: Answer<never> = { value: undefined, error: undefined }

function createEntry(client: Client, method: QueryMethod, input: unknown): Entry {
  let busy = false
  let stale = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const entry: Entry = { answer: NOTHING, listeners: new Set(), load, refresh }

  function publish(answer: Answer<unknown>): void {
    entry.answer = answer
    for (const listener of entry.listeners) listener()
  }
  async function ask(): Promise<void> {
    try {
      publish({ value: await client.call(method, input as Input<QueryMethod>), error: undefined })
    } catch (error) {
      publish({ value: entry.answer.value, error: asFailureError(error) })
    }
    timer = setTimeout(() => {
      timer = undefined
      busy = false
      if (stale && entry.listeners.size > 0) load()
    }, PACE)
  }
  function load(): void {
    if (busy) {
      stale = true
      return
    }
    stale = false
    busy = true
    void ask()
  }
  function refresh(): void {
    if (entry.listeners.size > 0 || timer !== undefined) load()
  }
  return entry
}

export function createQueryStore(client: Client, connection: Connection): QueryStore {
  const entries = new Map<string, Entry>()
  const keyOf = (method: QueryMethod, input: unknown): string => `${method} ${JSON.stringify(input)}`
  const entryOf = (method: QueryMethod, input: unknown): Entry => {
    const key = keyOf(method, input)
    const entry = entries.get(key) ?? createEntry(client, method, input)
    entries.set(key, entry)
    return entry
  }
  connection.subscribe(({ event }) => {
    for (const [key, entry] of entries) {
      const method = key.slice(0, key.indexOf(' ')) as QueryMethod
      const refreshing: readonly EventName[] = refreshedBy[method]
      if (event === 'backup.restored' || refreshing.includes(event)) entry.refresh()
    }
  })
  connection.watch(() => {
    if (connection.connected()) for (const entry of entries.values()) entry.refresh()
  })
  return {
    read: (method, input) => entryOf(method, input).answer as Answer<never>,
    subscribe(method, input, listener) {
      const entry = entryOf(method, input)
      entry.listeners.add(listener)
      entry.load()
      return () => {
        entry.listeners.delete(listener)
        setTimeout(() => {
          const key = keyOf(method, input)
          if (entry.listeners.size === 0 && entries.get(key) === entry) entries.delete(key)
        }, KEEP)
      }
    },
    reload: (method, input) => entryOf(method, input).load(),
  }
}
