import type { Client } from '../../../shared/client.ts'
import type { Authority, Imported, StaleList } from '../../../shared/contract/authority.ts'
import { grouped, KeyType } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { isListOf } from '../../engine/authority/own-list.ts'
import {
  day,
  given,
  required,
  table,
  text,
  texts,
  UsageError,
  whole,
  type Answer,
  type Command,
  type CommandContext,
} from './command.ts'
import { forceOption, readFolder, readNamed, readSecret, writeOutput } from './files.ts'
import { longWork } from './long-work.ts'

/** In words, since everything else about such an authority looks in order. */
function outOfDate({ entries, nextUpdate }: NonNullable<Authority['crl']>, staleList: StaleList): string[] {
  const now =
    staleList === 'refuse'
      ? 'everybody of this authority is refused until a newer one is here'
      : 'the last list goes on counting: whoever was revoked since then still gets in'
  return [
    `  list         OUT OF DATE since ${nextUpdate} (${entries} entries); ${now}`,
    '               get the newer one: vestibule authority trust --cert FILE --crl FILE',
  ]
}

function describeList({ kind, crl, staleList }: Authority): string[] {
  if (!crl) return []
  if (kind === 'own') {
    return crl.pending ? ['  list         a revocation waits to be signed: vestibule authority crl --out FILE'] : []
  }
  const then = staleList === 'refuse' ? 'then everybody of it is refused' : 'then the last list counts'
  if (Date.parse(crl.nextUpdate) <= Date.now()) return outOfDate(crl, staleList)
  return [`  list         ${crl.entries} entries, good until ${crl.nextUpdate}; ${then}`]
}

/** Where its list is published, and who answers there. */
async function describePublication(client: Client, { id, kind }: Authority): Promise<string[]> {
  if (kind !== 'own') return []
  const { url, site, proposal } = await client.call('authority.publication', { authority: id })
  if (url === null) {
    return proposal === null ? [] : [`  list         published nowhere; a site would answer at ${proposal}`]
  }
  const who = site === null ? 'put it there yourself, and again when it changes' : `the site “${site}” answers there`
  return [`  list         published at ${url}: ${who}`]
}

function describe(authority: Authority, published: readonly string[] = []): string {
  return [
    `${authority.name} (${authority.kind}${authority.usual ? ', the usual one for new devices and sites' : ''})`,
    `  subject      ${authority.subject}`,
    `  fingerprint  ${grouped(authority.fingerprint)}`,
    `  key          ${authority.keyType}`,
    `  valid        ${day(authority.notBefore)} to ${day(authority.notAfter)}`,
    `  certificates ${authority.counts.issued} issued, ${authority.counts.revoked} revoked`,
    ...describeList(authority),
    ...published,
    ...(authority.pem === undefined ? [] : ['', authority.pem.trimEnd()]),
  ].join('\n')
}

/** What came in, and what could not be used. */
function answer(context: CommandContext, { authority, ...counts }: Imported): Answer {
  const lines = [
    describe(authority),
    `  came along   ${counts.devices} devices (${counts.keys} with their key), ${counts.servers} servers, ${counts.revoked} revoked`,
    ...context
      .said(counts.problems)
      .map((one) => `${one.file === '' ? '' : `${one.file}: `}${one.message} ${one.remedy}`),
  ]
  return { value: { ...authority, imported: counts }, text: lines.join('\n') }
}

/** `--cert FILE --key FILE`, `--p12 FILE` or `--folder DIR`: exactly one of the three. @throws UsageError */
async function importFiles(context: CommandContext): Promise<{ name: string; base64: string }[]> {
  const [cert, key, p12, folder] = ['cert', 'key', 'p12', 'folder'].map((name) => text(context, name))
  const ways = [cert ?? key, p12, folder].filter((way) => way !== undefined)
  if (ways.length !== 1) throw new UsageError('give --cert FILE --key FILE, or --p12 FILE, or --folder DIR')
  if (folder !== undefined) return readFolder(folder)
  if (p12 !== undefined) return [await readNamed(p12)]
  return [await readNamed(required(context, 'cert')), await readNamed(required(context, 'key'))]
}

