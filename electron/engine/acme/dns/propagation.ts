import { NODATA, NOTFOUND, Resolver, SERVFAIL } from 'node:dns/promises'
import { isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../../../shared/errors/index.ts'
import { candidateZones } from './provider.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

/** Milliseconds between two looks. */
const LOOK_INTERVAL_MS = 2000
const FIRST_LOOK_MS = 100
const QUERY_TIMEOUT_MS = 5000
const MAX_SERVERS = 8
const MAX_ALIASES = 8

export interface PropagationOptions {
  /** `_acme-challenge.…`, without a dot at its end. */
  readonly name: string
  readonly values: readonly string[]
  /** Ask these servers (`address` or `address:port`); null: those that answer for the domain. */
  readonly resolvers: readonly string[] | null
  /** Milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Waits until every server that answers for the domain shows the records. An authority asks one of them, and remembers a
 * “no” for as long as the zone says. @throws AppError acme/dns-not-seen
 */
export async function waitForRecords(options: PropagationOptions): Promise<void> {
  const { name, values, timeoutMs, signal } = options
  const begun = performance.now()
  for (let delay = FIRST_LOOK_MS; ; delay = LOOK_INTERVAL_MS) {
    const missing = await findMissing(name, values, options.resolvers)
    if (missing === null) return
    if (performance.now() - begun > timeoutMs) throw new AppError('acme/dns-not-seen', { name, server: missing })
    await sleep(delay, undefined, { signal })
  }
}

/** @returns a server that does not show all of them; null when there is none */
async function findMissing(
  name: string,
  values: readonly string[],
  resolvers: readonly string[] | null,
): Promise<string | Message | null> {
  const target = resolvers ? { name, servers: resolvers } : await authoritative(name)
  let answered = 0
  for (const server of target.servers) {
    const found = await texts(target.name, server)
    if (found) answered += 1
    if (found && !values.every((value) => found.includes(value))) return server
  }
  if (answered > 0) return null
  // Where none can be reached (some networks let no other DNS out), the network's own resolver tells.
  const found = await texts(target.name, null)
  return found && values.every((value) => found.includes(value))
    ? null
    : (resolvers?.[0] ?? message('parts.dns.networkResolver'))
}

function resolverFor(server: string | null): Resolver {
  const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: 2 })
  if (server !== null) resolver.setServers([server])
  return resolver
}

/** Null where the server does not answer at all. */
async function texts(name: string, server: string | null): Promise<string[] | null> {
  try {
    return (await resolverFor(server).resolveTxt(name)).map((parts) => parts.join(''))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    // Not there: looked at again.
    return code === NODATA || code === NOTFOUND || code === SERVFAIL ? [] : null
  }
}

/** The name behind all aliases, and the addresses of the servers that answer for it. */
async function authoritative(name: string): Promise<{ name: string; servers: string[] }> {
  const resolver = resolverFor(null)
  let target = name
  for (let count = 0; count < MAX_ALIASES; count += 1) {
    const [alias] = await resolver.resolveCname(target).catch(() => [])
    if (alias === undefined) break
    target = alias.toLowerCase()
  }
  for (const zone of candidateZones(target)) {
    const servers = await resolver.resolveNs(zone).catch(() => [])
    if (servers.length === 0) continue
    const lists = await Promise.all(servers.slice(0, MAX_SERVERS).map((one) => resolver.resolve4(one).catch(() => [])))
    return { name: target, servers: lists.flatMap((list) => list.slice(0, 1)).filter((address) => isIP(address) !== 0) }
  }
  return { name: target, servers: [] }
}
