import type { Channel } from '../../../shared/contract/notify.ts'
import { NotifyTopic } from '../../../shared/contract/notify.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { languageChoices, languageFor, type Language } from '../../../shared/language.ts'
import { loadSpoken } from '../../../shared/messages/compiled/languages.ts'
import { english } from '../../../shared/messages/english.ts'
import { createSpeaker, type Speaker } from '../../../shared/messages/say.ts'
import { instantOrNull, newId, type Context } from '../app/context.ts'
import type { Engine } from '../engine.ts'
import { NEW_CHANNEL_STATE, type ChannelRow } from '../store/notify.ts'
import { checkAddress, checkSecret, withSecret } from './address.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { dueAt } from './pace.ts'

type Methods = Engine['methods']
type NotifyMethods = Pick<Methods, Extract<keyof Methods, `notify.${string}`>>

/** More services than this nobody reads. */
const MAX_CHANNELS = 20

/** The language that the owner chose, else that of this computer. */
export async function ownersWords(context: Pick<Context, 'store'>): Promise<{ speaker: Speaker; language: Language }> {
  const wanted = context.store.settings.text('language')
  const choice = languageChoices.find((one) => one === wanted) ?? 'auto'
  const language = languageFor(choice, [Intl.DateTimeFormat().resolvedOptions().locale])
  return { language, speaker: createSpeaker((await loadSpoken[language]()).spoken) }
}

/** Services that notices are sent to, and the outbox that sends them. */
export function createNotify(context: Context): { readonly methods: NotifyMethods; readonly outbox: Outbox } {
  const { store, deps, now, log } = context
  const { notify } = store
  const changed = (): void => context.emit('notify.changed', {})
  const outbox = createOutbox({
    store: notify,
    now,
    version: deps.version,
    sends: deps.startSites,
    words: () => ownersWords(context),
    onChange: changed,
    onResult: ({ settings }, problem) =>
      problem
        ? log.write('warn', 'notify', `${settings.name}: ${problem.code}: ${english.failure(problem).message}`)
        : log.write('info', 'notify', `${settings.name} takes notices again`),
    ...(deps.notifyTimeoutMs === undefined ? {} : { timeoutMs: deps.notifyTimeoutMs }),
  })

  const view = (row: ChannelRow): Channel => {
    const { settings, state } = row
    const waiting = notify.waiting(row.id)
    return {
      id: row.id,
      name: settings.name,
      kind: settings.kind,
      to: settings.shown,
      on: [...settings.on],
      pace: settings.pace,
      encrypted: settings.encrypted,
      waiting,
      dropped: state.dropped,
      lastSentAt: instantOrNull(state.lastSentAt),
      problem: state.problem,
      nextAttemptAt: instantOrNull(state.problem === null ? null : dueAt(row, waiting, now())),
    }
  }
  const find = (channel: string): ChannelRow => {
    const row = notify.find(channel)
    if (!row) throw new AppError('notify/not-found', { name: channel })
    return row
  }
  const requireFree = (name: string, id: string): void => {
    const taken = notify.find(name)
    if (taken && taken.id !== id) throw new AppError('notify/name-taken', { name })
  }
  const freeName = (kind: string): string => {
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? kind : `${kind} ${number}`
      if (!notify.find(name)) return name
    }
  }
  const answer = (id: string): Channel => {
    changed()
    outbox.look()
    return view(find(id))
  }

  const methods: NotifyMethods = {
    'notify.list': async () => notify.channels().map(view),

    'notify.add': async (input) => {
      const { to, secret, ...about } = checkAddress(input)
      const id = newId()
      store.sql.transaction(() => {
        if (notify.channels().length >= MAX_CHANNELS) throw new AppError('notify/too-many', { number: MAX_CHANNELS })
        const name = input.name ?? freeName(input.kind)
        requireFree(name, id)
        const on = input.on ?? NotifyTopic.options
        const settings = { name, kind: input.kind, on, pace: input.pace, ca: input.ca ?? null, ...about }
        notify.insert({ id, settings, state: NEW_CHANNEL_STATE }, { to, secret }, now())
      })
      return answer(id)
    },

    'notify.set': async ({ channel, name, secret, on, pace }) => {
      const { id, settings } = find(channel)
      const { kind } = settings
      if (secret !== undefined) checkSecret(kind, secret)
      store.sql.transaction(() => {
        if (name !== undefined) requireFree(name, id)
        notify.update(id, (current) => ({
          ...current,
          settings: {
            ...current.settings,
            ...(name === undefined ? {} : { name }),
            ...(on === undefined ? {} : { on }),
            ...(pace === undefined ? {} : { pace }),
          },
          state: { ...current.state, nextAttemptAt: null },
        }))
        if (secret !== undefined) notify.reseal(id, (current) => withSecret(kind, current, secret))
      })
      return answer(id)
    },

    'notify.test': async ({ channel }) => {
      const row = find(channel)
      await outbox.test(row).finally(changed)
      return view(find(row.id))
    },

    'notify.remove': async ({ channel }) => {
      const { id, settings } = find(channel)
      notify.remove(id)
      changed()
      return { id, name: settings.name }
    },
  }
  return { methods, outbox }
}
