import { table, UsageError, type Command, type CommandContext, type Commands } from './command.ts'

/** `2027-11-20 08:15` of an instant, in UTC. */
const minute = (instant: string): string => instant.slice(0, 16).replace('T', ' ')

/** A new address of the interface; `endSessions` ends those that were let in before. */
export async function newAddress(context: CommandContext, endSessions: boolean) {
  const { client } = await context.follow()
  const { url } = await client.call('app.entrance', { endSessions })
  return { value: { url }, text: `${url}\nThe address lets one browser on this computer in, once.` }
}

const list: Command = {
  usage: '',
  summary: 'browsers that were let into the interface, and when their sessions end',
  options: {},
  words: [0, 0],
  async run(context) {
    const { client } = await context.follow()
    const sessions = await client.call('session.list', {})
    const rows = sessions.map((one) => [
      one.id,
      one.open > 0 ? `${one.open} open` : 'no tab',
      minute(one.enteredAt),
      minute(one.lastUsedAt),
      minute(one.endsAt),
      one.device === null ? (one.browser ?? 'unknown') : `${one.device}: ${one.browser ?? 'unknown'}`,
    ])
    return {
      value: sessions,
      text:
        rows.length === 0 ? 'No browser is let in.' : table(['ID', 'TABS', 'ENTERED', 'USED', 'ENDS', 'BROWSER'], rows),
    }
  },
}

const end: Command = {
  usage: 'ID | --all',
  summary: 'end a session, or all of them, at once',
  options: { all: { type: 'boolean' } },
  words: [0, 1],
  async run(context) {
    const [id] = context.positionals
    const all = context.values['all'] === true
    if ((id === undefined) !== all) throw new UsageError('give ID or --all')
    const { client } = await context.follow()
    if (id === undefined) {
      const { ended } = await client.call('session.endAll', {})
      return { value: { ended }, text: `${ended === 1 ? '1 session' : `${ended} sessions`} ended.` }
    }
    await client.call('session.end', { id })
    return { value: { ended: 1 }, text: 'The session is ended.' }
  },
}

const create: Command = {
  usage: '[--end-others]',
  summary: 'a new address of the interface that lets one browser in, once; with --end-others all open sessions end',
  options: { 'end-others': { type: 'boolean' } },
  words: [0, 0],
  run: (context) => newAddress(context, context.values['end-others'] === true),
}

/** Who may use the interface in a browser. */
export const sessionsCommands: Commands = { list, end, new: create }
