import type { UpdateStatus } from '../../../shared/contract/update.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { given, onOff, text, type Commands } from './command.ts'

function describe({ check, current, newer, checkedAt, problem }: Texts<UpdateStatus>): string {
  const choice = check === null ? 'not chosen yet: vestibule update settings --check on|off' : check ? 'on' : 'off'
  return [
    newer
      ? `Vestibule ${newer.version} is there since ${newer.released.slice(0, 10)}: ${newer.summary}`
      : checkedAt === null
        ? `Vestibule ${current}; it was not looked for newer versions yet.`
        : `Vestibule ${current} is the newest version.`,
    `looked: ${checkedAt ?? 'never'}; once a day: ${choice}`,
    ...(problem === null ? [] : [problem.message, problem.remedy]),
  ].join('\n')
}

/** Newer versions are told, never installed. */
export const updateCommands: Commands = {
  check: {
    usage: '',
    summary: 'look for a newer version now; ends with 3 when it could not be told',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      const status = await client.call('update.check', {})
      const answer = { value: status, text: describe(context.said(status)) }
      return status.problem === null ? answer : { ...answer, status: 3 }
    },
  },
  settings: {
    usage: '[--check on|off] [--from URL|default]',
    summary: 'whether it is looked for a newer version once a day; nothing is sent but the request',
    options: { check: { type: 'string' }, from: { type: 'string' } },
    words: [0, 0],
    async run(context) {
      const check = onOff(context, 'check')
      const client = await context.connect()
      const address = text(context, 'from')
      const changes = given({ check, from: address === 'default' ? null : address })
      const isChange = check !== undefined || address !== undefined
      const status = await (isChange ? client.call('update.set', changes) : client.call('update.show', {}))
      return { value: status, text: describe(context.said(status)) }
    },
  },
}
