import type { Client } from '../../../shared/client.ts'
import type { Input } from '../../../shared/contract/index.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { day, given, required, text, texts, UsageError, whole, type CommandContext } from './command.ts'
import { readAsText, readInput, readSecret } from './files.ts'
import {
  describeUpstreamSettings,
  upstreamSettings,
  upstreamSettingsUsage,
  upstreamSettingFields,
} from './upstream-settings.ts'

type SetInput = Input<'site.set'>

/** What can be said about a site besides its first settings. */
export const siteOptions = {
  'upstream-trust': { type: 'string' },
  'upstream-depth': { type: 'string' },
  'upstream-name': { type: 'string' },
  'upstream-cert': { type: 'string' },
  'upstream-key': { type: 'string' },
  'upstream-key-password-file': { type: 'string' },
  redirect: { type: 'string', multiple: true },
  http01: { type: 'string' },
  page: { type: 'string' },
  login: { type: 'string' },
  'login-user': { type: 'string' },
  'login-header': { type: 'string' },
  'login-secret-file': { type: 'string' },
  'visitor-login': { type: 'string' },
  'pass-header': { type: 'string', multiple: true },
  ...upstreamSettings,
} as const

export const siteOptionsUsage =
  '[--redirect ADDR:PORT… | --redirect none] [--http01 not-found|redirect] [--page FILE|default] ' +
  '[--login none | --login user [--login-header NAME] | --login basic|digest --login-user NAME --login-secret-file FILE | --login bearer --login-secret-file FILE | --login header --login-header NAME --login-secret-file FILE] [--visitor-login keep|replace] [--pass-header NAME… | --pass-header none] ' +
  '[--upstream-trust system|seen|FINGERPRINT|FILE] [--upstream-depth N|any] [--upstream-name NAME|none] [--upstream-cert FILE [--upstream-key FILE] [--upstream-key-password-file FILE] | --upstream-cert none] ' +
  upstreamSettingsUsage

/** The address that is meant, and what a site says of it now, to be changed in part; null for a new one. */
interface Meant {
  readonly upstream: string
  readonly upstreamTls: Site['upstreamTls'] | null
}

/** The certificate that the upstream shows at this moment. @throws AppError when it shows none */
async function seenFingerprint(client: Client, upstream: string): Promise<string> {
  const { certificate, problem } = await client.call('site.propose', { upstream })
  if (certificate) return certificate.fingerprint
  throw problem ? AppError.fromProblem(problem) : new AppError('site/upstream-not-https', { upstream })
}

async function trustOf(said: string, client: Client, upstream: string): Promise<Site['upstreamTls']['trust']> {
  if (said === 'system') return { by: 'system' }
  if (said === 'seen') return { by: 'fingerprint', fingerprint: await seenFingerprint(client, upstream) }
  const digits = said.replaceAll(/[:\s]/g, '').toUpperCase()
  if (/^[0-9A-F]{64}$/.test(digits)) return { by: 'fingerprint', fingerprint: digits }
  return { by: 'authority', pem: await readAsText(said) }
}

function depthOf(context: CommandContext): number | null | undefined {
  return text(context, 'upstream-depth') === 'any' ? null : whole(context, 'upstream-depth')
}

async function tlsOf(
  context: CommandContext,
  client: Client,
  { upstream, upstreamTls }: Meant,
): Promise<SetInput['upstreamTls']> {
  const trust = text(context, 'upstream-trust')
  const depth = depthOf(context)
  const name = text(context, 'upstream-name')
  if (trust === undefined && depth === undefined && name === undefined) return undefined
  const old = upstreamTls ?? { trust: { by: 'system' as const }, depth: null, serverName: null }
  return {
    trust: trust === undefined ? old.trust : await trustOf(trust, client, upstream),
    depth: depth === undefined ? old.depth : depth,
    serverName: name === undefined ? old.serverName : name === 'none' ? null : name,
  }
}

async function identityOf(context: CommandContext): Promise<SetInput['upstreamCertificate']> {
  const cert = text(context, 'upstream-cert')
  const key = text(context, 'upstream-key')
  const passwordFile = text(context, 'upstream-key-password-file')
  if (cert === 'none' && key === undefined) return null
  if (cert === undefined) {
    if (key !== undefined || passwordFile !== undefined) {
      throw new UsageError('--upstream-key and --upstream-key-password-file go with --upstream-cert')
    }
    return undefined
  }
  // A .pfx, or a PEM file with both, holds the key as well.
  return {
    certPem: await readAsText(cert),
    keyPem: key === undefined ? '' : await readAsText(key),
    ...(passwordFile === undefined ? {} : { password: await readSecret(passwordFile) }),
  }
}

