import { randomInt, X509Certificate } from 'node:crypto'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { createGate, type Gate } from '../../electron/gate/process/gate.ts'
import { parseCertificate } from '../../electron/pki/path/certificate.ts'
import type {
  FromGate,
  GateActivity,
  GateKnock,
  HeldCertificate,
  Policy,
  SitePolicy,
  RenewalRequest,
  UpstreamCheck,
  UpstreamPolicy,
} from '../../electron/gate/protocol.ts'
import type { Issued, OpensslAuthority } from './openssl-pki.ts'

/** Below those that systems give to outgoing connections (RFC 6056: 32768 on Linux, 49152 elsewhere), and no browser refuses them. */
const PORTS = { from: 11_000, to: 32_000 } as const

/**
 * A port that was free a moment ago, and that no connection of another test takes before it is listened to: a test run
 * makes thousands of them.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to)
    const server = net.createServer()
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!free) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}

/** An upstream that tells what it was asked. */
export interface Upstream {
  readonly url: string
  readonly server: http.Server
  /** Every request that arrived: method, URL and raw headers. */
  readonly requests: { method: string; url: string; rawHeaders: string[]; headers: http.IncomingHttpHeaders }[]
  close(): Promise<void>
}

export async function startUpstream(handler?: http.RequestListener): Promise<Upstream> {
  const requests: Upstream['requests'] = []
  // Room for a certificate and its chain in the headers (RFC 9440).
  const server = http.createServer({ maxHeaderSize: 65_536 }, (request, response) => {
    const { method = '', url = '', rawHeaders, headers } = request
    requests.push({ method, url, rawHeaders, headers })
    if (handler) handler(request, response)
    else response.end('upstream page')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The gate in this process, with what it said. */
export interface TestGate {
  readonly gate: Gate
  readonly activity: GateActivity[]
  /** What came to nothing, while a policy watches. */
  readonly knocks: GateKnock[]
  /** How the upstreams were found, oldest first. */
  readonly health: UpstreamCheck[]
  /** Requests for a new certificate. */
  readonly renewals: RenewalRequest[]
  /** Certificates that are not known, and were refused. */
  readonly held: HeldCertificate[]
  /** Puts a policy in force. @returns what the gate answered */
  apply(policy: Omit<Policy, 'version'>): Promise<FromGate>
  close(): void
}

export function startGate(now?: () => number, upstreamTimeout?: number, healthInterval?: number): TestGate {
  let version = 0
  const activity: GateActivity[] = []
  const knocks: GateKnock[] = []
  const health: UpstreamCheck[] = []
  const renewals: RenewalRequest[] = []
  const held: HeldCertificate[] = []
  const waiting = new Map<number, (message: FromGate) => void>()
  const gate = createGate({
    ...(now ? { now } : {}),
    ...(upstreamTimeout === undefined ? {} : { upstreamTimeout }),
    ...(healthInterval === undefined ? {} : { healthInterval }),
    send(message) {
      if (message.type === 'renewal') renewals.push(message.request)
      if (message.type === 'held') held.push(message.certificate)
      if (message.type === 'activity') activity.push(...message.lines)
      if (message.type === 'knocks') knocks.push(...message.knocks)
      if (message.type === 'health') health.push(...message.checks)
      if (message.type === 'applied' || message.type === 'refused') waiting.get(message.version)?.(message)
    },
  })
  return {
    gate,
    activity,
    knocks,
    health,
    renewals,
    held,
    apply(policy) {
      version += 1
      const wanted = version
      return new Promise((resolve) => {
        waiting.set(wanted, resolve)
        void gate.receive({ type: 'policy', policy: { ...policy, version: wanted } })
      })
    },
    close: () => gate.close(),
  }
}

export interface SiteOptions extends Partial<Omit<SitePolicy, 'certificate' | 'upstream'>> {
  readonly server: Issued
  readonly upstream: string
  /** What else is said about the upstream. */
  readonly upstreamPolicy?: Partial<UpstreamPolicy>
}

/** An upstream as a new site speaks to it. */
export function upstreamOf(url: string, rest: Partial<UpstreamPolicy> = {}): UpstreamPolicy {
  const ways = { connections: 'keep', firstByteTimeoutMs: 60_000, idleTimeoutMs: null, host: null } as const
  return { url, tls: null, ...ways, ...rest }
}

/** A site that trusts the authority with the id `home`. */
export function siteOf({ server, upstream, upstreamPolicy, ...rest }: SiteOptions): SitePolicy {
  return {
    id: 'camera',
    name: 'Camera',
    hosts: ['camera.home'],
    mode: 'pages',
    authorityIds: ['home'],
    publicUpstream: null,
    login: null,
    passHeaders: [],
    upstreamHeaders: 'full',
    upgrades: [],
    encodedPaths: 'forward',
    page: null,
    staple: null,
    rules: [],
    ignoreCase: false,
    observe: false,
    contact: '',
    ...rest,
    certificate: { certPem: server.cert, keyPem: server.key },
    upstream: upstreamOf(upstream, upstreamPolicy),
  }
}

/** A policy with one listener on the loopback address. */
export function policyOf(
  authority: OpensslAuthority,
  port: number,
  sites: readonly SitePolicy[],
  rest: Partial<
    Pick<Policy, 'revoked' | 'staleLists' | 'heldIssuers' | 'refused' | 'known' | 'probes' | 'authorities' | 'watching'>
  > = {},
): Omit<Policy, 'version'> {
  return {
    authorities: [{ id: 'home', name: 'Home', fingerprint: authority.fingerprint, pem: authority.cert }],
    known: [],
    revoked: [],
    probes: [],
    challenges: { http: [], tls: [] },
    acme: null,
    watching: false,
    listeners: [{ address: '127.0.0.1', port, sites }],
    redirects: [],
    staleLists: [],
    heldIssuers: [],
    refused: [],
    ...rest,
  }
}

/** Who an authority is by its name and key. */
export function issuerKeyOf({ cert }: Pick<Issued, 'cert'>): string {
  return parseCertificate(new X509Certificate(cert).raw).issuerKey
}

export function revoked(issuer: Issued, leaf: Issued): Policy['revoked'] {
  return [{ serial: leaf.serial, issuerKey: issuerKeyOf(issuer), revokedAt: 0, reason: 'unspecified' }]
}

export interface Visit {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

export interface VisitOptions {
  readonly port: number
  readonly ca: string
  readonly servername?: string
  readonly host?: string
  readonly path?: string
  readonly method?: string
  readonly headers?: http.OutgoingHttpHeaders
  readonly certificate?:
    { readonly cert: string; readonly key: string } | { readonly pfx: Buffer; readonly passphrase: string } | undefined
  readonly version?: tls.SecureVersion
  readonly body?: string | Buffer
  readonly agent?: import('node:https').Agent
  /** The visitor's own address. */
  readonly localAddress?: string
}

/** One HTTP/1.1 request over TLS. Rejects when the handshake or connection fails. */
export async function visit(options: VisitOptions): Promise<Visit> {
  const https = await import('node:https')
  return new Promise((resolve, reject) => {
    const request = https.request(
      {
        host: '127.0.0.1',
        port: options.port,
        servername: options.servername ?? 'camera.home',
        ca: options.ca,
        path: options.path ?? '/',
        method: options.method ?? 'GET',
        headers: { host: options.host ?? `camera.home:${options.port}`, ...options.headers },
        ...options.certificate,
        ...(options.version ? { minVersion: options.version, maxVersion: options.version } : {}),
        agent: options.agent ?? false,
        ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }),
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end(options.body)
  })
}

/** Waits for a condition; the test's own limit ends it when it never comes true. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
