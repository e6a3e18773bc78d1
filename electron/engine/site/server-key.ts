import type { Store } from '../store/index.ts'
import { seal, unseal } from '../store/seal.ts'

const purpose = (siteId: string): string => `vestibule:1:server-key:${siteId}`

/** Stores the key of a site's server certificate (PKCS#8, PEM) under the service key. Inside the caller's transaction. */
export function saveServerKey(store: Store, siteId: string, keyPem: string): void {
  store.sites.saveSealedKey(siteId, seal(store.serviceKey, purpose(siteId), Buffer.from(keyPem)))
}

/** The key as PEM, or null when it cannot be read any more (service.key was lost). */
export function loadServerKey(store: Store, siteId: string): string | null {
  const sealed = store.sites.sealedKey(siteId)
  const plain = sealed && unseal(store.serviceKey, purpose(siteId), sealed)
  return plain ? Buffer.from(plain).toString('utf8') : null
}
