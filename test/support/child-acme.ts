/**
 * One order as the engine makes it, in a process of its own that ends itself (SIGKILL) at a chosen moment: when the Nth
 * answer of the authority has begun to come, or when the Nth transaction was committed.
 * Arguments: data folder, JSON of what follows.
 */
import diagnostics from 'node:diagnostics_channel'
import { openAcmeService } from './acme-service.ts'

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

const site = await openAcmeService({
  folder,
  hosts: [host],
  httpPort,
  certificatePem,
  onCommit() {
    commits += 1
    if (commits === killAtCommit) die()
  },
})
const { service, store } = site
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
process.stdout.write(
  JSON.stringify({
    certificatePem: site.certificate(),
    keyPem: site.key(),
    state: store.acme.certificate('site')?.state,
    orderKey: store.acme.secret('acme-order-key', 'site'),
    commits,
  }),
)
await site.close()
