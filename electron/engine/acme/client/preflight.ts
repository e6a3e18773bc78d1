import { randomBytes } from 'node:crypto'
import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isLocalNetwork } from '../../../../shared/access/local-network.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import type { DnsProvider } from '../dns/provider.ts'
import { Refusal } from '../server/refusal.ts'
import { validateHttp } from '../server/validate/http.ts'
import { validateTlsAlpn } from '../server/validate/tls-alpn.ts'
import { doorResponder, type ShowChallenges } from './board.ts'
import { dnsName, type ChallengeType } from './challenge.ts'
import { readDirectory } from './directory.ts'
import { hostOf, type Fetch } from './fetch.ts'
import { message, verbatim } from '../../../../shared/messages/message.ts'

/** One thing that an order needs. */
export interface Check {
  readonly what: 'directory' | 'name' | 'port' | 'token'
  /** The name that it is about; null for the directory. */
  readonly name: string | null
  /** Null when it is as it should be. */
  readonly problem: AppError | null
  /**
   * False where only the authority can tell: many routers do not let their own public address be reached from inside, or
   * answer there themselves. The order may be tried all the same.
   */
  readonly certain: boolean
}

export interface PreflightOptions {
  readonly fetch: Fetch
  readonly directory: string
  /** The authority is one of the house: private addresses are no problem then. */
  readonly privateAuthority: boolean
  readonly hasExternalAccount: boolean
  readonly profile: string | null
  /** Canonical. */
  readonly names: readonly string[]
  readonly challenge: ChallengeType
  /** For dns-01. */
  readonly provider: DnsProvider | null
  readonly show: ShowChallenges
  readonly now: () => number
  readonly signal: AbortSignal
  /** Default: this computer's resolver. */
  readonly lookup?: (name: string) => Promise<readonly string[]>
  /** As they are seen from outside. Default: 80 and 443. */
  readonly ports?: { readonly http: number; readonly tls: number }
}

/** Milliseconds for one look at a port. */
const LOOK_TIMEOUT_MS = 6000
const EVERYWHERE = ['0.0.0.0/0', '::/0']

const lookupAll = async (name: string): Promise<readonly string[]> =>
  (await systemLookup(name, { all: true, verbatim: true })).map((one) => one.address)

/** Looks at what can be known before an order is made; asks the authority for nothing but its directory. */
export async function preflight(options: PreflightOptions): Promise<Check[]> {
  const checks = [await checkDirectory(options)]
  for (const name of options.names) checks.push(...(await checkName(name, options)))
  return checks
}

async function checkDirectory(options: PreflightOptions): Promise<Check> {
  const check = (problem: AppError | null): Check => ({ what: 'directory', name: null, problem, certain: true })
  const host = hostOf(options.directory)
  try {
    const { meta } = await readDirectory(options.fetch, options.directory)
    if (meta?.externalAccountRequired === true && !options.hasExternalAccount) {
      return check(new AppError('acme/eab-required', { host }))
    }
    const { profile } = options
    if (profile !== null && !Object.hasOwn(meta?.profiles ?? {}, profile)) {
      const known = Object.keys(meta?.profiles ?? {}).join(', ') || message('parts.acme.none')
      return check(new AppError('acme/profile-unknown', { host, profile, known }))
    }
    return check(null)
  } catch (error) {
    if (error instanceof AppError) return check(error)
    throw error
  }
}

async function checkName(name: string, options: PreflightOptions): Promise<Check[]> {
  if (options.challenge === 'dns-01') return [await checkToken(name, options)]
  const lookup = options.lookup ?? lookupAll
  const addresses = isIP(name) === 0 ? await lookup(name).catch(() => []) : [name]
  const [address] = addresses
  const about = (problem: AppError | null): Check => ({ what: 'name', name, problem, certain: true })
  if (address === undefined) return [about(new AppError('acme/name-unknown', { name }))]
  if (!options.privateAuthority && addresses.every(isLocalNetwork)) {
    return [about(new AppError('acme/name-private', { name, address }))]
  }
  return [about(null), await checkPort(name, address, options)]
}

async function checkToken(name: string, { provider }: PreflightOptions): Promise<Check> {
  try {
    await provider?.check(dnsName({ identifier: name.replace(/^\*\./, '') }))
    return { what: 'token', name, problem: null, certain: true }
  } catch (error) {
    if (error instanceof AppError) return { what: 'token', name, problem: error, certain: true }
    throw error
  }
}

/** Asks for an answer as the authority will, from here. */
async function checkPort(name: string, address: string, options: PreflightOptions): Promise<Check> {
  const { challenge, show, now, ports = { http: 80, tls: 443 } } = options
  const type = challenge === 'tls-alpn-01' ? 'tls-alpn-01' : 'http-01'
  const port = type === 'http-01' ? ports.http : ports.tls
  const token = randomBytes(24).toString('base64url')
  const keyAuthorization = `${token}.${randomBytes(32).toString('base64url')}`
  const withdraw = await doorResponder(type, show, now).publish(
    [{ type, identifier: name, token, keyAuthorization }],
    options.signal,
  )
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(LOOK_TIMEOUT_MS)])
  const dns = { addresses: async () => [address], texts: async () => [] }
  const look = { name, token, keyAuthorization, dns, networks: EVERYWHERE, signal }
  const check = (problem: AppError | null): Check => ({ what: 'port', name, problem, certain: problem === null })
  try {
    await (type === 'http-01'
      ? validateHttp({ ...look, ports: { http: port, https: ports.tls } })
      : validateTlsAlpn({ ...look, port }))
    return check(null)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const closed = error.type.endsWith(':connection')
    const details = { name, address, port, problem: verbatim(error.detail.replace(/^[^:]*: |\.$/g, '')) }
    return check(new AppError(closed ? 'acme/port-closed' : 'acme/name-elsewhere', details))
  } finally {
    await withdraw()
  }
}
