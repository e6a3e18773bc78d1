import { z } from 'zod'
import type { Answer, Fetch } from '../client/fetch.ts'
import { candidateZones, relativeName, zoneUnknown, type DnsProvider } from './provider.ts'
import { createRest } from './rest.ts'

const Action = z.object({ action: z.object({ status: z.string().max(40) }) })

/** Seconds. */
const TTL_S = 60

/**
 * Hetzner's Cloud API (https://docs.hetzner.cloud/reference/cloud#zone-rrset-actions), which took the place of the DNS
 * console's own API.
 */
export function hetznerProvider(options: { fetch: Fetch; token: string; api?: string | undefined }): DnsProvider {
  const rest = createRest({
    title: 'Hetzner',
    fetch: options.fetch,
    base: options.api ?? 'https://api.hetzner.cloud/v1',
    headers: { authorization: `Bearer ${options.token}` },
  })
  const zoneOf = async (name: string): Promise<string> => {
    for (const candidate of candidateZones(name)) {
      const answer = await rest.call({ method: 'GET', path: `/zones/${encodeURIComponent(candidate)}` })
      if (answer.status === 200) return candidate
      if (answer.status !== 404) throw rest.failure(answer, name)
    }
    throw zoneUnknown(rest.title, name)
  }
  const change = async (what: 'add_records' | 'remove_records', name: string, value: string): Promise<Answer> => {
    const zone = await zoneOf(name)
    const path = `/zones/${encodeURIComponent(zone)}/rrsets/${encodeURIComponent(relativeName(name, zone))}/TXT/actions/${what}`
    const json = { records: [{ value: `"${value}"` }], ...(what === 'add_records' ? { ttl: TTL_S } : {}) }
    const answer = await rest.call({ method: 'POST', path, json })
    if (answer.status < 300 && rest.read(answer, Action).action.status === 'error') throw rest.failure(answer, name)
    return answer
  }
  return {
    title: rest.title,
    single: false,
    async add(name, value) {
      const answer = await change('add_records', name, value)
      // 409 or 422 of a record that is there already.
      const there = answer.body.toString('utf8').includes('already exists')
      if (answer.status >= 300 && !there) throw rest.failure(answer, name)
    },
    async remove(name, value) {
      const answer = await change('remove_records', name, value)
      if (answer.status >= 300 && answer.status !== 404) throw rest.failure(answer, name)
    },
    check: async (name) => void (await zoneOf(name)),
  }
}
