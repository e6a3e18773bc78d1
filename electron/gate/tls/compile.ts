import { createPrivateKey, X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import { asksForCertificate } from '../../../shared/access/decide.ts'
import { tlsProfile } from '../../../shared/tls-profile.ts'
import { kept } from '../../pki/asn1/memoize.ts'
import { ancestors, authorityMark, climb, descendants, distinct } from '../../pki/chain.ts'
import { parseCertificate, type Certificate } from '../../pki/path/certificate.ts'
import { toDer } from '../../pki/x509/pem.ts'
import { PolicyProblem } from '../policy-problem.ts'
import { siteNames, type SiteNames } from './site-names.ts'
import type { KnownCertificate, Policy, SitePolicy, TrustedAuthority } from '../protocol.ts'
import { checkLogin, compileUpstream, type CompiledUpstream } from '../upstream/compile.ts'

/** A policy as the gate uses it: parsed, indexed and checked. */
export interface CompiledPolicy {
  readonly version: number
  readonly known: ReadonlyMap<string, KnownCertificate>
  /** `issuerKey:serial`. */
  readonly revoked: ReadonlySet<string>
  /** Serials alone, for certificates whose issuer is not at hand. */
  readonly revokedSerials: ReadonlySet<string>
  /** `issuerKey` of an authority → from when on nobody of it is let in. Milliseconds since 1970. */
  readonly refuseFrom: ReadonlyMap<string, number>
  /** `issuerKey` of an authority → certificates of it that were issued after this must be known. Milliseconds since 1970. */
  readonly heldFrom: ReadonlyMap<string, number>
  /** Fingerprints of certificates that count as revoked. */
  readonly refused: ReadonlySet<string>
  /** Every authority that the house knows, trusted by a site or not: intermediates are found among them. */
  readonly authorities: readonly CompiledAuthority[]
  /** `issuerKey` → until when one of its certificates at hand is valid. Milliseconds since 1970. */
  readonly issuerEnds: ReadonlyMap<string, number>
  readonly probes: ReadonlySet<string>
  readonly listeners: readonly CompiledListener[]
  readonly sites: ReadonlyMap<string, CompiledSite>
}

export interface CompiledListener {
  readonly address: string
  readonly port: number
  readonly sites: readonly CompiledSite[]
}

export interface CompiledAuthority {
  readonly id: string
  readonly certificate: Certificate
  readonly pem: string
}

export interface CompiledSite {
  readonly policy: CompiledPolicy
  readonly site: SitePolicy
  readonly hosts: SiteNames
  /** Where a visitor's chain may end: every certificate at hand of the issuers that the site trusts. */
  readonly anchors: readonly Certificate[]
  /** The `issuerKey`s of these. */
  readonly trustedIssuers: ReadonlySet<string>
  /** Everything that the TLS library may build chains of. */
  readonly trusting: readonly Certificate[]
  /** Whether the handshake asks for a certificate: because of its mode, or because one of its paths wants one. */
  readonly asks: boolean
  /** Equal for two policies that trust the same issuers: renewing an authority changes nothing in it. */
  readonly trustKey: string
  /** False where only an intermediate is trusted: then every certificate of a chain must be at hand to be judged. */
  readonly trustsRoots: boolean
  /** Equal for two policies when the TLS side is the same, so that contexts are kept. */
  readonly tlsKey: string
  readonly tlsOptions: tls.TlsOptions
  readonly upstream: CompiledUpstream
  readonly publicUpstream: CompiledUpstream | null
}

const CIPHERS = [...tlsProfile.suites13, ...tlsProfile.ciphers12].join(':')

/** SSL_OP_NO_TICKET: no session is ever resumed, see docs/decisions/0003-no-session-resumption.md. */
const SSL_OP_NO_TICKET = 0x4000

/**
 * Disables renegotiation (TLS 1.2): the client certificate of a connection must not change. Browsers do not renegotiate,
 * and HTTP/2 forbids it (RFC 9113 §9.2.1).
 */
const SSL_OP_NO_RENEGOTIATION = 0x4000_0000

/** What every TLS port of the gate has in common. */
export const TLS_LIMITS = {
  minVersion: 'TLSv1.2',
  ciphers: CIPHERS,
  secureOptions: SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION,
} as const satisfies tls.TlsOptions

/** Policies come often, and hold the same authorities each time. */
const readAuthority = kept((pem: string): Certificate => {
  const der = toDer(pem, ['CERTIFICATE'])
  if (!der) throw new Error('there is no certificate in it')
  return parseCertificate(der)
}, 1000)

function compileAuthority({ id, name, pem }: TrustedAuthority): CompiledAuthority {
  let certificate: Certificate
  try {
    certificate = readAuthority(pem)
  } catch {
    throw new PolicyProblem('authority', { name })
  }
  if (authorityMark(certificate) === null) throw new PolicyProblem('notAuthority', { name })
  return { id, certificate, pem }
}

/** Until when each issuer can vouch for anybody: the end of its longest-lived certificate. */
function endsOf(authorities: readonly CompiledAuthority[]): Map<string, number> {
  const ends = new Map<string, number>()
  for (const { certificate } of authorities) {
    const { issuerKey, notAfter } = certificate
    ends.set(issuerKey, Math.max(ends.get(issuerKey) ?? 0, notAfter ?? 0))
  }
  return ends
}

/** Whom a site trusts, and what the TLS library needs to know besides. */
interface Trust extends Pick<CompiledSite, 'anchors' | 'trustedIssuers' | 'trusting' | 'trustKey' | 'trustsRoots'> {
  readonly pems: readonly string[]
}

/**
 * Trusting an authority is trusting an issuer, hence all of its certificates. Those below are added, so that a visitor
 * who does not send them along is verified too. And those above: OpenSSL wants a chain to end in a root, also where only an
 * intermediate is trusted (and Node's servers do not pass X509_V_FLAG_PARTIAL_CHAIN on); what such a root signs
 * elsewhere is kept outside by the anchor, see identity.ts.
 */
function trustOf(
  values: { readonly site: string },
  { authorityIds }: SitePolicy,
  all: readonly CompiledAuthority[],
): Trust {
  const trustedIssuers = new Set(
    authorityIds.map((id) => {
      const authority = all.find((one) => one.id === id)
      if (!authority) throw new PolicyProblem('missingAuthority', values)
      return authority.certificate.issuerKey
    }),
  )
  const pool = distinct(all.map((one) => one.certificate))
  const anchors = pool.filter((one) => trustedIssuers.has(one.issuerKey))
  const rooted = new Set(anchors.filter((one) => one.selfSigned).map((one) => one.issuerKey))
  const roots = ancestors(
    anchors.filter((one) => !rooted.has(one.issuerKey)),
    pool,
  ).filter((one) => !trustedIssuers.has(one.issuerKey))
  const trusting = distinct([...anchors, ...descendants(anchors, pool), ...roots])
  const pems = new Map(all.map((one) => [one.certificate.fingerprint, one.pem]))
  return {
    anchors,
    trustedIssuers,
    trusting,
    trustKey: [...trustedIssuers].toSorted().join(' '),
    trustsRoots: roots.length === 0,
    pems: trusting.map((one) => pems.get(one.fingerprint) ?? ''),
  }
}

/**
 * The certificates that go out with a server certificate of the house: those that vouch for it, up to the root. Given
 * only the leaf, OpenSSL looks for them in every handshake, and verifies them each time before it sends them: an eighth
 * of a handshake's work. A chain that the owner gave is left as it is.
 */
function servedChain(pem: string, { trusting, pems }: Trust): string {
  if (pem.indexOf(BEGIN, pem.indexOf(BEGIN) + 1) !== -1) return pem
  const der = toDer(pem, ['CERTIFICATE'])
  const [, ...above] = der ? climb(parseCertificate(der), trusting) : []
  return [pem, ...above.map((one) => pems[trusting.indexOf(one)] ?? '')].join('\n')
}

const BEGIN = '-----BEGIN CERTIFICATE-----'

/** Null where certificate and key do not belong together, or cannot be read. The owner's own: no stranger wrote them. */
function checkPair({ certPem, keyPem }: SitePolicy['certificate']): boolean {
  try {
    return new X509Certificate(certPem).checkPrivateKey(createPrivateKey(keyPem))
  } catch {
    return false
  }
}

function compileSite(compiled: CompiledPolicy, site: SitePolicy, elsewhere: ReadonlySet<string>): CompiledSite {
  const values = { site: site.name }
  if (site.hosts.length === 0) throw new PolicyProblem('noHost', values)
  if (!checkPair(site.certificate)) throw new PolicyProblem('mismatch', values)
  const { pems, ...trust } = trustOf(values, site, compiled.authorities)
  const asks = asksForCertificate(site)
  // Without a CA Node would fall back to the public roots, and any of their certificates would open the site.
  if (asks && trust.anchors.length === 0) throw new PolicyProblem('noAuthority', values)
  checkLogin(site.name, site.login)
  const tlsOptions: tls.TlsOptions = {
    cert: servedChain(site.certificate.certPem, { ...trust, pems }),
    key: site.certificate.keyPem,
    ...TLS_LIMITS,
    // curl --http1.0 and small devices ask for the last one, and would get no handshake without it (RFC 7301 §3.2).
    ALPNProtocols: ['h2', 'http/1.1', 'http/1.0'],
    handshakeTimeout: 15_000,
    ...(asks && {
      ca: [...pems],
      requestCert: true,
      // `required` refuses in the handshake (alert 116, or 40 in TLS 1.2); the other modes answer with a page.
      rejectUnauthorized: site.mode === 'required',
    }),
  }
  try {
    tls.createSecureContext(tlsOptions)
  } catch {
    throw new PolicyProblem('unusable', values)
  }
  return {
    policy: compiled,
    site,
    hosts: siteNames(site.hosts, elsewhere),
    ...trust,
    asks,
    tlsKey: JSON.stringify([site.id, site.certificate, site.staple, site.mode, asks, tlsOptions.ca ?? null]),
    tlsOptions,
    upstream: compileUpstream(site.name, site.upstream),
    publicUpstream: site.publicUpstream ? compileUpstream(site.name, site.publicUpstream) : null,
  }
}

/** Checks a whole policy before any of it is used. @throws PolicyProblem */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const sites = new Map<string, CompiledSite>()
  const listeners: CompiledListener[] = []
  const authorities = policy.authorities.map(compileAuthority)
  const compiled: CompiledPolicy = {
    version: policy.version,
    known: new Map(policy.known.map((one) => [one.fingerprint, one])),
    revoked: new Set(policy.revoked.map((one) => `${one.issuerKey}:${one.serial}`)),
    revokedSerials: new Set(policy.revoked.map((one) => one.serial)),
    refuseFrom: new Map(policy.staleLists.map((one) => [one.issuerKey, one.refuseFrom])),
    heldFrom: new Map(policy.heldIssuers.map((one) => [one.issuerKey, one.from])),
    refused: new Set(policy.refused),
    authorities,
    issuerEnds: endsOf(authorities),
    probes: new Set(policy.probes),
    listeners,
    sites,
  }
  const places = new Set<string>()
  for (const { address, port, sites: wanted } of policy.listeners) {
    const place = `${address}:${port}`
    if (places.has(place)) throw new PolicyProblem('placeTwice', { place })
    places.add(place)
    const here: CompiledSite[] = []
    const hosts = new Set<string>()
    for (const site of wanted) {
      if (sites.has(site.id)) throw new PolicyProblem('siteTwice', { site: site.name })
      for (const host of site.hosts) {
        if (hosts.has(host)) throw new PolicyProblem('hostTwice', { host, place })
        hosts.add(host)
      }
      const others = wanted.filter((one) => one !== site).flatMap((one) => one.hosts)
      const one = compileSite(compiled, site, new Set(others))
      sites.set(site.id, one)
      here.push(one)
    }
    if (here.length > 0) listeners.push({ address, port, sites: here })
  }
  return compiled
}
