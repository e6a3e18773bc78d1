import { AppError } from '../../../../shared/errors/index.ts'
import type { Fetch } from '../client/fetch.ts'
import type { DnsProvider } from './provider.ts'
import { createRest } from './rest.ts'

const TITLE = 'acme-dns'

export interface AcmeDnsOptions {
  readonly fetch: Fetch
  /** Without a slash at its end. */
  readonly server: string
  readonly username: string
  readonly password: string
  readonly subdomain: string
}

/**
 * acme-dns (https://github.com/joohoi/acme-dns): a CNAME of `_acme-challenge` leads to its one name, whose last two TXT
 * records it keeps. Nothing has to be removed.
 */
export function acmeDnsProvider(options: AcmeDnsOptions): DnsProvider {
  const rest = createRest({
    title: TITLE,
    fetch: options.fetch,
    base: options.server,
    headers: { 'x-api-user': options.username, 'x-api-key': options.password },
  })
  const add = async (name: string, txt: string): Promise<void> => {
    const answer = await rest.call({ method: 'POST', path: '/update', json: { subdomain: options.subdomain, txt } })
    if (answer.status === 200) return
    // It answers a wrong key with 401, and one of another subdomain with 400 or 401 and a JSON text.
    throw answer.status === 400 && answer.body.includes('bad_subdomain')
      ? new AppError('acme/dns-zone', { provider: TITLE, name })
      : rest.failure(answer, name)
  }
  return {
    title: TITLE,
    single: false,
    add,
    remove: async () => undefined,
    // It has to have the length of a challenge.
    check: (name) => add(name, 'vestibule'.padEnd(43, '_')),
  }
}
