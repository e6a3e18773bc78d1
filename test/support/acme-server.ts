import https from 'node:https'
import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import { createAcmeServer, type AcmeServer } from '../../electron/engine/acme/server/server.ts'
import type { AcmeServerDeps, ServerSettings } from '../../electron/engine/acme/server/types.ts'
import { createValidator } from '../../electron/engine/acme/server/validate/index.ts'
import { issueOrdered } from '../../electron/engine/acme/server/issue.ts'
import { newId } from '../../electron/engine/app/context.ts'
import { openStore, type Store } from '../../electron/engine/store/index.ts'
import { describeCertificate } from '../../electron/pki/x509/describe.ts'
import { issueAuthority, type Signer } from '../../electron/pki/x509/issue.ts'
import { issueLimitedIntermediate } from '../../electron/pki/x509/limited-ca.ts'
import { toPem } from '../../electron/pki/x509/pem.ts'
import { portOf } from './acme-client.ts'
import { temporaryFolder } from './engine.ts'
import { freePort } from './gate.ts'
import { opensslAuthority, type OpensslAuthority } from './openssl-pki.ts'

/** The house's ACME server behind a plain HTTPS server, with a root and a limited intermediate. */
export interface TestAcmeServer {
  readonly server: AcmeServer
  readonly store: Store
  readonly directory: string
  /** PEM of what vouches for the directory's server. */
  readonly ca: string
  /** PEM of the root of what it issues. */
  readonly root: string
  readonly httpPort: number
  readonly tlsPort: number
  /** Names that DNS knows; others lead to 127.0.0.1. */
  readonly addresses: Map<string, readonly string[]>
  readonly texts: Map<string, readonly string[]>
  /** What validation asked DNS. */
  readonly lookups: string[]
  /** How often somebody began or ceased to wait. */
  waits(): number
  change(settings: Partial<ServerSettings>): void
  /** What signing throws; null: it signs. */
  failSigning(error: Error | null): void
  /** Milliseconds that its clock is ahead. */
  moveClock(ms: number): void
  isRevoked(pem: string): boolean
  close(): Promise<void>
}

let authority: OpensslAuthority | null = null

export async function startAcmeServer(
  settings: Partial<ServerSettings> = {},
  options: { /** Where http-01 is looked for. */ httpPort?: number; unlimited?: boolean } = {},
): Promise<TestAcmeServer> {
  const folder = temporaryFolder()
  const store = openStore(folder, Date.now)
  authority ??= opensslAuthority('House CA')
  const { cert, key } = authority.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost,IP:127.0.0.1' })
  const [httpPort, tlsPort] = [options.httpPort ?? (await freePort()), await freePort()]
  let ahead = 0
  const now = (): number => Date.now() + ahead
  const root = await issueAuthority({ name: 'Home', key: 'p256', days: 3650, now: new Date() })
  const limited = await issueLimitedIntermediate({
    signer: root,
    subject: [{ type: 'commonName', value: 'Home ACME' }],
    limits: ['home', 'lan', '127.0.0.0/8'],
    days: 365,
    now: new Date(),
  })
  const signer: Signer = limited
  const about = describeCertificate(limited.certificate)
  store.authorities.insert({
    id: 'acme',
    name: 'Home ACME',
    kind: 'trusted',
    subject: about.subject,
    issuer: about.issuer,
    key_type: about.keyType,
    serial: about.serial,
    fingerprint: about.fingerprint,
    not_before: about.notBefore.getTime(),
    not_after: about.notAfter.getTime(),
    created_at: 0,
    der: limited.certificate,
  })
  const addresses = new Map<string, readonly string[]>()
  const texts = new Map<string, readonly string[]>()
  const lookups: string[] = []
  let waits = 0
  let failure: Error | null = null
  let current: ServerSettings = {
    base: '',
    patterns: ['*.home', '*.lan', '127.0.0.0/8'],
    approve: 'names',
    days: 45,
    ...settings,
  }
  const deps: AcmeServerDeps = {
    store: store.acmeServer,
    transaction: (work) => store.sql.transaction(work),
    newId,
    now,
    settings: () => current,
    ...(options.unlimited === true ? { limits: { accounts: 1e9, orders: 1e9, challenges: 1e9 } } : {}),
    validator: createValidator({
      networks: () => ['127.0.0.0/8'],
      dns: {
        async addresses(name) {
          lookups.push(name)
          return addresses.get(name) ?? ['127.0.0.1']
        },
        async texts(name) {
          lookups.push(name)
          return texts.get(name) ?? []
        },
      },
      ports: { http: httpPort, https: tlsPort, tlsAlpn: tlsPort },
    }),
    async sign({ spki, names, days }) {
      if (failure) throw failure
      const id = newId()
      const chain = [limited.certificate, root.certificate]
      const { der, chains, row } = await issueOrdered({
        signer,
        authorityId: 'acme',
        chain,
        names,
        spki,
        days,
        now: now(),
        id,
      })
      return {
        der,
        chains,
        store() {
          store.devices.insertCertificate(row)
          return id
        },
      }
    },
    findCertificate: (der) => store.devices.byFingerprint(describeCertificate(der).fingerprint)?.id ?? null,
    isRevoked: (id) => serials().has(describeCertificate(store.devices.der(id)).serial),
    async revoke(id, reason) {
      const { serial } = describeCertificate(store.devices.der(id))
      store.sql.transaction(() => store.authorities.revoke({ authority_id: 'acme', serial, revoked_at: now(), reason }))
    },
    onWaiting: () => (waits += 1),
  }
  const serials = (): Set<string> => new Set(store.authorities.revocations('acme').map((row) => row.serial))
  const server = createAcmeServer(deps)
  const listener = https.createServer({ cert, key }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const [path = ''] = (request.url ?? '').split('?')
      void server
        .handle({
          method: request.method ?? '',
          path,
          contentType: request.headers['content-type'] ?? '',
          body: Buffer.concat(chunks),
          address: request.socket.remoteAddress ?? '',
        })
        .then((answer) => response.writeHead(answer.status, { ...answer.headers }).end(answer.body))
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  current = { ...current, base: `https://localhost:${portOf(listener)}` }
  return {
    server,
    store,
    directory: `${current.base}/directory`,
    ca: authority.cert,
    root: toPem('CERTIFICATE', root.certificate),
    httpPort,
    tlsPort,
    addresses,
    texts,
    lookups,
    waits: () => waits,
    change: (more) => (current = { ...current, ...more }),
    failSigning: (error) => (failure = error),
    moveClock: (ms) => (ahead += ms),
    isRevoked: (pem) => serials().has(new X509Certificate(pem).serialNumber.replace(/^0+/, '')),
    async close() {
      server.stop()
      await server.idle()
      listener.closeAllConnections()
      await new Promise((resolve) => listener.close(resolve))
      store.close()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}
