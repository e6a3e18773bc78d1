import path from 'node:path'
import { acmeDirectories, dnsServices } from '../../../shared/acme.ts'
import { AcmeChallenge } from '../../../shared/contract/acme.ts'
import type { Input, Output } from '../../../shared/contract/index.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { message } from '../../../shared/messages/message.ts'
import { given, required, text, texts, UsageError, type Command, type CommandContext } from './command.ts'
import { readAsText, readInput } from './files.ts'

type Said = CommandContext['said']
type UseInput = Input<'site.acme.use'>

const ACME_OPTIONS = [
  'challenge',
  'dns',
  'dns-config-file',
  'eab-file',
  'acme-ca',
  'profile',
  'contact',
  'host',
  'wait',
  'check',
]

/** One of the words of a schema. @throws UsageError */
function oneOf<T extends string>(context: CommandContext, name: string, words: readonly T[]): T | undefined {
  const value = text(context, name)
  if (value === undefined) return undefined
  const found = words.find((word) => word === value)
  if (found === undefined) throw new UsageError(`--${name} must be one of ${words.join(', ')}`)
  return found
}

/** A known authority by its name, else the address itself. */
function directoryOf(said: string): string {
  return Object.hasOwn(acmeDirectories, said) ? acmeDirectories[said as keyof typeof acmeDirectories] : said
}

/**
 * An external account as authorities hand it out: two lines, or JSON.
 * @throws AppError acme/eab-unreadable, which never repeats what is in the file
 */
async function readExternalAccount(file: string): Promise<UseInput['external']> {
  const content = (await readInput(file)).toString('utf8').trim()
  const unreadable = (problem: 'parts.acme.notJson' | 'parts.field.invalid'): AppError =>
    new AppError('acme/eab-unreadable', { problem: message(problem) })
  let [kid, hmacKey] = content.split(/\s+/)
  if (content.startsWith('{')) {
    let fields: Record<string, unknown>
    try {
      fields = JSON.parse(content) as Record<string, unknown>
    } catch {
      throw unreadable('parts.acme.notJson')
    }
    const first = (...names: readonly string[]): string =>
      names.map((name) => fields[name]).find((value) => typeof value === 'string') ?? ''
    kid = first('kid', 'keyId', 'eab_kid', 'key_id')
    hmacKey = first('hmacKey', 'hmac', 'key', 'eab_hmac_key', 'b64MacKey')
  }
  const encoded = (hmacKey ?? '').replaceAll('+', '-').replaceAll('/', '_')
  if (!kid || !/^[A-Za-z0-9_-]{16,}={0,2}$/.test(encoded)) throw unreadable('parts.field.invalid')
  return { kid, hmacKey: encoded }
}

async function wishOf(context: CommandContext, site: string, directory: string): Promise<UseInput> {
  const configFile = text(context, 'dns-config-file')
  const eabFile = text(context, 'eab-file')
  const caFile = text(context, 'acme-ca')
  return {
    site,
    directory: directoryOf(directory),
    ...given({
      challenge: oneOf(context, 'challenge', AcmeChallenge.options),
      dns: oneOf(context, 'dns', dnsServices),
      // Never as an argument: others on this computer can read those.
      dnsConfig: configFile === undefined ? undefined : (await readInput(configFile)).toString('utf8'),
      external: eabFile === undefined ? undefined : await readExternalAccount(eabFile),
      authority: caFile === undefined ? undefined : await readAsText(caFile),
      profile: text(context, 'profile'),
      contact: texts(context, 'contact'),
      names: texts(context, 'host'),
    }),
  }
}

/** What `--status` answers. */
function statusOf({ certificate }: Site, said: Said) {
  const { source, names, notBefore, notAfter, issuer, renewsAt, acme } = certificate
  if (acme === null) return { source, names, notBefore, notAfter, issuer, renewsAt }
  const { lastFailure, ...rest } = acme
  const problem = lastFailure && said(lastFailure.problem)
  return {
    source,
    names,
    notBefore,
    notAfter,
    issuer,
    renewsAt,
    acme: {
      ...rest,
      ...(lastFailure && problem
        ? {
            lastError: {
              at: lastFailure.at,
              type: lastFailure.type,
              detail: lastFailure.detail,
              words: `${problem.message} ${problem.remedy}`,
              ...lastFailure.problem,
            },
          }
        : {}),
    },
  }
}

const STATE_WORDS = { pending: 'is ordered', issued: 'issued', failed: 'the last attempt failed' } as const

/** Lines for people, as `site show` and `site certificate` write them. */
export function describeAcme({ certificate: { acme, issuer, notAfter, source } }: Site, said: Said): string[] {
  if (acme === null) return []
  const { lastFailure, nextCheck } = acme
  const by = acme.challenge === 'dns-01' && acme.dns !== null ? `dns-01 by ${acme.dns}` : acme.challenge
  const problem = lastFailure && said(lastFailure.problem)
  return [
    `  ACME         ${acme.directory}, ${by}: ${STATE_WORDS[acme.state]}`,
    ...(source === 'acme' ? [`  issuer       ${issuer}, until ${notAfter}`] : []),
    `  next         ${nextCheck ?? 'nothing by itself while the site is stopped'}`,
    ...(lastFailure && problem
      ? [`  FAILED       ${lastFailure.at}: ${problem.message}`, `               ${problem.remedy}`]
      : []),
  ]
}

