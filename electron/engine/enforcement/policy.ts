import type { Login } from '../../../shared/contract/login.ts'
import { GATE_SECRET_HEADER } from '../../gate/protocol.ts'
import type { AcmePortPolicy } from '../../gate/acme-protocol.ts'
import type {
  DigestCredentials,
  ChallengePolicy,
  KnownCertificate,
  ListenerPolicy,
  LoginPolicy,
  Policy,
  RedirectPolicy,
  RedirectTarget,
  RevokedCertificate,
  SitePolicy,
  HeldIssuerPolicy,
  StaleListPolicy,
  StaplePolicy,
  UpstreamPolicy,
} from '../../gate/protocol.ts'
import { toPem } from '../../pki/x509/pem.ts'
import { issuerKeyOf } from '../authority/issuer.ts'
import { publishedPath } from '../authority/publish.ts'
import type { AuthorityRow, RevocationRow } from '../store/authorities.ts'
import { groupsOf } from '../store/devices.ts'
import { upstreamHostOf } from '../store/site-options.ts'
import type { SiteRecord } from '../store/sites.ts'
import { listenKey, parseListen } from '../network/listen.ts'

/** A site that may be opened, with the key of its server certificate. */
export interface OpenSite {
  readonly site: SiteRecord
  /** PKCS#8, PEM. */
  readonly keyPem: string
  /** Key of the gate's own certificate for the upstream, PKCS#8, PEM. */
  readonly upstreamKeyPem: string | null
  /** Value of the header that logs in at the upstream. */
  readonly loginValue: string | null
  /** What says that its certificate is not revoked. */
  readonly staple: StaplePolicy | null
  /** Of the site that is Vestibule itself: what its interface asks of the gate. */
  readonly secret?: string
}

/** Everything that the gate must know. */
export interface PolicyFacts {
  readonly sites: readonly OpenSite[]
  readonly authorities: readonly AuthorityRow[]
  readonly revocations: readonly RevocationRow[]
  /** Lists whose owner named an address for them. DER. */
  readonly lists: readonly { readonly url: string; readonly der: Uint8Array }[]
  /** Authority id → when its newest list is out of date. Milliseconds since 1970. */
  readonly listEnds: ReadonlyMap<string, number>
  /** Fingerprints of certificates that are refused, whoever issued them. */
  readonly refused: readonly string[]
  readonly known: readonly { fingerprint: string; id: string; name: string; groups: string }[]
  /** What the diagnosis adds for a while, in memory only. */
  readonly probes: readonly string[]
  readonly probesRevoked: readonly RevokedCertificate[]
  readonly watching: boolean
  /** What ACME authorities are answered for a while, in memory only. */
  readonly challenges: ChallengePolicy
  readonly acme: AcmePortPolicy | null
}

export type PolicyBody = Omit<Policy, 'version'>

type Ways = Pick<UpstreamPolicy, 'connections' | 'firstByteTimeoutMs' | 'idleTimeoutMs' | 'host'>

/** How one of the upstreams of a site is spoken to. */
function waysOf({ upstream, options }: SiteRecord, url: string): Ways {
  const { firstByteTimeout, idleTimeout, upstreamConnections } = options
  return {
    connections: upstreamConnections,
    firstByteTimeoutMs: firstByteTimeout * 1000,
    idleTimeoutMs: idleTimeout === null ? null : idleTimeout * 1000,
    host: upstreamHostOf(options, upstream, url),
  }
}

function upstreamPolicy({ site, upstreamKeyPem }: OpenSite): UpstreamPolicy {
  const { upstreamTls, upstreamCertPem: certPem } = site.options
  const identity = certPem === null || upstreamKeyPem === null ? null : { certPem, keyPem: upstreamKeyPem }
  return { url: site.upstream, tls: { ...upstreamTls, identity }, ...waysOf(site, site.upstream) }
}

/** Visitors without a certificate go there: the gate's own certificate and login stay away from it. */
function publicUpstreamPolicy(site: SiteRecord): UpstreamPolicy | null {
  const { upstream, publicUpstream, options } = site
  if (publicUpstream === null) return null
  // The same server proves itself in the same way.
  const same = new URL(publicUpstream).origin === new URL(upstream).origin
  return {
    url: publicUpstream,
    tls: same ? { ...options.upstreamTls, identity: null } : null,
    ...waysOf(site, publicUpstream),
  }
}

/** What a Digest challenge is answered with; null for logins that know no password. */
function digestCredentials(kind: Login['kind'], value: string): DigestCredentials | null {
  if (kind === 'basic') {
    const [, user, password] =
      /^([^:]*):(.*)$/s.exec(Buffer.from(value.slice('Basic '.length), 'base64').toString()) ?? []
    return user === undefined || password === undefined ? null : { user, password }
  }
  if (kind !== 'digest') return null
  try {
    const { user, password } = JSON.parse(value) as Partial<DigestCredentials>
    return typeof user === 'string' && typeof password === 'string' ? { user, password } : null
  } catch {
    return null
  }
}

/** A login whose secret cannot be read any more is left out: then the upstream asks for it. */
function loginPolicy({ site, loginValue, secret }: OpenSite): LoginPolicy | null {
  if (secret !== undefined) return { header: GATE_SECRET_HEADER, value: secret }
  const { login } = site.options
  if (!login || (login.kind !== 'user' && loginValue === null)) return null
  const { kind, header } = login
  if (kind === 'user' || loginValue === null) return { header, value: null }
  const digest = digestCredentials(kind, loginValue)
  // A secret that cannot be read any more is left out.
  if (kind === 'digest' && !digest) return null
  return {
    header,
    value: kind === 'digest' ? '' : loginValue,
    ...(digest && { digest }),
    ...(site.options.visitorLogin === 'keep' && header.toLowerCase() === 'authorization' && { leavesVisitors: true }),
  }
}

