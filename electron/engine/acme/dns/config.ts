import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../../shared/errors/index.ts'
import { dnsServices } from '../../../../shared/acme.ts'
import { createFetch } from '../client/fetch.ts'
import { acmeDnsProvider } from './acme-dns.ts'
import { cloudflareProvider } from './cloudflare.ts'
import { desecProvider } from './desec.ts'
import { duckdnsProvider } from './duckdns.ts'
import { serverAddress } from './exchange.ts'
import { hetznerProvider } from './hetzner.ts'
import { programProvider } from './program.ts'
import type { DnsProvider } from './provider.ts'
import { rfc2136Provider } from './rfc2136.ts'
import { TSIG_ALGORITHMS } from './tsig.ts'
import { FIELD_PROBLEMS, must } from '../../../../shared/contract/field.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

export type DnsProviderName = (typeof dnsServices)[number]

const MAX_CONFIG_CHARACTERS = 65_536

// Goes into a header: no line may end in it.
const Secret = z.string().regex(/^[\x21-\x7E]{1,1024}$/, must('oneWord'))
const Api = z.optional(
  z
    .url({ protocol: /^https$/ })
    .max(1000)
    .transform((text) => text.replace(/\/+$/, '')),
)
const Server = z.string().refine((text) => {
  try {
    serverAddress(text)
    return true
  } catch {
    return false
  }
}, must('hostPort'))

/** What every kind may have. */
const common = {
  /** Servers that must show the record before the authority is told, `ADDRESS` or `ADDRESS:PORT`; default: the domain's own. */
  resolvers: z.optional(z.array(Server).max(8)),
  /** How long they may take. */
  'propagation-seconds': z.optional(z.coerce.number().int().min(1).max(3600)),
}
const token = { ...common, token: Secret, api: Api, /** PEM of what vouches for `api`. */ ca: z.optional(z.string()) }

const Base64 = z.string().regex(/^[A-Za-z0-9+/]{16,}={0,2}$/, must('base64'))

const schemas = {
  rfc2136: z.strictObject({
    ...common,
    server: Server,
    key: z.string().min(1).max(253),
    secret: Base64,
    algorithm: z.optional(z.enum(TSIG_ALGORITHMS)),
    zone: z.optional(z.string().min(1).max(253)),
  }),
  desec: z.strictObject(token),
  duckdns: z.strictObject(token),
  cloudflare: z.strictObject(token),
  hetzner: z.strictObject(token),
  'acme-dns': z.strictObject({
    ...common,
    server: z.url({ protocol: /^https$/ }).max(1000),
    username: Secret,
    password: Secret,
    subdomain: z.string().regex(/^[A-Za-z0-9-]{1,63}$/),
    /** Where the CNAME leads; for people, and written by acme-dns itself. */
    fulldomain: z.optional(z.string()),
    allowfrom: z.optional(z.unknown()),
    ca: z.optional(z.string()),
  }),
  exec: z.strictObject({
    ...common,
    program: z.string().refine((text) => path.isAbsolute(text), must('absolutePath')),
    args: z.optional(z.array(z.string().max(1000)).max(50)),
    secret: z.optional(z.string().max(10_000)),
  }),
} as const

/** Settings of one provider, with its secrets: never shown again. */
export type DnsConfig = {
  [P in DnsProviderName]: { readonly provider: P } & z.output<(typeof schemas)[P]>
}[DnsProviderName]

/**
 * Reads the settings of a provider from a file's text: a JSON object, or lines `name = value` (`#` begins a comment).
 * @throws AppError acme/dns-config, which never repeats a value
 */
export function readDnsConfig(provider: DnsProviderName, text: string): DnsConfig {
  const bad = (problem: Message): AppError => new AppError('acme/dns-config', { provider, problem })
  if (text.length > MAX_CONFIG_CHARACTERS) throw bad(message('parts.dns.fileTooLong'))
  const parsed = schemas[provider].safeParse(readFields(text, bad))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    if (issue?.code === 'unrecognized_keys') throw bad(message('parts.dns.unknownField', { name: issue.keys[0] ?? '' }))
    const field = issue?.path.join('.') || message('parts.dns.it')
    throw bad(message('parts.dns.field', { field, problem: fieldProblem(issue) }))
  }
  return { provider, ...parsed.data } as DnsConfig
}

function fieldProblem(issue: z.core.$ZodIssue | undefined): Message {
  if (issue?.message.startsWith(FIELD_PROBLEMS)) return { id: issue.message, values: {} }
  return issue?.code === 'invalid_type' ? message('parts.dns.wrongKind') : message('parts.field.invalid')
}

function readFields(text: string, bad: (problem: Message) => AppError): unknown {
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text)
    } catch {
      throw bad(message('parts.dns.fileNotJson'))
    }
  }
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:#.*)?$/.test(line)) continue
    const match = /^\s*([a-z][a-z0-9_-]*)\s*[=:]\s*(.*?)\s*$/i.exec(line)
    if (!match) throw bad(message('parts.dns.line'))
    const [, name = '', value = ''] = match
    const bare = value.replace(/^(["'])(.*)\1$/, '$2')
    const list = name === 'resolvers' || name === 'args'
    fields[name.toLowerCase()] = list ? bare.split(/[\s,]+/).filter((one) => one !== '') : bare
  }
  return fields
}

export interface ProviderDeps {
  readonly version: string
  readonly now: () => number
  readonly signal: AbortSignal
}

export function createProvider(config: DnsConfig, deps: ProviderDeps): DnsProvider {
  const { version, now, signal } = deps
  const fetch = createFetch({ ca: ('ca' in config ? config.ca : undefined) ?? null, version, signal })
  switch (config.provider) {
    case 'rfc2136': {
      const { key, secret, algorithm = 'hmac-sha256', server, zone = null } = config
      return rfc2136Provider({
        server,
        key: { name: key, algorithm, secret: Buffer.from(secret, 'base64') },
        zone: zone?.toLowerCase().replace(/\.$/, '') ?? null,
        now,
        signal,
      })
    }
    case 'desec':
      return desecProvider({ fetch, token: config.token, api: config.api })
    case 'duckdns':
      return duckdnsProvider({ fetch, token: config.token, api: config.api })
    case 'cloudflare':
      return cloudflareProvider({ fetch, token: config.token, api: config.api })
    case 'hetzner':
      return hetznerProvider({ fetch, token: config.token, api: config.api })
    case 'acme-dns':
      return acmeDnsProvider({ ...config, fetch, server: config.server.replace(/\/+$/, '') })
    case 'exec':
      return programProvider({ ...config, args: config.args ?? [], secret: config.secret ?? null, signal })
  }
}