/** Never as an argument: others on this computer can read those. */
async function loginSecret(context: CommandContext): Promise<string> {
  return readSecret(required(context, 'login-secret-file'))
}

async function loginOf(context: CommandContext): Promise<SetInput['login']> {
  const kind = text(context, 'login')
  const header = text(context, 'login-header')
  switch (kind) {
    case undefined:
      for (const name of ['login-user', 'login-header', 'login-secret-file']) {
        if (text(context, name) !== undefined) throw new UsageError(`--${name} goes with --login`)
      }
      return undefined
    case 'none':
      return null
    case 'basic':
    case 'digest':
      return { kind, user: required(context, 'login-user'), password: await loginSecret(context) }
    case 'bearer':
      return { kind, token: await loginSecret(context) }
    case 'header':
      return { kind, header: required(context, 'login-header'), value: await loginSecret(context) }
    case 'user':
      return { kind, ...given({ header }) }
    default:
      throw new UsageError('--login is one of none, basic, digest, bearer, header, user')
  }
}

async function pageOf(context: CommandContext): Promise<string | null | undefined> {
  const said = text(context, 'page')
  if (said === undefined || said === 'default') return said === undefined ? undefined : null
  return (await readInput(said)).toString('utf8')
}

/** All of them, or `none`. */
function listOf(context: CommandContext, option: 'redirect' | 'pass-header'): string[] | undefined {
  const said = texts(context, option)
  return said?.length === 1 && said[0] === 'none' ? [] : said
}

/** The options of a call as the contract wants them. @throws UsageError, AppError app/file-unreadable */
export async function siteOptionFields(context: CommandContext, client: Client, meant: Meant) {
  return given({
    upstreamTls: await tlsOf(context, client, meant),
    upstreamCertificate: await identityOf(context),
    login: await loginOf(context),
    visitorLogin: text(context, 'visitor-login') as SetInput['visitorLogin'],
    passHeaders: listOf(context, 'pass-header'),
    redirects: listOf(context, 'redirect'),
    page: await pageOf(context),
    http01: text(context, 'http01') as SetInput['http01'],
    ...upstreamSettingFields(context),
  })
}

function trustWords({ trust, depth, serverName }: Site['upstreamTls']): string {
  const by =
    trust.by === 'system'
      ? 'a public authority'
      : trust.by === 'authority'
        ? 'an authority of your own'
        : `the certificate ${trust.fingerprint}`
  const name = serverName === null ? '' : `, as ${serverName}`
  return `${by}${name}${depth === null ? '' : `, at most ${depth} authorities above it`}`
}

function healthWords({ state, since, milliseconds, problem }: NonNullable<Texts<Site>['health']>): string {
  if (state === 'answers') return `answers, ${milliseconds ?? 0} ms`
  return `not reachable since ${since}: ${problem?.message ?? ''}`
}

/** Whether what visitors send themselves goes on. */
function visitorWords({ login, visitorLogin }: Pick<Site, 'login' | 'visitorLogin'>): string {
  if (login?.header.toLowerCase() !== 'authorization') return ''
  return visitorLogin === 'keep' ? "; a visitor's own login goes on instead" : "; in place of a visitor's own"
}

/** Lines for people. */
export function describeOptions(site: Texts<Site>): string[] {
  const { health } = site
  const lines = [
    ...(health ? [`  found        ${healthWords(health)}`] : []),
    ...site.redirects.map(({ listen, problem }) => `  redirects    ${listen}${problem ? `: ${problem.message}` : ''}`),
    ...(site.login ? [`  login        ${site.login.kind}, in ${site.login.header}${visitorWords(site)}`] : []),
    ...site.passHeaders.map(
      (name) => `  lets through ${name}, which devices behind a door believe: whoever gets in can claim anything by it`,
    ),
  ]
  lines.push(...describeUpstreamSettings(site))
  if (site.page !== null) lines.push('  pages        your own')
  if (!site.upstream.startsWith('https:')) return lines
  const own = site.upstreamCertificate
  return [
    ...lines,
    `  trusted by   ${trustWords(site.upstreamTls)}`,
    ...(own ? [`  shows it     ${own.subject}, ends ${day(own.notAfter)}`] : []),
  ]
}