function sitePolicy(open: OpenSite): SitePolicy {
  const { site, keyPem, staple, secret } = open
  return {
    id: site.id,
    ...(secret !== undefined && { kind: 'vestibule' as const }),
    name: site.name,
    hosts: site.hosts,
    mode: site.mode,
    certificate: { certPem: site.certificatePem, keyPem },
    staple,
    authorityIds: site.authorityIds,
    rules: site.rules,
    ignoreCase: site.ignoreCase,
    upstream: upstreamPolicy(open),
    publicUpstream: publicUpstreamPolicy(site),
    login: loginPolicy(open),
    passHeaders: site.options.passHeaders,
    upstreamHeaders: site.options.upstreamHeaders,
    upgrades: site.options.upgrades,
    encodedPaths: site.options.encodedPaths,
    observe: site.observe,
    contact: site.contact,
    page: site.options.page,
  }
}

/** One plain-HTTP port for all sites that want to be reached through it. */
function redirectPolicies({ sites, lists }: PolicyFacts): RedirectPolicy[] {
  const found = new Map<string, RedirectPolicy & { sites: RedirectTarget[] }>()
  for (const { site } of sites) {
    for (const text of site.options.redirects) {
      const listen = parseListen(text)
      const redirect = found.get(listenKey(listen)) ?? { ...listen, sites: [] }
      redirect.sites.push({
        hosts: site.hosts,
        port: parseListen(site.listen).port,
        redirectChallenges: site.options.http01 === 'redirect',
        lists: lists.flatMap(({ url, der }) => {
          const path = publishedPath(url, site, text)
          return path === null ? [] : [{ path, der: Buffer.from(der).toString('base64') }]
        }),
      })
      found.set(listenKey(listen), redirect)
    }
  }
  return [...found.values()]
}

/** Rows by issuer: a list belongs to a name and a key. A damaged certificate is nobody's issuer. */
function byIssuer(authorities: readonly AuthorityRow[]): Map<string, AuthorityRow[]> {
  const found = new Map<string, AuthorityRow[]>()
  for (const row of authorities) {
    const issuer = issuerKeyOf(row)
    if (issuer !== null) found.set(issuer, [...(found.get(issuer) ?? []), row])
  }
  return found
}

/** An own authority signs its list itself: nothing was revoked that is not in force. Of several lists the newest counts. */
function staleLists({ authorities, listEnds }: PolicyFacts): StaleListPolicy[] {
  return [...byIssuer(authorities)].flatMap(([issuerKey, rows]) => {
    const ends = rows.flatMap(({ id }) => listEnds.get(id) ?? [])
    const own = rows.some(({ kind }) => kind === 'own')
    const refuse = !own && ends.length > 0 && rows.some((row) => row.stale_list === 'refuse')
    return refuse ? [{ issuerKey, refuseFrom: Math.max(...ends) }] : []
  })
}

/** Own authorities whose certificates must be known; of several certificates of one issuer the strictest counts. */
function heldIssuers({ authorities }: PolicyFacts): HeldIssuerPolicy[] {
  return [...byIssuer(authorities)].flatMap(([issuerKey, rows]) => {
    const from = rows.flatMap((row) => (row.kind === 'own' && row.held_from !== null ? [row.held_from] : []))
    return from.length > 0 ? [{ issuerKey, from: Math.min(...from) }] : []
  })
}

/** What is revoked, once for each issuer and serial number. */
function revokedCertificates({ authorities, revocations, probesRevoked }: PolicyFacts): RevokedCertificate[] {
  const issuers = new Map(authorities.map((row) => [row.id, issuerKeyOf(row)]))
  const found = new Map<string, RevokedCertificate>()
  for (const { authority_id: id, serial, revoked_at: revokedAt, reason } of revocations) {
    const issuerKey = issuers.get(id)
    if (issuerKey) found.set(`${issuerKey}:${serial}`, { serial, issuerKey, revokedAt, reason })
  }
  return [...found.values(), ...probesRevoked]
}

/** The whole of what is allowed, as data. Pure. */
export function buildPolicy(facts: PolicyFacts): PolicyBody {
  const listeners = new Map<string, ListenerPolicy & { sites: SitePolicy[] }>()
  for (const open of facts.sites) {
    const listen = parseListen(open.site.listen)
    const listener = listeners.get(listenKey(listen)) ?? { ...listen, sites: [] }
    listener.sites.push(sitePolicy(open))
    listeners.set(listenKey(listen), listener)
  }
  const known = facts.known.map((row): KnownCertificate => ({
    fingerprint: row.fingerprint,
    deviceId: row.id,
    deviceName: row.name,
    groups: groupsOf(row),
  }))
  return {
    authorities: facts.authorities.map((row) => ({
      id: row.id,
      name: row.name,
      fingerprint: row.fingerprint,
      pem: toPem('CERTIFICATE', row.der),
    })),
    known,
    revoked: revokedCertificates(facts),
    listeners: [...listeners.values()],
    redirects: redirectPolicies(facts),
    staleLists: staleLists(facts),
    heldIssuers: heldIssuers(facts),
    refused: facts.refused,
    challenges: facts.challenges,
    acme: facts.acme,
    probes: facts.probes,
    watching: facts.watching,
  }
}
