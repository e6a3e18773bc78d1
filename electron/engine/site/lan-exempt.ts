import fs from 'node:fs'
import { isLocalNetwork } from '../../../shared/access/local-network.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Store } from '../store/index.ts'
import type { SiteRecord } from '../store/sites.ts'

/** So many visits of one address tell that all come from there; fewer may be the owner trying it out. */
const MIN_VISITS = 3
/** The last lines of the activity that are looked at. */
const MAX_LINES = 500

/** Files by which container engines tell what runs in one (podman, Docker). */
const IN_CONTAINER = ['/.dockerenv', '/run/.containerenv']

/** Whether this program runs in a container: visitors may then all have the address of its bridge. */
function inContainer(): boolean {
  return IN_CONTAINER.some((file) => fs.existsSync(file))
}

/** Name of the setting that keeps the address of a proxy that was seen in front of a site. */
const proxyKey = (siteId: string): string => `proxy-in-front:${siteId}`

/** A visitor who needed no certificate came with headers of a proxy: behind it is somebody else. Inside a transaction. */
export function rememberProxy(store: Store, siteId: string, address: string): void {
  if (store.settings.text(proxyKey(siteId)) !== address) store.settings.setText(proxyKey(siteId), address)
}

/** What tells that visitors of a site do not come with their own addresses. */
function sharedAddress(store: Store, siteId: string): AppError | null {
  const name = store.sites.find(siteId)?.name ?? ''
  const proxy = store.settings.text(proxyKey(siteId))
  if (proxy !== null) return new AppError('site/exempt-behind-proxy', { name, address: proxy })
  const [first, ...others] = store.activity.addresses(siteId, MAX_LINES)
  if (!first || others.length > 0 || first.visits < MIN_VISITS || !isLocalNetwork(first.address)) return null
  return new AppError('site/exempt-one-address', { name, address: first.address })
}

/**
 * Why “visitors from the local network need no certificate” may mean everybody at this site: a router, a tunnel, a reverse
 * proxy or a container in front gives all visitors one address. Null where no rule exempts anybody, or nothing tells.
 */
export function exemptWarning(store: Store, site: SiteRecord, isContained = inContainer): AppError | null {
  if (!site.rules.some((rule) => rule.lan === 'exempt')) return null
  const shared = sharedAddress(store, site.id)
  if (shared) return shared
  return isContained() ? new AppError('site/exempt-in-container', { name: site.name }) : null
}
