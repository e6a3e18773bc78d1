import type { InboxEntry } from '../../../shared/contract/inbox.ts'
import type { TransportName } from '../../../shared/contract/method.ts'
import { table, type Commands } from './command.ts'
import type { Texts } from '../../../shared/messages/json.ts'

/** Where wrong passphrases came from. */
const SOURCES: Readonly<Record<TransportName, string>> = {
  direct: 'the command line',
  local: 'the command line',
  window: 'the window',
  browser: 'a browser',
  device: 'a device, through the gate',
  page: 'a browser',
}

/** Who it is about, at which site, what happened, and what can be done. */
function describe(entry: Texts<InboxEntry>): [who: string, site: string, what: string, next: string] {
  switch (entry.kind) {
    case 'passphrase':
      return [SOURCES[entry.via], '', `wrong passphrase, ${entry.count} times`, '']
    case 'acme':
      return [
        entry.address,
        '',
        `wants a certificate for ${entry.names.join(', ')}`,
        `acme request allow|refuse ${entry.id}`,
      ]
    case 'set-back':
      return ['', '', entry.problem.message, entry.problem.remedy]
    case 'held': {
      const next = `device admit ${entry.fingerprint}, or device revoke --fingerprint`
      return [entry.subject, entry.siteName ?? '', 'not known here', next]
    }
    case 'renewal':
    case 'refused': {
      const code = entry.verifyCode ? ` (${entry.verifyCode})` : ''
      const what = entry.kind === 'renewal' ? 'asks for a new certificate' : `${entry.outcome}${code}`
      const who = entry.deviceName ?? entry.subject ?? ''
      return [who, entry.siteName ?? '', what, entry.renewed ? 'renewed: carry it over' : '']
    }
  }
}

/** What wants the owner at the doors. */
export const inboxCommands: Commands = {
  list: {
    usage: '',
    summary: 'refused devices, certificates not known here, requests for one, and wrong passphrases',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      const list = await client.call('inbox.list', {})
      const rows = context.said(list).map((one) => [one.at, ...describe(one), one.key])
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
