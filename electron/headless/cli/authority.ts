import type { Authority } from '../../../shared/contract/authority.ts'
import { grouped, KeyType } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { day, given, required, table, text, whole, type Command } from './command.ts'
import { writeOutput } from './files.ts'

function describe(authority: Authority): string {
  return [
    `${authority.name} (${authority.kind})`,
    `  subject      ${authority.subject}`,
    `  fingerprint  ${grouped(authority.fingerprint)}`,
    `  key          ${authority.keyType}`,
    `  valid        ${day(authority.notBefore)} to ${day(authority.notAfter)}`,
    `  certificates ${authority.counts.issued} issued, ${authority.counts.revoked} revoked`,
    ...(authority.pem === undefined ? [] : ['', authority.pem.trimEnd()]),
  ].join('\n')
}

export const authorityCommands: Readonly<Record<string, Command>> = {
  create: {
    usage: '--name NAME [--key rsa3072|rsa4096|p256|p384] [--days N]',
    summary: 'create an authority',
    options: { name: { type: 'string' }, key: { type: 'string' }, days: { type: 'string' } },
    words: [0, 0],
    async run(context) {
      const name = required(context, 'name')
      if (context.passphrase === undefined) throw new AppError('authority/passphrase-required')
      const client = await context.connect()
      const authority = await client.call('authority.create', {
        name,
        passphrase: context.passphrase,
        ...given({ key: text(context, 'key') as KeyType | undefined, days: whole(context, 'days') }),
      })
      return { value: authority, text: describe(authority) }
    },
  },
  list: {
    usage: '',
    summary: 'list the authorities',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      const list = await client.call('authority.list', {})
      const rows = list.map((one) => [one.name, one.kind, one.keyType, day(one.notAfter), String(one.counts.issued)])
      return { value: list, text: table(['NAME', 'KIND', 'KEY', 'ENDS', 'ISSUED'], rows) }
    },
  },
  show: {
    usage: '[NAME] [--pem]',
    summary: 'show an authority',
    options: { pem: { type: 'boolean' } },
    words: [0, 1],
    async run(context) {
      const client = await context.connect()
      const authority = await client.call('authority.show', {
        ...given({ authority: context.positionals[0] }),
        pem: context.values['pem'] === true,
      })
      return { value: authority, text: describe(authority) }
    },
  },
  crl: {
    usage: '[NAME] --out FILE [--der]',
    summary: 'sign and write the certificate revocation list',
    options: { out: { type: 'string' }, der: { type: 'boolean' } },
    words: [0, 1],
    async run(context) {
      const file = required(context, 'out')
      const client = await context.connect()
      const { base64, number, nextUpdate, entries } = await client.call('authority.crl', {
        ...given({ authority: context.positionals[0], passphrase: context.passphrase }),
        format: context.values['der'] === true ? 'der' : 'pem',
      })
      await writeOutput(file, Buffer.from(base64, 'base64'))
      return {
        value: { file, number, nextUpdate, entries },
        text: `${file}: revocation list ${number} with ${entries} entries, next update ${day(nextUpdate)}`,
      }
    },
  },
}
