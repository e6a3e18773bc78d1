import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { given, table, whole, type Command } from './command.ts'
import { moment } from './moment.ts'

/** `2027-11-20 08:15:03` of an instant, in UTC. */
const second = (instant: string): string => instant.slice(0, 19).replace('T', ' ')

const row = ({ at, via, session, device, person, method, about, outcome }: AuditEntry): string[] => [
  second(at),
  device === null ? (session === null ? via : `${via} ${session}`) : `${via} ${device}`,
  person ?? '',
  method,
  about.join(', '),
  outcome,
]

export const auditCommand: Command = {
  usage: '[--since TIME] [--limit N]',
  summary: 'who changed something here, exported a key or gave a wrong passphrase: when, from where, and how it ended',
  options: { since: { type: 'string' }, limit: { type: 'string' } },
  words: [0, 0],
  async run(context) {
    const filter = given({ since: moment(context, 'since'), limit: whole(context, 'limit') })
    const client = await context.connect()
    const list = await client.call('audit.list', filter)
    const rows = list.toReversed().map(row)
    const none = 'Nothing was done yet.'
    return {
      value: list,
      text: rows.length === 0 ? none : table(['AT', 'FROM', 'WHO', 'WHAT', 'ABOUT', 'OUTCOME'], rows),
    }
  },
}
