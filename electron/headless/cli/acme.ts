import { AcmeApproval, type AcmeRequestEntry, type AcmeServerStatus } from '../../../shared/contract/acme-server.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { day, given, required, table, text, texts, UsageError, type Commands, type CommandContext } from './command.ts'

const STATES: Readonly<Record<AcmeServerStatus['state'], string>> = {
  off: 'off',
  stopped: 'opens with the program (vestibule serve, or the service)',
  running: 'open',
  failed: 'NOT OPEN',
}

const APPROVALS: Readonly<Record<AcmeApproval, string>> = {
  ask: 'you are asked once for each machine and name',
  names: 'whoever shows that a name is theirs gets a certificate',
  eab: 'holders of a key only (vestibule acme eab add)',
}

function describe(status: Texts<AcmeServerStatus>): string {
  const { directory, listen, names, approve, authority, intermediate, certificate, problem, waiting } = status
  if (directory === null) return 'There is no ACME server. Set one up: vestibule acme serve'
  const signer = intermediate
    ? `${intermediate.name}, until ${day(intermediate.notAfter)}, below ${authority ?? ''}`
    : `${authority ?? ''}, while it is unlocked`
  return [
    `${directory}: ${STATES[status.state]}`,
    ...(problem ? [`  ${problem.message}`, `  ${problem.remedy}`] : []),
    `  listens at   ${listen ?? ''}`,
    `  names        ${names.join(', ')}`,
    `  approval     ${approve === null ? '' : APPROVALS[approve]}`,
    `  signed by    ${signer}`,
    ...(certificate
      ? [`  certificate  of the directory itself until ${day(certificate.notAfter)}, renewed by itself`]
      : []),
    `  waiting      ${waiting}${waiting > 0 ? ': vestibule acme request list' : ''}`,
  ].join('\n')
}

const answer = (context: CommandContext, status: AcmeServerStatus) => ({
  value: status,
  text: describe(context.said(status)),
})

function approval(context: CommandContext): AcmeApproval | undefined {
  const said = text(context, 'approve')
  if (said === undefined) return undefined
  const { success, data } = AcmeApproval.safeParse(said)
  if (!success) throw new UsageError(`--approve must be one of ${AcmeApproval.options.join(', ')}`)
  return data
}

const requestRow = ({ id, address, names, at, contact }: AcmeRequestEntry): string[] => [
  id,
  address,
  names.join(' '),
  at,
  contact.join(' '),
]

/** The house's own ACME server. */
export const acmeCommands: Commands = {
  serve: {
    usage: `--listen ADDR:PORT --host HOST [--names PATTERN…] [--approve ${AcmeApproval.options.join('|')}] [--sign-while-unlocked]`,
    summary: 'give certificates to other machines by ACME, now and after every start, until acme stop',
    options: {
      listen: { type: 'string' },
      host: { type: 'string' },
      names: { type: 'string', multiple: true },
      approve: { type: 'string' },
      'sign-while-unlocked': { type: 'boolean' },
    },
    // Further patterns of --names.
    words: [0, 50],
    async run(context) {
      const { positionals } = context
      const first = texts(context, 'names')
      if (positionals.length > 0 && first === undefined) throw new UsageError(`“${positionals[0] ?? ''}” is too much`)
      const input = {
        listen: required(context, 'listen'),
        host: required(context, 'host'),
        ...given({
          names: first && [...first, ...positionals],
          approve: approval(context),
          passphrase: context.passphrase,
        }),
        signWhileUnlocked: context.values['sign-while-unlocked'] === true,
      }
      const client = await context.connect()
      return answer(context, await client.call('acme.serve', input))
    },
  },
  stop: {
    usage: '',
    summary: 'close the ACME server; accounts, keys and certificates stay',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      return answer(context, await client.call('acme.stop', {}))
    },
  },
  show: {
    usage: '',
    summary: 'show the address of the directory, and how the ACME server stands',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      return answer(context, await client.call('acme.show', {}))
    },
  },
  eab: {
    add: {
      usage: 'NAME',
      summary: 'make a key that lets one machine in unasked (external account binding); it is shown this once',
      options: {},
      words: [1, 1],
      async run(context) {
        const client = await context.connect()
        const key = await client.call('acme.eab.add', { name: context.positionals[0] ?? '' })
        return { value: key, text: `key id (kid)  ${key.kid}\nHMAC key      ${key.hmacKey}` }
      },
    },
    list: {
      usage: '',
      summary: 'list these keys, without their secrets',
      options: {},
      words: [0, 0],
      async run(context) {
        const client = await context.connect()
        const keys = await client.call('acme.eab.list', {})
        const rows = keys.map(({ name, kid, createdAt, used }) => [name, kid, day(createdAt), used ? 'used' : ''])
        return { value: keys, text: table(['NAME', 'KID', 'SINCE', ''], rows) }
      },
    },
    remove: {
      usage: 'NAME',
      summary: 'forget a key; an account that was made with it stays',
      options: {},
      words: [1, 1],
      async run(context) {
        const client = await context.connect()
        const removed = await client.call('acme.eab.remove', { name: context.positionals[0] ?? '' })
        return { value: removed, text: `${removed.name} is removed.` }
      },
    },
  },
  request: {
    list: {
      usage: '',
      summary: 'list the machines that wait for your word',
      options: {},
      words: [0, 0],
      async run(context) {
        const client = await context.connect()
        const list = await client.call('acme.request.list', {})
        return { value: list, text: table(['KEY', 'FROM', 'NAMES', 'SINCE', 'CONTACT'], list.map(requestRow)) }
      },
    },
    allow: {
      usage: 'KEY',
      summary: 'let this machine have certificates for these names, also when it renews them',
      options: {},
      words: [1, 1],
      async run(context) {
        const client = await context.connect()
        const entry = await client.call('acme.request.allow', { id: context.positionals[0] ?? '' })
        return { value: entry, text: `${entry.address} gets a certificate for ${entry.names.join(', ')}.` }
      },
    },
    refuse: {
      usage: 'KEY',
      summary: 'refuse this machine these names, now and when it asks again',
      options: {},
      words: [1, 1],
      async run(context) {
        const client = await context.connect()
        const entry = await client.call('acme.request.refuse', { id: context.positionals[0] ?? '' })
        return { value: entry, text: `${entry.address} gets no certificate for ${entry.names.join(', ')}.` }
      },
    },
  },
}
