import { createPrivateKey, X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import { asksForCertificate } from '../../../shared/access/decide.ts'
import { tlsProfile } from '../../../shared/tls-profile.ts'
import { PolicyProblem } from '../policy-problem.ts'
import type { KnownCertificate, Policy, SitePolicy, TrustedAuthority } from '../protocol.ts'
import { checkLogin, compileUpstream, type CompiledUpstream } from '../upstream/compile.ts'

/** A policy as the gate uses it: parsed, indexed and checked. */
export interface CompiledPolicy {
  readonly version: number
  readonly known: ReadonlyMap<string, KnownCertificate>
  /** `issuerFingerprint:serial`. */
  readonly revoked: ReadonlySet<string>
  /** Serials alone, for certificates whose issuer is not at hand. */
  readonly revokedSerials: ReadonlySet<string>
  /** Fingerprint of an authority → from when on nobody of it is let in. Milliseconds since 1970. */
  readonly refuseFrom: ReadonlyMap<string, number>
  /** Every authority that the house knows, trusted by a site or not: intermediates are found among them. */
  readonly authorities: readonly CompiledAuthority[]
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
  readonly fingerprint: string
  readonly certificate: X509Certificate
  readonly pem: string
}

export interface CompiledSite {
  readonly policy: CompiledPolicy
  readonly site: SitePolicy
  readonly hosts: ReadonlySet<string>
  readonly authorities: readonly CompiledAuthority[]
  /** Whether the handshake asks for a certificate: because of its mode, or because one of its paths wants one. */
  readonly asks: boolean
  /** Equal for two policies that trust the same authorities. */
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
 * Who has come stays who he is: no visitor may begin another handshake on a connection (TLS 1.2), with another certificate
 * perhaps. Browsers do not, and HTTP/2 forbids it (RFC 9113 §9.2.1).
 */
const SSL_OP_NO_RENEGOTIATION = 0x4000_0000

/** @throws `unreadable` */
function parseCertificate(pem: string, unreadable: PolicyProblem): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw unreadable
  }
}

function compileAuthority({ id, name, pem }: TrustedAuthority): CompiledAuthority {
  const certificate = parseCertificate(pem, new PolicyProblem('authority', { name }))
  if (!certificate.ca) throw new PolicyProblem('notAuthority', { name })
  return { id, fingerprint: certificate.fingerprint256.replaceAll(':', ''), certificate, pem }
}

/** Authorities of the house below a trusted one, so that a visitor who does not send them along is verified too. */
function below(trusted: readonly CompiledAuthority[], all: readonly CompiledAuthority[]): CompiledAuthority[] {
  const found = new Set(trusted)
  for (let size = 0; size !== found.size;) {
    size = found.size
    for (const one of all) if ([...found].some((above) => above !== one && vouches(above, one))) found.add(one)
  }
  return [...found].filter((one) => !trusted.includes(one))
}

/**
 * Authorities above the trusted ones. OpenSSL wants a chain to end in a root, also where only an intermediate is
 * trusted (and Node's servers do not pass X509_V_FLAG_PARTIAL_CHAIN on); what such a root signs elsewhere is kept
 * outside by the anchor, see identity.ts.
 */
function above(trusted: readonly CompiledAuthority[], all: readonly CompiledAuthority[]): CompiledAuthority[] {
  const found: CompiledAuthority[] = []
  for (const one of trusted) {
    let current = one
    while (!vouches(current, current)) {
      const below = current
      const issuer = all.find((candidate) => candidate !== below && vouches(candidate, below))
      if (!issuer || found.includes(issuer)) break
      if (!trusted.includes(issuer)) found.push(issuer)
      current = issuer
    }
  }
  return found
}

/**
 * The certificates that go out with a server certificate of the house: those that vouch for it, up to the root. Given
 * only the leaf, OpenSSL looks for them in every handshake, and verifies them each time before it sends them: an eighth
 * of a handshake's work. A chain that the owner gave is left as it is.
 */
function servedChain(pem: string, leaf: X509Certificate, known: readonly CompiledAuthority[]): string {
  if (pem.indexOf(BEGIN, pem.indexOf(BEGIN) + 1) !== -1) return pem
  const found: string[] = [pem]
  let current = leaf
  // The roots of a loop that vouch for one another end it.
  while (found.length <= known.length && !current.checkIssued(current)) {
    const child = current
    const issuer = known.find(
      ({ certificate }) => child.checkIssued(certificate) && child.verify(certificate.publicKey),
    )
    if (!issuer) break
    found.push(issuer.pem)
    current = issuer.certificate
  }
  return found.join('\n')
}

const BEGIN = '-----BEGIN CERTIFICATE-----'

function vouches({ certificate: above }: CompiledAuthority, { certificate }: CompiledAuthority): boolean {
  return certificate.checkIssued(above) && certificate.verify(above.publicKey)
}

function compileSite(compiled: CompiledPolicy, site: SitePolicy): CompiledSite {
  const values = { site: site.name }
  if (site.hosts.length === 0) throw new PolicyProblem('noHost', values)
  const leaf = parseCertificate(site.certificate.certPem, new PolicyProblem('certificate', values))
  try {
    if (!leaf.checkPrivateKey(createPrivateKey(site.certificate.keyPem))) throw new Error('mismatch')
  } catch {
    throw new PolicyProblem('mismatch', values)
  }
  const trusted = site.authorityIds.map((id) => {
    const authority = compiled.authorities.find((one) => one.id === id)
    if (!authority) throw new PolicyProblem('missingAuthority', values)
    return authority
  })
  const asks = asksForCertificate(site)
  // Without a CA Node would fall back to the public roots, and any of their certificates would open the site.
  if (asks && trusted.length === 0) throw new PolicyProblem('noAuthority', values)
  checkLogin(site.name, site.login)
  const roots = above(trusted, compiled.authorities)
  const trusting = [...trusted, ...below(trusted, compiled.authorities), ...roots]
  const tlsOptions: tls.TlsOptions = {
    cert: servedChain(site.certificate.certPem, leaf, trusting),
    key: site.certificate.keyPem,
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    secureOptions: SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION,
    // curl --http1.0 and small devices ask for the last one, and would get no handshake without it (RFC 7301 §3.2).
    ALPNProtocols: ['h2', 'http/1.1', 'http/1.0'],
    handshakeTimeout: 15_000,
    ...(asks && {
      ca: trusting.map((one) => one.pem),
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
    hosts: new Set(site.hosts),
    authorities: trusted,
    asks,
    trustKey: trusted.map((one) => one.fingerprint).join(' '),
    trustsRoots: roots.length === 0,
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
  const compiled: CompiledPolicy = {
    version: policy.version,
    known: new Map(policy.known.map((one) => [one.fingerprint, one])),
    revoked: new Set(policy.revoked.map((one) => `${one.issuerFingerprint}:${one.serial}`)),
    revokedSerials: new Set(policy.revoked.map((one) => one.serial)),
    refuseFrom: new Map(policy.staleLists.map((one) => [one.issuerFingerprint, one.refuseFrom])),
    authorities: policy.authorities.map(compileAuthority),
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
      const one = compileSite(compiled, site)
      sites.set(site.id, one)
      here.push(one)
    }
    if (here.length > 0) listeners.push({ address, port, sites: here })
  }
  return compiled
}
