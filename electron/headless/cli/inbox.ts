import type { TransportName } from '../../../shared/contract/method.ts'
import { table, type Commands } from './command.ts'

/** Where wrong passphrases came from. */
const SOURCES: Readonly<Record<TransportName, string>> = {
  direct: 'the command line',
  local: 'the command line',
  window: 'the window',
  browser: 'a browser',
  page: 'a browser',
}

/** What wants the owner at the doors. */
export const inboxCommands: Commands = {
  list: {
    usage: '',
    summary: 'devices that were refused, requests for a new certificate, and wrong passphrases',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      const list = await client.call('inbox.list', {})
      const rows = list.map((one) =>
        one.kind === 'passphrase'
          ? [one.at, SOURCES[one.via], '', `wrong passphrase, ${one.count} times`, '', one.key]
          : [
              one.at,
              one.deviceName ?? one.subject ?? '',
              one.siteName ?? '',
              one.kind === 'renewal'
                ? 'asks for a new certificate'
                : `${one.outcome}${one.verifyCode ? ` (${one.verifyCode})` : ''}`,
              one.renewed ? 'renewed: carry it over' : '',
              one.key,
            ],
      )
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
