import type { Input } from '../../../shared/contract/index.ts'
import { grouped } from '../../../shared/contract/common.ts'
import type { Server, ServerKeyType } from '../../../shared/contract/server.ts'
import { day, given, table, text, texts, UsageError, whole, type Command, type CommandContext } from './command.ts'
import { readAsText } from './files.ts'
import { serverExportCommand } from './server-export.ts'

function describe(server: Server): string {
  return [
    `${server.name}: ${server.status}`,
    `  opened as    ${server.hosts.join(', ')}`,
    `  serial       ${grouped(server.serial)}`,
    `  fingerprint  ${grouped(server.fingerprint)}`,
    `  valid        ${day(server.notBefore)} to ${day(server.notAfter)}`,
    `  key          ${server.keyType}${server.hasKey ? '' : ', on the machine'}`,
  ].join('\n')
}

const name = ({ positionals }: CommandContext): string => positionals[0] ?? ''

/** A certificate request in a file; undefined where none is given. @throws AppError app/file-unreadable */
async function request(context: CommandContext): Promise<string | undefined> {
  const file = text(context, 'csr')
  return file === undefined ? undefined : readAsText(file)
}

export const serverCommands: Readonly<Record<string, Command>> = {
  add: {
    usage: 'NAME --host HOST… [--csr FILE] [--key p256|rsa2048] [--days N] [--authority NAME]',
    summary: 'make a server certificate for another machine, which you carry there yourself',
    options: {
      host: { type: 'string', multiple: true },
      csr: { type: 'string' },
      key: { type: 'string' },
      days: { type: 'string' },
      authority: { type: 'string' },
    },
    words: [1, 1],
    async run(context) {
      const hosts = texts(context, 'host')
      const csr = await request(context)
      if (hosts === undefined && csr === undefined) throw new UsageError('--host is missing')
      const key = text(context, 'key') as ServerKeyType | undefined
      if (csr !== undefined && key !== undefined) throw new UsageError('with --csr the key is made on the machine')
      const client = await context.connect()
      const server = await client.call('server.add', {
        name: name(context),
        ...given({
          hosts,
          csr,
          key,
          days: whole(context, 'days'),
          authority: text(context, 'authority'),
          passphrase: context.passphrase,
        }),
      })
      return { value: server, text: describe(server) }
    },
  },
  list: {
    usage: '',
    summary: 'list the machines with a certificate that was made by hand',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      const list = await client.call('server.list', {})
      const rows = list.map((one) => [one.name, one.hosts.join(' '), one.status, day(one.notAfter), one.serial])
      return { value: list, text: table(['NAME', 'OPENED AS', 'STATUS', 'ENDS', 'SERIAL'], rows) }
    },
  },
  show: {
    usage: 'NAME',
    summary: 'show a machine and the history of its certificates',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const server = await client.call('server.show', { server: name(context) })
      const rows = server.certificates.map((one) => [
        one.serial,
        day(one.issuedAt),
        day(one.notAfter),
        one.revokedAt === null ? '' : `revoked ${day(one.revokedAt)} (${one.revocationReason ?? 'unspecified'})`,
      ])
      return { value: server, text: `${describe(server)}\n\n${table(['SERIAL', 'ISSUED', 'ENDS', ''], rows)}` }
    },
  },
  renew: {
    usage: 'NAME [--new-key | --csr FILE] [--days N]',
    summary: 'make a new certificate; the old one stays good until it ends or is revoked',
    options: { 'new-key': { type: 'boolean' }, csr: { type: 'string' }, days: { type: 'string' } },
    words: [1, 1],
    async run(context) {
      const newKey = context.values['new-key'] === true
      const csr = await request(context)
      if (newKey && csr !== undefined) throw new UsageError('give --new-key or --csr, not both')
      const client = await context.connect()
      const server = await client.call('server.renew', {
        server: name(context),
        newKey,
        ...given({ csr, days: whole(context, 'days'), passphrase: context.passphrase }),
      })
      return { value: server, text: `${describe(server)}\nCarry it over: vestibule server export` }
    },
  },
  revoke: {
    usage: 'NAME [--reason key-compromise|superseded|cessation|unspecified]',
    summary: 'revoke all certificates of a machine; whoever reads the revocation list refuses them',
    options: { reason: { type: 'string' } },
    words: [1, 1],
    async run(context) {
      const reason = text(context, 'reason') as Input<'server.revoke'>['reason']
      const client = await context.connect()
      const server = await client.call('server.revoke', { server: name(context), ...given({ reason }) })
      return { value: server, text: describe(server) }
    },
  },
  remove: {
    usage: 'NAME',
    summary: 'revoke and forget a machine',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const removed = await client.call('server.remove', { server: name(context) })
      return { value: removed, text: `${name(context)} is removed; its certificates are revoked.` }
    },
  },
  export: serverExportCommand,
}
