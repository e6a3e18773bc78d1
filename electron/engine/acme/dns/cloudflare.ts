import { z } from 'zod'
import type { Fetch } from '../client/fetch.ts'
import { candidateZones, zoneUnknown, type DnsProvider } from './provider.ts'
import { createRest } from './rest.ts'

const Found = z.object({ result: z.array(z.object({ id: z.string().regex(/^[0-9a-zA-Z]{1,64}$/) })).max(1000) })

/** Cloudflare (https://developers.cloudflare.com/api/resources/dns/). The token may edit the zone's DNS. */
export function cloudflareProvider(options: { fetch: Fetch; token: string; api?: string | undefined }): DnsProvider {
  const rest = createRest({
    title: 'Cloudflare',
    fetch: options.fetch,
    base: options.api ?? 'https://api.cloudflare.com/client/v4',
    headers: { authorization: `Bearer ${options.token}` },
  })
  const zoneOf = async (name: string): Promise<string> => {
    for (const candidate of candidateZones(name)) {
      const answer = await rest.call({ method: 'GET', path: `/zones?name=${encodeURIComponent(candidate)}` })
      if (answer.status !== 200) throw rest.failure(answer, name)
      const [found] = rest.read(answer, Found).result
      if (found) return found.id
    }
    throw zoneUnknown(rest.title, name)
  }
  const records = async (zone: string, name: string, value: string): Promise<string[]> => {
    const wanted = new URLSearchParams({ type: 'TXT', name, content: `"${value}"` })
    const answer = await rest.call({ method: 'GET', path: `/zones/${zone}/dns_records?${wanted.toString()}` })
    if (answer.status !== 200) throw rest.failure(answer, name)
    return rest.read(answer, Found).result.map((one) => one.id)
  }
  return {
    title: rest.title,
    single: false,
    async add(name, value) {
      const zone = await zoneOf(name)
      if ((await records(zone, name, value)).length > 0) return
      const json = { type: 'TXT', name, content: `"${value}"`, ttl: 60 }
      const answer = await rest.call({ method: 'POST', path: `/zones/${zone}/dns_records`, json })
      if (answer.status >= 300) throw rest.failure(answer, name)
    },
    async remove(name, value) {
      const zone = await zoneOf(name)
      for (const id of await records(zone, name, value)) {
        const answer = await rest.call({ method: 'DELETE', path: `/zones/${zone}/dns_records/${id}` })
        if (answer.status >= 300 && answer.status !== 404) throw rest.failure(answer, name)
      }
    },
    check: async (name) => void (await zoneOf(name)),
  }
}
