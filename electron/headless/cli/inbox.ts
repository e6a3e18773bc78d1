import type { InboxEntry } from '../../../shared/contract/inbox.ts'
import { table, type Commands } from './command.ts'

/** What happened, in a few words. */
function what({ kind, outcome, verifyCode, problem, fingerprint }: InboxEntry): string {
  if (kind === 'renewal') return 'asks for a new certificate'
  if (kind === 'held') return `not known here: device admit ${fingerprint ?? ''}, or device revoke --fingerprint`
  return problem?.message ?? `${outcome ?? ''}${verifyCode ? ` (${verifyCode})` : ''}`
}

/** What wants the owner at the doors. */
export const inboxCommands: Commands = {
  list: {
    usage: '',
    summary: 'devices that were refused, certificates that are not known here, and requests for a new one',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      const list = await client.call('inbox.list', {})
      const rows = list.map((one) => [
        one.at,
        one.deviceName ?? one.subject ?? '',
        one.siteName ?? '',
        what(one),
        one.renewed ? 'renewed: carry it over' : (one.problem?.remedy ?? ''),
        one.key,
      ])
      return { value: list, text: table(['WHEN', 'WHO', 'SITE', 'WHAT', '', 'KEY'], rows) }
    },
  },
  dismiss: {
    usage: 'KEY',
    summary: 'take an entry off that list',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const answer = await client.call('inbox.dismiss', { key: context.positionals[0] ?? '' })
      return { value: answer, text: 'It is off the list.' }
    },
  },
}
