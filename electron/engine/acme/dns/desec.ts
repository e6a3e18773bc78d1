import { z } from 'zod'
import type { Fetch } from '../client/fetch.ts'
import { relativeName, zoneUnknown, type DnsProvider } from './provider.ts'
import { createRest } from './rest.ts'

const Domains = z.array(z.object({ name: z.string().max(255), minimum_ttl: z.optional(z.int()) })).max(1000)
const RecordSet = z.object({ records: z.array(z.string().max(5000)).max(1000), ttl: z.int() })

/** Seconds, where the domain has no longer minimum. */
const TTL_S = 3600

/** deSEC (https://desec.readthedocs.io/en/latest/dns/rrsets.html). */
export function desecProvider(options: { fetch: Fetch; token: string; api?: string | undefined }): DnsProvider {
  const rest = createRest({
    title: 'deSEC',
    fetch: options.fetch,
    base: options.api ?? 'https://desec.io/api/v1',
    headers: { authorization: `Token ${options.token}` },
  })

  const domainOf = async (name: string): Promise<{ zone: string; ttl: number }> => {
    const answer = await rest.call({ method: 'GET', path: `/domains/?owns_qname=${encodeURIComponent(name)}` })
    if (answer.status !== 200) throw rest.failure(answer, name)
    const [found] = rest.read(answer, Domains)
    if (!found) throw zoneUnknown(rest.title, name)
    return { zone: found.name, ttl: Math.max(found.minimum_ttl ?? TTL_S, 60) }
  }
  const change = async (name: string, next: (records: readonly string[]) => readonly string[]): Promise<void> => {
    const { zone, ttl } = await domainOf(name)
    const subname = relativeName(name, zone)
    const path = `/domains/${encodeURIComponent(zone)}/rrsets/${encodeURIComponent(subname)}/TXT/`
    const current = await rest.call({ method: 'GET', path })
    if (current.status !== 200 && current.status !== 404) throw rest.failure(current, name)
    const before = current.status === 200 ? rest.read(current, RecordSet).records : []
    const records = next(before)
    if (records.length === before.length && records.every((one, at) => one === before[at])) return
    // PUT of a list with one set makes, changes or (empty) removes it.
    const set = { subname: subname === '@' ? '' : subname, type: 'TXT', ttl, records }
    const answer = await rest.call({ method: 'PUT', path: `/domains/${encodeURIComponent(zone)}/rrsets/`, json: [set] })
    if (answer.status >= 300) throw rest.failure(answer, name)
  }
  return {
    title: rest.title,
    single: false,
    add: (name, value) => change(name, (records) => [...records.filter((one) => one !== `"${value}"`), `"${value}"`]),
    remove: (name, value) => change(name, (records) => records.filter((one) => one !== `"${value}"`)),
    check: async (name) => void (await domainOf(name)),
  }
}
