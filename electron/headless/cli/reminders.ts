import path from 'node:path'
import type { Reminder } from '../../../shared/contract/reminder.ts'
import { day, table, text, type Command } from './command.ts'
import { forceOption, writeOutput } from './files.ts'

const STATES: Readonly<Record<Reminder['state'], string>> = {
  ends: 'ends',
  waits: 'waits for the authority to be unlocked',
  ended: 'has ended',
}

/** A calendar that this command wrote (RFC 5545 §3.7.3): calendars are written anew every night. */
function isOurCalendar(existing: Uint8Array): boolean {
  return /^BEGIN:VCALENDAR\r\n[^]*PRODID:-\/\/Vestibule\/\//.test(Buffer.from(existing).toString('latin1'))
}

export const remindersCommand: Command = {
  usage: '[--out FILE.ics [--force]]',
  summary: 'show what ends before long, or write everything that ends into a calendar',
  options: { ...forceOption, out: { type: 'string' } },
  words: [0, 0],
  async run(context) {
    const out = text(context, 'out')
    const client = await context.connect()
    if (out !== undefined) {
      const file = path.resolve(out)
      const { base64, events } = await client.call('reminder.calendar', {})
      await writeOutput(context, file, Buffer.from(base64, 'base64'), isOurCalendar)
      return { value: { file, events }, text: `${file}: a calendar with ${events} dates` }
    }
    const list = await client.call('reminder.list', {})
    const rows = list.map(({ kind, name, at, state }) => [kind, name, day(at), STATES[state]])
    return {
      value: list,
      text: list.length === 0 ? 'Nothing ends before long.' : table(['WHAT', 'NAME', 'ENDS', ''], rows),
    }
  },
}
