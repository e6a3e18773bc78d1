import { safeFileName } from '../device/export/file-name.ts'
import { parseListen } from '../network/listen.ts'
import type { SiteRecord } from '../store/sites.ts'

/** What of a site decides whether it answers at an address. */
type Answering = Pick<SiteRecord, 'enabled' | 'hosts' | 'options'>

interface Address {
  readonly host: string
  readonly port: number
  /** As it is written, with its first slash; the certificate has it so, and so it is asked for. */
  readonly path: string
}

/** An address in plain HTTP with a path of its own; null for everything else. */
function read(url: string): Address | null {
  const [, path] = /^http:\/\/[^/?#@]+(\/[^?#]+)$/i.exec(url) ?? []
  if (path === undefined || !URL.canParse(url)) return null
  const { hostname, port } = new URL(url)
  return { host: hostname.replace(/^\[|\]$/g, '').replace(/\.$/, ''), port: port === '' ? 80 : Number(port), path }
}

/**
 * The path at which one of a site's plain-HTTP ports answers with a revocation list that is published at this address;
 * null when it does not. An address without a port may reach any of them: routers and containers map port 80.
 * @param listen one of `site.options.redirects`
 */
export function publishedPath(url: string | null, site: Answering, listen: string): string | null {
  const address = url === null ? null : read(url)
  if (!address || !site.hosts.includes(address.host)) return null
  return address.port === 80 || address.port === parseListen(listen).port ? address.path : null
}

/** The first site that answers at this address. */
export function publisherOf<T extends Answering>(url: string | null, sites: readonly T[]): T | undefined {
  return sites.find(
    (site) => site.enabled && site.options.redirects.some((one) => publishedPath(url, site, one) !== null),
  )
}

/** An address at which a site would answer with the list of this authority; null when none has a plain-HTTP port. */
export function proposeAddress(authority: string, sites: readonly Answering[]): string | null {
  const site = sites.find((one) => one.enabled && one.options.redirects.length > 0)
  const [host] = site?.hosts ?? []
  if (!site || host === undefined) return null
  const ports = site.options.redirects.map((one) => parseListen(one).port)
  const [port] = ports.includes(80) ? [80] : ports
  const name = host.includes(':') ? `[${host}]` : host
  return `http://${name}${port === 80 ? '' : `:${port}`}/vestibule/${encodeURIComponent(safeFileName(authority, 'crl'))}`
}
