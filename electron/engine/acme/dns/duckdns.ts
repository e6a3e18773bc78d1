import { AppError } from '../../../../shared/errors/index.ts'
import type { Fetch } from '../client/fetch.ts'
import { zoneUnknown, type DnsProvider } from './provider.ts'
import { message } from '../../../../shared/messages/message.ts'

const TITLE = 'DuckDNS'

/**
 * DuckDNS (https://www.duckdns.org/spec.jsp). It takes the token in the address only; it travels encrypted, and is never
 * part of an error. One TXT record counts for a name and everything below it.
 */
export function duckdnsProvider(options: { fetch: Fetch; token: string; api?: string | undefined }): DnsProvider {
  const base = options.api ?? 'https://www.duckdns.org'
  const update = async (name: string, more: Readonly<Record<string, string>>): Promise<void> => {
    const domain = /(?:^|\.)([a-z0-9-]+)\.duckdns\.org$/.exec(name)?.[1]
    if (domain === undefined) throw zoneUnknown(TITLE, name)
    const query = new URLSearchParams({ domains: domain, token: options.token, ...more })
    const answer = await options.fetch({ method: 'GET', url: `${base}/update?${query.toString()}` })
    const said = answer.body.toString('latin1', 0, 100).trim()
    if (answer.status === 200 && said === 'OK') return
    // “KO” is all that it says of a wrong token and of a domain of somebody else.
    const detail = said === 'KO' ? 'KO' : message('parts.acme.answers', { status: answer.status })
    throw new AppError(said === 'KO' ? 'acme/dns-token' : 'acme/dns-refused', { provider: TITLE, name, detail })
  }
  return {
    title: TITLE,
    single: true,
    add: (name, value) => update(name, { txt: value }),
    remove: (name, value) => update(name, { txt: value, clear: 'true' }),
    check: (name) => update(name, { txt: 'vestibule', clear: 'true' }),
  }
}
