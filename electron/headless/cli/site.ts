import fs from 'node:fs/promises'
import path from 'node:path'
import { observes } from '../../../shared/access/decide.ts'
import type { ExportTarget } from '../../../shared/contract/site-export.ts'
import type { Site, SiteMode } from '../../../shared/contract/site.ts'
import { shownHost } from '../../../shared/host-names.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { siteVerdict } from '../../../shared/verdict/site-verdict.ts'
import { writeFolder } from '../../engine/store/write-folder.ts'
import {
  day,
  given,
  onOff,
  required,
  table,
  text,
  texts,
  UsageError,
  type Command,
  type CommandContext,
  type Commands,
} from './command.ts'
import { forceOption, isForced, readAsText, readSecret } from './files.ts'
import { loginCommand } from './login.ts'
import { ruleCommands } from './rule.ts'
import { describeAcme, siteCertificateCommand } from './site-certificate.ts'
import { siteVerdictFor } from './verdict.ts'
import { describeOptions, siteOptionFields, siteOptions, siteOptionsUsage } from './site-options.ts'

function describeFiles({ certificateFiles: files }: Texts<Site>): string[] {
  if (!files) return []
  const lines = [`  from         ${files.cert}, watched`]
  return files.problem
    ? [...lines, `  not used     ${files.problem.message}`, `               ${files.problem.remedy}`]
    : lines
}

function describeStatus({ certificate: { ocsp } }: Texts<Site>): string[] {
  if (!ocsp) return []
  const told = ocsp.until === null ? [] : [`  status       good, stapled until ${ocsp.until}`]
  return ocsp.problem
    ? [...told, `  status       ${ocsp.problem.message}`, `               ${ocsp.problem.remedy}`]
    : told
}

/** Why nobody gets through to what is behind the door, although devices are let in. */
function describeBehind(site: Site, said: CommandContext['said']): string[] {
  return siteVerdict(site).concerns.flatMap(({ state, reason }) => {
    if (state !== 'nobody-gets-through' || reason === null) return []
    const { message, remedy } = said(reason)
    return [`  BEHIND       ${message}`, `               ${remedy}`]
  })
}

function describe(plain: Site, said: CommandContext['said']): string {
  const site = said(plain)
  return [
    `${site.name}: ${site.state}`,
    `  address      ${site.url}`,
    `  hosts        ${site.hosts.map(shownHost).join(', ')}`,
    `  listens on   ${site.listen}`,
    `  upstream     ${site.upstream}`,
    ...describeOptions(site),
    `  mode         ${site.mode}${observes(site) ? ', but only observing: everybody gets in' : ''}`,
    ...site.warnings.map((warning) => `  WARNING      ${warning.message} ${warning.remedy}`),
    ...describeBehind(plain, said),
    `  certificate  ${site.certificate.source}, ends ${day(site.certificate.notAfter)}`,
    ...describeAcme(plain, said),
    ...describeStatus(site),
    ...describeFiles(site),
    ...(site.rules.length === 0 ? [] : [`  rules        ${site.rules.map((rule) => rule.path).join(', ')}`]),
    ...(site.problem === null
      ? []
      : [`  problem      ${site.problem.message}`, `               ${site.problem.remedy}`]),
  ].join('\n')
}

/** The state of a site in one or two words; what the owner chose is told as it is. */
function stateOf(site: Site): string {
  const { state } = siteVerdict(site)
  if (state === 'works') return site.state
  return state === 'does-not-run' ? site.state : state.replaceAll('-', ' ')
}

const options = {
  host: { type: 'string', multiple: true },
  listen: { type: 'string' },
  upstream: { type: 'string' },
  mode: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  'key-password-file': { type: 'string' },
  'public-upstream': { type: 'string' },
  authority: { type: 'string', multiple: true },
  signer: { type: 'string' },
  contact: { type: 'string' },
  'ignore-case': { type: 'string' },
  ...siteOptions,
  observe: { type: 'string' },
} as const

const fields = async (context: CommandContext) => {
  const cert = text(context, 'cert')
  const key = text(context, 'key')
  return given({
    mode: text(context, 'mode') as SiteMode | undefined,
    publicUpstream: text(context, 'public-upstream'),
    authorities: texts(context, 'authority'),
    signer: text(context, 'signer'),
    contact: text(context, 'contact'),
    ignoreCase: onOff(context, 'ignore-case'),
    observe: onOff(context, 'observe'),
    passphrase: context.passphrase,
    ...(await certificateFields(context, cert, key)),
  })
}

/**
 * Files are named, so that the app sees when they are renewed; what comes through a pipe, or needs a password, can only be
 * copied. Without `--key` the key is in the same file: a .pfx, or PEM with both.
 */
async function certificateFields(context: CommandContext, cert: string | undefined, key: string | undefined) {
  const passwordFile = text(context, 'key-password-file')
  if (cert === undefined) {
    if (key !== undefined) throw new UsageError('--cert and --key go together')
    if (passwordFile !== undefined) throw new UsageError('--key-password-file goes with --cert')
    return {}
  }
  const certPem = await readAsText(cert)
  const keyPem = key === undefined || key === cert ? '' : await readAsText(key)
  if (passwordFile !== undefined) {
    return { certificate: { certPem, keyPem, password: await readSecret(passwordFile) } }
  }
  const files = await Promise.all([cert, key ?? cert].map(async (file) => (await fs.stat(file)).isFile()))
  if (files.includes(false)) return { certificate: { certPem, keyPem } }
  return { certificateFiles: { cert: path.resolve(cert), key: path.resolve(key ?? cert) } }
}

