import type { Store } from './index.ts'
import { seal, unseal } from './seal.ts'
import type { SiteSecret } from './sites.ts'

const purpose = (kind: SiteSecret, siteId: string): string => `vestibule:1:${kind}:${siteId}`

/** Secrets of one site: what is left out stays as it is, null removes one. */
export type SecretChanges = Readonly<Partial<Record<SiteSecret, string | null>>>

const KINDS: readonly SiteSecret[] = ['server-key', 'upstream-key', 'upstream-login']

/** Stores secrets of a site under the service key. Inside the caller's transaction. */
export function saveSecrets(store: Store, siteId: string, changes: SecretChanges): void {
  for (const kind of KINDS) {
    const text = changes[kind]
    if (text === undefined) continue
    const sealed = text === null ? null : seal(store.serviceKey, purpose(kind, siteId), Buffer.from(text))
    store.sites.saveSealed(kind, siteId, sealed)
  }
}

/** The secret, or null when there is none or it cannot be read any more (service.key was lost). */
export function loadSecret(store: Store, kind: SiteSecret, siteId: string): string | null {
  const sealed = store.sites.sealed(kind, siteId)
  const plain = sealed && unseal(store.serviceKey, purpose(kind, siteId), sealed)
  return plain ? Buffer.from(plain).toString('utf8') : null
}
