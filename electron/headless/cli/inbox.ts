import { table, type Commands } from './command.ts'

/** What wants the owner at the doors. */
export const inboxCommands: Commands = {
  list: {
    usage: '',
    summary: 'devices that were refused, and requests for a new certificate',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      const list = await client.call('inbox.list', {})
      const rows = list.map((one) => [
        one.at,
        one.deviceName ?? one.subject ?? '',
        one.siteName ?? '',
        one.kind === 'renewal'
          ? 'asks for a new certificate'
          : `${one.outcome}${one.verifyCode ? ` (${one.verifyCode})` : ''}`,
        one.renewed ? 'renewed: carry it over' : '',
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
