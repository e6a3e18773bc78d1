import type { Client } from '../../../shared/client.ts'
import type { Input } from '../../../shared/contract/index.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { day, given, text, UsageError, whole, type CommandContext } from './command.ts'
import { readInput } from './files.ts'

type SetInput = Input<'site.set'>

/** What can be said about the upstream of a site beside its address. */
export const upstreamOptions = {
  'upstream-trust': { type: 'string' },
  'upstream-depth': { type: 'string' },
  'upstream-name': { type: 'string' },
  'upstream-cert': { type: 'string' },
  'upstream-key': { type: 'string' },
} as const

export const upstreamUsage =
  '[--upstream-trust system|seen|FINGERPRINT|FILE] [--upstream-depth N|any] [--upstream-name NAME|none] [--upstream-cert FILE --upstream-key FILE | --upstream-cert none]'

/** The address that is meant, and what a site says of it now, to be changed in part; null for a new one. */
interface Meant {
  readonly upstream: string
  readonly upstreamTls: Site['upstreamTls'] | null
}

const pem = async (file: string): Promise<string> => (await readInput(file)).toString('utf8')

/** The certificate that the upstream shows at this moment. @throws AppError when it shows none */
async function seenFingerprint(client: Client, upstream: string): Promise<string> {
  const { certificate, problem } = await client.call('site.propose', { upstream })
  if (certificate) return certificate.fingerprint
  throw problem ? AppError.fromFailure(problem) : new AppError('site/upstream-not-https', { upstream })
}

async function trustOf(said: string, client: Client, upstream: string): Promise<Site['upstreamTls']['trust']> {
  if (said === 'system') return { by: 'system' }
  if (said === 'seen') return { by: 'fingerprint', fingerprint: await seenFingerprint(client, upstream) }
  const digits = said.replaceAll(/[:\s]/g, '').toUpperCase()
  if (/^[0-9A-F]{64}$/.test(digits)) return { by: 'fingerprint', fingerprint: digits }
  return { by: 'authority', pem: await pem(said) }
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
  if (cert === 'none' && key === undefined) return null
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('--upstream-cert and --upstream-key go together')
  return cert === undefined || key === undefined ? undefined : { certPem: await pem(cert), keyPem: await pem(key) }
}

/** The options of a call as the contract wants them. @throws UsageError, AppError app/file-unreadable */
export async function upstreamFields(context: CommandContext, client: Client, meant: Meant) {
  return given({
    upstreamTls: await tlsOf(context, client, meant),
    upstreamCertificate: await identityOf(context),
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
  return `${by}${name}${depth === null ? '' : `, at most ${depth} intermediates`}`
}

/** Lines for people. */
export function describeUpstream(site: Site): string[] {
  if (!site.upstream.startsWith('https:')) return []
  const own = site.upstreamCertificate
  return [
    `  trusted by   ${trustWords(site.upstreamTls)}`,
    ...(own ? [`  shows it     ${own.subject}, ends ${day(own.notAfter)}`] : []),
  ]
}