export const authorityCommands: Readonly<Record<string, Command>> = {
  create: {
    usage:
      '--name NAME [--key rsa2048|rsa3072|rsa4096|p256|p384] [--days N] [--parent NAME] [--constraint NAME-OR-NETWORK]…',
    summary: 'create an authority, or an intermediate below one',
    options: {
      name: { type: 'string' },
      key: { type: 'string' },
      days: { type: 'string' },
      parent: { type: 'string' },
      constraint: { type: 'string', multiple: true },
    },
    words: [0, 0],
    async run(context) {
      const name = required(context, 'name')
      if (context.passphrase === undefined) throw new AppError('authority/passphrase-required')
      const client = await context.connect()
      const authority = await client.call('authority.create', {
        name,
        passphrase: context.passphrase,
        ...given({
          key: text(context, 'key') as KeyType | undefined,
          days: whole(context, 'days'),
          parent: text(context, 'parent'),
          constraints: texts(context, 'constraint'),
        }),
      })
      return { value: authority, text: describe(authority) }
    },
  },
  import: {
    usage:
      '(--cert FILE --key FILE | --p12 FILE | --folder DIR) [--name NAME] [--key-passphrase-file FILE] [--allow-no-mac]',
    summary: 'take over an authority with its key and what it issued',
    options: {
      cert: { type: 'string' },
      key: { type: 'string' },
      p12: { type: 'string' },
      folder: { type: 'string' },
      name: { type: 'string' },
      'key-passphrase-file': { type: 'string' },
      'allow-no-mac': { type: 'boolean' },
    },
    words: [0, 0],
    async run(context) {
      const files = await importFiles(context)
      const secret = text(context, 'key-passphrase-file')
      const password = secret === undefined ? undefined : await readSecret(secret)
      const client = await context.connect()
      const wanted = {
        files,
        allowNoMac: context.values['allow-no-mac'] === true,
        ...given({ name: text(context, 'name'), password, passphrase: context.passphrase }),
      }
      return answer(
        context,
        await longWork(context, client, (runId) => client.call('authority.import', { ...wanted, runId })),
      )
    },
  },
  trust: {
    usage: '--cert FILE [--crl FILE] [--name NAME]',
    summary: 'know an authority without its key',
    options: { cert: { type: 'string' }, crl: { type: 'string' }, name: { type: 'string' } },
    words: [0, 0],
    async run(context) {
      const crl = text(context, 'crl')
      const wanted = {
        files: [await readNamed(required(context, 'cert'))],
        ...given({ crl: crl === undefined ? undefined : await readNamed(crl), name: text(context, 'name') }),
      }
      const client = await context.connect()
      return answer(context, await client.call('authority.trust', wanted))
    },
  },
  renew: {
    usage: '[NAME] [--days N]',
    summary: 'give an authority a new certificate with the same key and subject',
    options: { days: { type: 'string' } },
    words: [0, 1],
    async run(context) {
      const client = await context.connect()
      const authority = await client.call(
        'authority.renew',
        given({ authority: context.positionals[0], days: whole(context, 'days'), passphrase: context.passphrase }),
      )
      return { value: authority, text: describe(authority) }
    },
  },
  remove: {
    usage: 'NAME',
    summary: 'forget an authority that nothing needs',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const [name = ''] = context.positionals
      return { value: await client.call('authority.remove', { authority: name }), text: `${name} is removed.` }
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
      const rows = list.map((one) => [
        one.name,
        one.usual ? `${one.kind}, usual` : one.kind,
        one.keyType,
        day(one.notAfter),
        String(one.counts.issued),
      ])
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
      return { value: authority, text: describe(authority, await describePublication(client, authority)) }
    },
  },
  set: {
    usage: '[NAME] [--crl-url URL|none] [--stale-list go-on|refuse] [--unknown-certificates hold|let-in] [--usual]',
    summary:
      'name the address of the revocation list in what is issued from now on; say what happens when the list of a trusted one is out of date, and to certificates of an own one that are not known here; --usual: new devices and sites are of this one',
    options: {
      'crl-url': { type: 'string' },
      'stale-list': { type: 'string' },
      'unknown-certificates': { type: 'string' },
      usual: { type: 'boolean' },
    },
    words: [0, 1],
    async run(context) {
      const url = text(context, 'crl-url')
      const stale = text(context, 'stale-list')
      const unknown = text(context, 'unknown-certificates')
      const usual = context.values['usual'] === true ? (true as const) : undefined
      if ([url, stale, unknown, usual].every((value) => value === undefined)) {
        throw new UsageError('give --crl-url, --stale-list, --unknown-certificates or --usual')
      }
      if (unknown !== undefined && unknown !== 'hold' && unknown !== 'let-in') {
        throw new UsageError('--unknown-certificates must be hold or let-in')
      }
      const client = await context.connect()
      const authority = await client.call('authority.set', {
        ...given({
          authority: context.positionals[0],
          crlUrl: url === 'none' ? null : url,
          staleList: stale as StaleList | undefined,
          holdsUnknown: unknown === undefined ? undefined : unknown === 'hold',
          usual,
          passphrase: context.passphrase,
        }),
      })
      return { value: authority, text: describe(authority, await describePublication(client, authority)) }
    },
  },
  use: {
    usage: 'NAME',
    summary: 'make an own authority the usual one: new devices and sites are of it where none is named',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const [name = ''] = context.positionals
      const authority = await client.call('authority.set', { authority: name, usual: true })
      return { value: authority, text: `New devices and sites are of ${authority.name} from now on.` }
    },
  },
  passphrase: {
    usage: '[--new-passphrase-file FILE]',
    summary:
      'change the passphrase (the new one: --new-passphrase-file or VESTIBULE_NEW_PASSPHRASE); backups and snapshots of before open with the old one',
    options: { 'new-passphrase-file': { type: 'string' } },
    words: [0, 0],
    async run(context) {
      const file = text(context, 'new-passphrase-file')
      const newPassphrase = file === undefined ? context.newPassphrase : await readSecret(file)
      if (newPassphrase === undefined) {
        throw new UsageError('give the new passphrase: --new-passphrase-file FILE or VESTIBULE_NEW_PASSPHRASE')
      }
      if (context.passphrase === undefined) throw new AppError('authority/passphrase-required')
      const client = await context.connect()
      const value = await client.call('passphrase.change', { passphrase: context.passphrase, newPassphrase })
      return {
        value,
        text: 'The passphrase is changed. Backups and snapshots made before now still open with the old one.',
      }
    },
  },
  crl: {
    usage: '[NAME] --out FILE [--der] [--force]',
    summary: 'sign and write the certificate revocation list; an older list of the authority is replaced',
    options: { ...forceOption, out: { type: 'string' }, der: { type: 'boolean' } },
    words: [0, 1],
    async run(context) {
      const file = required(context, 'out')
      const client = await context.connect()
      const { base64, number, nextUpdate, entries } = await client.call('authority.crl', {
        ...given({ authority: context.positionals[0], passphrase: context.passphrase }),
        format: context.values['der'] === true ? 'der' : 'pem',
      })
      const { pem = '' } = await client.call('authority.show', {
        ...given({ authority: context.positionals[0] }),
        pem: true,
      })
      await writeOutput(context, file, Buffer.from(base64, 'base64'), (existing) => isListOf(existing, pem))
      return {
        value: { file, number, nextUpdate, entries },
        text: `${file}: revocation list ${number} with ${entries} entries, next update ${day(nextUpdate)}`,
      }
    },
  },
}