function describe(site: Site, said: Said): string {
  const { source, names, issuer, notAfter } = site.certificate
  const from = { authority: 'of your own authority', own: 'your own', acme: 'of an ACME authority' }[source]
  return [
    `${site.name}: the certificate in force is ${from}`,
    `  for          ${names.join(', ')}`,
    ...(source === 'acme' ? [] : [`  issuer       ${issuer}, until ${notAfter}`]),
    ...describeAcme(site, said),
  ].join('\n')
}

const CHECK_WORDS = {
  directory: 'the authority',
  name: 'the name leads here',
  port: 'the authority can look',
  token: 'the DNS service',
} as const

/** What an order needs, a line each; what is only known to the authority is said as that. */
function describeChecks(checks: Output<'site.acme.check'>, said: Said): string {
  return checks
    .map(({ what, name, problem, certain }) => {
      const about = `${CHECK_WORDS[what]}${name === null ? '' : ` (${name})`}`
      if (problem === null) return `  ok           ${about}`
      const { message: words, remedy } = said(problem)
      return `  ${certain ? 'PROBLEM  ' : 'NOT SEEN '}    ${about}: ${words} ${remedy}`
    })
    .join('\n')
}

const WAYS = ['status', 'authority', 'files', 'acme', 'revoke', 'new-account-key'] as const

/** What the command is asked for: exactly one of them. @throws UsageError */
function wayOf(context: CommandContext): (typeof WAYS)[number] {
  const ways = WAYS.filter((name) => context.values[name] !== undefined)
  const [way] = ways
  if (way === undefined || ways.length > 1) {
    throw new UsageError(`say one of ${WAYS.map((name) => `--${name}`).join(', ')}`)
  }
  if (context.positionals.length > 1 && way !== 'files') throw new UsageError('there is a word too many')
  const stray = way === 'acme' ? undefined : ACME_OPTIONS.find((name) => context.values[name] !== undefined)
  if (stray !== undefined) throw new UsageError(`--${stray} goes with --acme`)
  if (way !== 'revoke' && context.values['reason'] !== undefined) throw new UsageError('--reason goes with --revoke')
  return way
}

export const siteCertificateCommand: Command = {
  usage: `NAME (--status | --authority NAME | --files CERT KEY | --acme letsencrypt|letsencrypt-staging|URL [--challenge ${AcmeChallenge.options.join('|')}] [--dns ${dnsServices.join('|')}] [--dns-config-file FILE] [--host HOST…] [--contact MAIL…] [--profile NAME] [--eab-file FILE] [--acme-ca FILE] [--check | --wait] | --revoke [--reason key-compromise|superseded|cessation|unspecified] | --new-account-key)`,
  summary: 'where the server certificate comes from; with --acme you agree to the terms of that authority',
  options: {
    status: { type: 'boolean' },
    authority: { type: 'string' },
    files: { type: 'string' },
    acme: { type: 'string' },
    challenge: { type: 'string' },
    dns: { type: 'string' },
    'dns-config-file': { type: 'string' },
    host: { type: 'string', multiple: true },
    contact: { type: 'string', multiple: true },
    profile: { type: 'string' },
    'eab-file': { type: 'string' },
    'acme-ca': { type: 'string' },
    wait: { type: 'boolean' },
    check: { type: 'boolean' },
    revoke: { type: 'boolean' },
    reason: { type: 'string' },
    'new-account-key': { type: 'boolean' },
  },
  words: [1, 2],
  async run(context) {
    const [name = '', keyFile] = context.positionals
    const way = wayOf(context)
    const answer = (site: Site) => ({ value: site, text: describe(site, context.said) })
    if (way === 'status') {
      const client = await context.connect()
      const site = await client.call('site.show', { site: name })
      return { value: statusOf(site, context.said), text: describe(site, context.said) }
    }
    if (way === 'acme') {
      const wish = await wishOf(context, name, required(context, 'acme'))
      const client = await context.connect()
      if (context.values['check'] === true) {
        const checks = await client.call('site.acme.check', wish)
        return { value: checks, text: describeChecks(checks, context.said) }
      }
      const site = await client.call('site.acme.use', wish)
      return answer(context.values['wait'] === true ? await client.call('site.acme.order', { site: site.id }) : site)
    }
    if (way === 'revoke') {
      const reason = text(context, 'reason') as Input<'site.acme.revoke'>['reason']
      const client = await context.connect()
      return answer(await client.call('site.acme.revoke', { site: name, ...given({ reason }) }))
    }
    if (way === 'new-account-key') {
      const client = await context.connect()
      return answer(await client.call('site.acme.changeKey', { site: name }))
    }
    const input: Input<'site.set'> = { site: name, ...given({ passphrase: context.passphrase }) }
    const client = await context.connect()
    if (way === 'authority') return answer(await client.call('site.set', { ...input, signer: required(context, way) }))
    const cert = required(context, 'files')
    const certificateFiles = { cert: path.resolve(cert), key: path.resolve(keyFile ?? cert) }
    return answer(await client.call('site.set', { ...input, certificateFiles }))
  },
}
