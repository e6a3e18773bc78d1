/**
 * One order as the engine makes it, in a process of its own that ends itself (SIGKILL) at a chosen moment: when the Nth
 * answer of the authority has begun to come, or when the Nth transaction was committed.
 * Arguments: data folder, JSON of what follows.
 */
import diagnostics from 'node:diagnostics_channel'
import http from 'node:http'
import { createAcmeService } from '../../electron/engine/acme/client/service.ts'
import type { Challenges } from '../../electron/engine/acme/client/board.ts'
import { openStore } from '../../electron/engine/store/index.ts'
import { loadServerKey, saveServerKey } from '../../electron/engine/store/server-key.ts'
import { defaultSiteOptions } from '../../electron/engine/store/site-options.ts'

interface Orders {
  readonly directory: string
  readonly ca: string
  readonly httpPort: number
  readonly host: string
  readonly certificatePem: string
  readonly killAtAnswer: number
  readonly killAtCommit: number
}

const [folder = '', orders = '{}'] = process.argv.slice(2)
const { directory, ca, httpPort, host, certificatePem, killAtAnswer, killAtCommit } = JSON.parse(orders) as Orders

let answers = 0
let commits = 0
const die = (): void => void process.kill(process.pid, 'SIGKILL')
diagnostics.subscribe('http.client.response.finish', () => {
  answers += 1
  if (answers === killAtAnswer) die()
})

const store = openStore(folder, Date.now())
if (!store.sites.find('site')) {
  store.sites.save({
    id: 'site',
    name: 'Camera',
    hosts: [host],
    listen: '127.0.0.1:1',
    upstream: 'http://127.0.0.1:1',
    publicUpstream: null,
    mode: 'off',
    contact: '',
    enabled: true,
    createdAt: 0,
    certificateSource: 'own',
    certificatePem,
    authorityIds: [],
    ignoreCase: false,
    observe: false,
    rules: [],
    options: defaultSiteOptions,
  })
}

let shown: Challenges['http'] = []
const server = http.createServer((request, response) => {
  response.end(shown.find((one) => one.path === request.url)?.body ?? 'nothing')
})
await new Promise<void>((resolve) => server.listen(httpPort, '127.0.0.1', resolve))

let depth = 0
const service = createAcmeService({
  store: store.acme,
  transaction: (work) => {
    depth += 1
    const result = store.sql.transaction(work)
    depth -= 1
    if (depth === 0) {
      commits += 1
      if (commits === killAtCommit) die()
    }
    return result
  },
  newId: () => 'account',
  version: '0.0.0-test',
  now: Date.now,
  random: () => 0,
  show: async ({ http: list }) => {
    shown = list
    return async () => {
      shown = []
    }
  },
  install(siteId, pair) {
    const site = store.sites.find(siteId)
    if (!site) return false
    saveServerKey(store, siteId, pair.keyPem)
    store.sites.save({ ...site, certificatePem: pair.certPem })
    return true
  },
  currentPem: (siteId) => store.sites.find(siteId)?.certificatePem ?? null,
  site(id) {
    const site = store.sites.find(id)
    return site && { ...site, hasKey: loadServerKey(store, id) !== null, hasHttpPort: true }
  },
  onChange: () => undefined,
  onInstalled: async () => undefined,
})

if (!store.acme.certificate('site')) {
  await service.use('site', {
    directory,
    caPem: ca,
    contact: [],
    external: null,
    settings: { challenge: 'http-01', dns: null, profile: null, names: null },
    dnsConfig: null,
  })
}
// What was issued before the kill is not ordered again.
const row = store.acme.certificate('site')
if (row && (service.nextAt(row) ?? Infinity) <= Date.now()) await service.attempt('site')
const site = store.sites.find('site')
process.stdout.write(
  JSON.stringify({
    certificatePem: site?.certificatePem,
    keyPem: loadServerKey(store, 'site'),
    state: store.acme.certificate('site')?.state,
    orderKey: store.acme.secret('acme-order-key', 'site'),
    answers,
    commits,
  }),
)
await service.stop()
store.close()
server.close()
