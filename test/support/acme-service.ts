import http from 'node:http'
import type { ChallengePolicy } from '../../electron/gate/protocol.ts'
import { createAcmeService, type AcmeService } from '../../electron/engine/acme/client/service.ts'
import type { SiteRecord } from '../../electron/engine/store/sites.ts'
import { openStore, type Store } from '../../electron/engine/store/index.ts'
import { loadServerKey, saveServerKey } from '../../electron/engine/store/server-key.ts'
import { defaultSiteOptions } from '../../electron/engine/store/site-options.ts'

export interface TestAcmeService {
  readonly service: AcmeService
  readonly store: Store
  /** How often a new certificate was put in force. */
  installed(): number
  certificate(): string
  key(): string | null
  close(): Promise<void>
}

export interface TestAcmeServiceOptions {
  readonly folder: string
  readonly hosts: readonly string[]
  /** Where http-01 is answered. */
  readonly httpPort: number
  /** Of the site before the first order. */
  readonly certificatePem: string
  readonly now?: () => number
  /** Called after each transaction of the service. */
  readonly onCommit?: () => void
}

/** The service that orders certificates, with one site called `site` that answers http-01. */
export async function openAcmeService(options: TestAcmeServiceOptions): Promise<TestAcmeService> {
  const store = openStore(options.folder, Date.now)
  const site: SiteRecord = {
    id: 'site',
    name: 'Camera',
    listen: '127.0.0.1:1',
    upstream: 'http://127.0.0.1:1',
    publicUpstream: null,
    mode: 'off',
    contact: '',
    enabled: true,
    createdAt: 0,
    certificateSource: 'own',
    certificatePem: options.certificatePem,
    authorityIds: [],
    ignoreCase: false,
    observe: false,
    rules: [],
    options: defaultSiteOptions,
    damaged: null,
    hosts: options.hosts,
  }
  // Opened again, the folder has it with the certificate of before.
  if (store.sites.find('site')) store.sites.update('site', (current) => ({ ...current, hosts: options.hosts }))
  else store.sites.insert(site)
  let shown: ChallengePolicy['http'] = []
  let installed = 0
  const server = http.createServer((request, response) => {
    response.end(shown.find((one) => one.path === request.url)?.body ?? 'nothing')
  })
  await new Promise<void>((resolve) => server.listen(options.httpPort, '127.0.0.1', resolve))
  const transaction = <T>(work: () => T): T => {
    const result = store.sql.transaction(work)
    options.onCommit?.()
    return result
  }
  const service = createAcmeService({
    store: store.acme,
    transaction,
    newId: () => 'account',
    version: '0.0.0-test',
    now: options.now ?? Date.now,
    random: () => 0,
    show: async ({ http: list }) => {
      shown = list
      return async () => {
        shown = []
      }
    },
    install(siteId, pair) {
      if (!store.sites.find(siteId)) return false
      saveServerKey(store, siteId, pair.keyPem)
      store.sites.update(siteId, (site) => ({ ...site, certificatePem: pair.certPem }))
      return true
    },
    currentPem: (siteId) => store.sites.find(siteId)?.certificatePem ?? null,
    site(id) {
      const site = store.sites.find(id)
      return site && { ...site, hasKey: loadServerKey(store, id) !== null, hasHttpPort: true }
    },
    onChange: () => undefined,
    onInstalled: async () => {
      installed += 1
    },
  })
  return {
    service,
    store,
    installed: () => installed,
    certificate: () => store.sites.find('site')?.certificatePem ?? '',
    key: () => loadServerKey(store, 'site'),
    async close() {
      await service.stop()
      store.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
