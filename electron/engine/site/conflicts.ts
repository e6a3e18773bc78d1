import { namedMethods } from '../../../shared/access/method.ts'
import { asWindowsOpens, comparable } from '../../../shared/access/path.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { describeComputer } from '../network/computer.ts'
import type { Context } from '../app/context.ts'
import { placedManageSites } from '../manage/place.ts'
import type { SiteRecord } from '../store/sites.ts'
import { isWildcard, overlaps, parseListen } from '../network/listen.ts'

type Placed = Pick<SiteRecord, 'id' | 'name' | 'hosts' | 'listen' | 'options'>

/** @throws AppError "site/name-taken", "site/host-taken", "site/redirect-taken", "site/redirect-host-taken", "site/port-of-acme" */
export function assertNoConflict(context: Context, site: Placed): void {
  const listen = parseListen(site.listen)
  const others = [...context.store.sites.list(), ...placedManageSites(context.store)].filter(({ id }) => id !== site.id)
  for (const other of others) {
    if (other.name === site.name) throw new AppError('site/name-taken', { name: site.name })
    if (!overlaps(listen, parseListen(other.listen))) continue
    const host = site.hosts.find((name) => other.hosts.includes(name))
    if (host !== undefined) throw new AppError('site/host-taken', { other: other.name, host })
  }
  const acme = context.acmeServer.policy()
  const taken = [site.listen, ...site.options.redirects].find((one) => acme && overlaps(parseListen(one), acme))
  if (taken !== undefined) throw new AppError('site/port-of-acme', { listen: taken })
  assertRedirects(site, others)
}

/** A port speaks HTTP or HTTPS, and a name leads to one site. */
function assertRedirects(site: Placed, others: readonly Placed[]): void {
  const taken = (redirects: readonly string[], { listen, name }: Placed): void => {
    const found = redirects.find((one) => overlaps(parseListen(one), parseListen(listen)))
    if (found !== undefined) throw new AppError('site/redirect-taken', { listen: found, other: name })
  }
  taken(site.options.redirects, site)
  for (const other of others) {
    taken(site.options.redirects, other)
    taken(other.options.redirects, site)
    for (const listen of site.options.redirects) {
      const same = other.options.redirects.some((one) => overlaps(parseListen(one), parseListen(listen)))
      const host = same ? site.hosts.find((one) => other.hosts.includes(one)) : undefined
      if (host !== undefined) throw new AppError('site/redirect-host-taken', { other: other.name, host, listen })
    }
  }
}

/** A site that forwards to itself would ask itself for ever. @throws AppError "site/upstream-self" */
export function assertNotItself(site: Pick<SiteRecord, 'hosts' | 'listen' | 'upstream' | 'publicUpstream'>): void {
  const listen = parseListen(site.listen)
  const { hostName, addresses } = describeComputer()
  const everywhere = ['localhost', '127.0.0.1', '::1', '0.0.0.0', '::', hostName, `${hostName}.local`, ...addresses]
  const loopback = ['127.0.0.1', '::1', 'localhost']
  const here = loopback.includes(listen.address) ? loopback : [listen.address]
  const own = new Set([...site.hosts, ...(isWildcard(listen.address) ? everywhere : here)])
  for (const upstream of [site.upstream, site.publicUpstream]) {
    if (upstream === null) continue
    const url = new URL(upstream)
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
    const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
    if (port === listen.port && own.has(host)) throw new AppError('site/upstream-self', { upstream })
  }
}

/** Two rules for one path and method would leave open which of them decides. @throws AppError "site/rule-taken" */
export function assertOneRuleEach(site: Pick<SiteRecord, 'name' | 'ignoreCase' | 'rules'>): void {
  const taken = new Set<string>()
  for (const { path, methods } of site.rules) {
    const written = comparable(path, site.ignoreCase)
    const key = site.ignoreCase ? (asWindowsOpens(written) ?? written) : written
    // A rule for every method stands behind those that name theirs.
    for (const method of methods.length === 0 ? ['*'] : namedMethods(methods)) {
      if (taken.has(`${method} ${key}`)) throw new AppError('site/rule-taken', { name: site.name, path })
      taken.add(`${method} ${key}`)
    }
  }
}
