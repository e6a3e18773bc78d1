import type { Store } from './index.ts'
import { loadSecret, saveSecrets } from './site-secrets.ts'

/** Stores the key of a site's server certificate (PKCS#8, PEM) under the service key. Inside the caller's transaction. */
export function saveServerKey(store: Store, siteId: string, keyPem: string): void {
  saveSecrets(store, siteId, { 'server-key': keyPem })
}

/** The key as PEM, or null when it cannot be read any more (service.key was lost). */
export function loadServerKey(store: Store, siteId: string): string | null {
  return loadSecret(store, 'server-key', siteId)
}
