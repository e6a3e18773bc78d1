import type { Channel } from '../../../shared/contract/notify.ts'
import { ChannelKind, NotifyPace, NotifyTopic } from '../../../shared/contract/notify.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { given, table, text, texts, UsageError, type CommandContext, type Commands } from './command.ts'
import { readInput, readSecret } from './files.ts'

const TOPICS: Readonly<Record<NotifyTopic, string>> = {
  expiry: 'certificates that end',
  refused: 'own devices that were refused',
  down: 'sites and upstreams that are down',
  open: 'sites that stand open',
  backup: 'backups that fail',
  update: 'new versions',
  program: 'the clock, wrong passphrases',
}

/** One of a few words. @throws UsageError */
function oneOf<T extends string>(name: string, value: string, words: readonly T[]): T {
  const found = words.find((one) => one === value)
  if (found === undefined) throw new UsageError(`${name} must be one of ${words.join(', ')}`)
  return found
}

function topicsOf(context: CommandContext): NotifyTopic[] | undefined {
  // Several in one word, too: --on expiry,down
  const words = texts(context, 'on')?.flatMap((one) => one.split(','))
  if (words === undefined || words.includes('all')) return words && [...NotifyTopic.options]
  return words.map((one) => oneOf('--on', one, NotifyTopic.options))
}

function paceOf(context: CommandContext): NotifyPace | undefined {
  const word = text(context, 'every')
  return word === undefined ? undefined : oneOf('--every', word, NotifyPace.options)
}

async function secretOf(context: CommandContext): Promise<string | undefined> {
  const file = text(context, 'secret-file')
  return file === undefined ? undefined : readSecret(file)
}

async function addressOf(context: CommandContext): Promise<string> {
  const to = text(context, 'to')
  const file = text(context, 'to-file')
  if ((to === undefined) === (file === undefined)) throw new UsageError('give --to or --to-file')
  if (file === '-' && text(context, 'secret-file') === '-') {
    throw new UsageError('only one of --to-file and --secret-file can be read from standard input')
  }
  return to ?? readSecret(file ?? '')
}

const minute = (instant: string): string => instant.slice(0, 16).replace('T', ' ')

/** How sending goes. */
function stateOf({ waiting, dropped, lastSentAt, problem, nextAttemptAt }: Texts<Channel>): string {
  const parts = [
    lastSentAt === null ? 'nothing sent yet' : `sent ${minute(lastSentAt)}`,
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(dropped > 0 ? [`${dropped} given up`] : []),
    ...(nextAttemptAt === null ? [] : [`next attempt ${minute(nextAttemptAt)}`]),
    ...(problem === null ? [] : [problem.message]),
  ]
  return parts.join(', ')
}

function listed(channels: readonly Texts<Channel>[]): string {
  if (channels.length === 0) return 'Notices are sent nowhere. Add a channel: vestibule notify add.'
  const rows = channels.map((one) => [
    one.name,
    one.kind,
    one.encrypted ? one.to : `${one.to} (not encrypted)`,
    one.on.length === NotifyTopic.options.length ? 'all' : one.on.join(','),
    one.pace,
    stateOf(one),
  ])
  return table(['NAME', 'KIND', 'TO', 'ON', 'EVERY', ''], rows)
}

const ON = `[--on ${NotifyTopic.options.join('|')}]… [--every ${NotifyPace.options.join('|')}]`
const onOptions = {
  on: { type: 'string', multiple: true },
  every: { type: 'string' },
  'secret-file': { type: 'string' },
  name: { type: 'string' },
} as const

/** Where notices are sent to. Secrets come from files or standard input only: everybody on a computer sees arguments. */
export const notifyCommands: Commands = {
  add: {
    usage: `${ChannelKind.options.join('|')} (--to ADDRESS | --to-file FILE) [--name NAME] [--secret-file FILE|-] [--server smtps://HOST] [--user USER] [--from MAIL] [--ca FILE] ${ON}`,
    summary: `send notices somewhere: ${Object.entries(TOPICS)
      .map(([topic, what]) => `${topic} (${what})`)
      .join(', ')}`,
    options: {
      ...onOptions,
      to: { type: 'string' },
      'to-file': { type: 'string' },
      server: { type: 'string' },
      user: { type: 'string' },
      from: { type: 'string' },
      ca: { type: 'string' },
    },
    words: [1, 1],
    async run(context) {
      const kind = oneOf('the kind', context.positionals[0] ?? '', ChannelKind.options)
      const caFile = text(context, 'ca')
      const wanted = {
        kind,
        to: await addressOf(context),
        ...given({
          name: text(context, 'name'),
          secret: await secretOf(context),
          server: text(context, 'server'),
          user: text(context, 'user'),
          from: text(context, 'from'),
          ca: caFile === undefined ? undefined : (await readInput(caFile)).toString('utf8'),
          on: topicsOf(context),
          pace: paceOf(context),
        }),
      }
      const client = await context.connect()
      const channel = await client.call('notify.add', wanted)
      const plain = channel.encrypted ? [] : ['Everybody on the way there can read along: the address is not https.']
      const lines = [
        `Notices are sent to “${channel.name}” (${channel.to}).`,
        ...plain,
        `Try it: vestibule notify test "${channel.name}"`,
      ]
      return { value: channel, text: lines.join('\n') }
    },
  },
  set: {
    usage: `NAME [--name NEW] [--secret-file FILE|-] ${ON}`,
    summary: 'change what a channel is told and how often, or its secret',
    options: onOptions,
    words: [1, 1],
    async run(context) {
      const wanted = given({
        name: text(context, 'name'),
        secret: await secretOf(context),
        on: topicsOf(context),
        pace: paceOf(context),
      })
      const client = await context.connect()
      const channel = await client.call('notify.set', { channel: context.positionals[0] ?? '', ...wanted })
      return { value: channel, text: listed([context.said(channel)]) }
    },
  },
  list: {
    usage: '',
    summary: 'where notices are sent to, and how that goes',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      const channels = await client.call('notify.list', {})
      return { value: channels, text: listed(context.said(channels)) }
    },
  },
  test: {
    usage: 'NAME',
    summary: 'send a message there now',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const channel = await client.call('notify.test', { channel: context.positionals[0] ?? '' })
      return { value: channel, text: `“${channel.name}” took the message.` }
    },
  },
  remove: {
    usage: 'NAME',
    summary: 'send nothing there any more, and forget its secret',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const removed = await client.call('notify.remove', { channel: context.positionals[0] ?? '' })
      return { value: removed, text: `Nothing is sent to “${removed.name}” any more.` }
    },
  },
}