const usage = `[--mode required|pages|optional|off] [--cert FILE [--key FILE] [--key-password-file FILE]] [--public-upstream URL] [--authority NAME]… [--signer NAME] [--contact TEXT] [--ignore-case on|off] [--observe on|off] ${siteOptionsUsage}`
/** A command on one site that answers with it. */
function onSite(method: 'site.show' | 'site.start' | 'site.stop', summary: string): Command {
  return {
    usage: 'NAME',
    summary,
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const site = await client.call(method, { site: context.positionals[0] ?? '' })
      return {
        value: { ...site, verdict: siteVerdictFor(site, context.said) },
        text: describe(site, context.said),
      }
    },
  }
}

export const siteCommands: Commands = {
  rule: ruleCommands,
  login: loginCommand,
  add: {
    usage: `NAME --host HOST… --listen ADDR:PORT --upstream URL ${usage}`,
    summary: 'put a locked door in front of a device',
    options,
    words: [1, 1],
    async run(context) {
      const hosts = texts(context, 'host')
      if (hosts === undefined) throw new UsageError('--host is missing')
      const upstream = required(context, 'upstream')
      const input = {
        name: context.positionals[0] ?? '',
        hosts,
        listen: required(context, 'listen'),
        upstream,
        ...(await fields(context)),
      }
      const client = await context.connect()
      const site = await client.call('site.add', {
        ...input,
        ...(await siteOptionFields(context, client, { upstream, upstreamTls: null })),
      })
      return { value: site, text: describe(site, context.said) }
    },
  },
  set: {
    usage: `NAME [--host HOST…] [--listen ADDR:PORT] [--upstream URL] ${usage}`,
    summary: 'change a site',
    options,
    words: [1, 1],
    async run(context) {
      const input = {
        site: context.positionals[0] ?? '',
        ...given({
          hosts: texts(context, 'host'),
          listen: text(context, 'listen'),
          upstream: text(context, 'upstream'),
        }),
        ...(await fields(context)),
      }
      const client = await context.connect()
      const before = await client.call('site.show', { site: input.site })
      const upstream = text(context, 'upstream') ?? before.upstream
      const site = await client.call('site.set', {
        ...input,
        ...(await siteOptionFields(context, client, { upstream, upstreamTls: before.upstreamTls })),
      })
      return { value: site, text: describe(site, context.said) }
    },
  },
  list: {
    usage: '',
    summary: 'list the sites',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      const list = await client.call('site.list', {})
      const rows = list.map((one) => [one.name, stateOf(one), one.url, one.upstream, one.mode])
      const wants = list.flatMap((one) =>
        siteVerdict(one).concerns.flatMap(({ needsOwner, reason }) => {
          if (!needsOwner || reason === null) return []
          const { message, remedy } = context.said(reason)
          return [`${one.name}: ${message} ${remedy}`]
        }),
      )
      const overview = table(['NAME', 'STATE', 'ADDRESS', 'UPSTREAM', 'MODE'], rows)
      const value = list.map((one) => ({ ...one, verdict: siteVerdictFor(one, context.said) }))
      return { value, text: wants.length === 0 ? overview : [overview, '', ...wants].join('\n') }
    },
  },
  certificate: siteCertificateCommand,
  show: onSite('site.show', 'show a site'),
  start: onSite('site.start', 'open a site'),
  stop: onSite('site.stop', 'close a site'),
  remove: {
    usage: 'NAME',
    summary: 'close and forget a site',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const removed = await client.call('site.remove', { site: context.positionals[0] ?? '' })
      return { value: removed, text: `${context.positionals[0] ?? ''} is removed.` }
    },
  },
  export: {
    usage: 'NAME --for haproxy|nginx|apache|caddy --out DIR [--without-key] [--force]',
    summary: 'write the site down for another server',
    options: { ...forceOption, for: { type: 'string' }, out: { type: 'string' }, 'without-key': { type: 'boolean' } },
    words: [1, 1],
    async run(context) {
      const folder = required(context, 'out')
      const input = {
        site: context.positionals[0] ?? '',
        target: required(context, 'for') as ExportTarget,
        secrets: context.values['without-key'] === true ? ('left-out' as const) : ('included' as const),
        ...given({ passphrase: context.passphrase }),
      }
      const client = await context.connect()
      const written = await client.call('site.export', input)
      const files = written.files.map(({ path, base64, secret }) => ({
        path,
        content: Buffer.from(base64, 'base64'),
        secret,
      }))
      await writeFolder(folder, files, { overwrite: isForced(context) })
      const { target, complete, cannot, commands } = written
      const lines = [
        `${folder}: ${files.length} files for ${target}. In that folder:`,
        ...commands.map((command) => `  ${command}`),
        ...(complete ? [] : ['The private key is not among them.']),
        'What is not the same:',
        ...context.said(cannot).map((one) => `  - ${one}`),
      ]
      return {
        value: { folder, target, files: files.map((file) => file.path), complete, cannot, commands },
        text: lines.join('\n'),
      }
    },
  },
}
