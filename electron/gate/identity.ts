import type { X509Certificate } from 'node:crypto'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { verifyCodeByName, verifyCodeFromNode } from '../../shared/verify/index.ts'
import type { Evidence, Verification } from './decide.ts'
import type { CompiledSite } from './compile.ts'

/** A certificate as it was presented and verified in ONE full handshake, for one site. */
export interface Presented {
  readonly fingerprint: string
  readonly serial: string
  /** One line, as Node writes it with `\n` between attributes turned into `, `. */
  readonly subject: string
  readonly issuer: string
  readonly commonName: string | null
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  readonly pem: string
  /** What the TLS library said about the chain in the handshake. */
  readonly handshake: Verification
  /** Serial and issuer of each certificate from the leaf up to the trusted authority; empty when there is none. */
  readonly chain: readonly { readonly serial: string; readonly issuerFingerprint: string }[]
  /** The trusted authority at which the chain ends; null when it ends at none. */
  readonly anchor: string | null
  /** DER of the certificates between leaf and authority, base64 (RFC 9440 Client-Cert-Chain). */
  readonly intermediates: readonly string[]
}

/** Chains longer than this are nobody's home. */
const MAX_DEPTH = 8

export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '')
}

/** Hexadecimal without leading zeros, as the policy writes serials. */
export function serialOf(certificate: X509Certificate): string {
  return certificate.serialNumber.toUpperCase().replace(/^0+(?=.)/, '')
}

function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ')
}

function verification(name: string): Verification {
  const code = verifyCodeByName(name)
  if (!code) throw new Error(`no verify code is called ${name}`)
  return { number: code.number, name: code.name }
}

const OK = verification('X509_V_OK')

/** A leaf whose key or signature can be broken, whoever signed it (NIST SP 800-131A). */
function weakness(leaf: X509Certificate): Verification | null {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = leaf.publicKey
  if (type === 'rsa' && (details?.modulusLength ?? 0) < 2048) return verification('X509_V_ERR_EE_KEY_TOO_SMALL')
  return /sha1|md5/i.test(leaf.signatureAlgorithm ?? '') ? verification('X509_V_ERR_CA_MD_TOO_WEAK') : null
}

/** Certificates that came along, leaf excluded, as far as the TLS library linked them. */
function sentChain(socket: TLSSocket, parse: (der: Buffer) => X509Certificate): X509Certificate[] {
  const chain: X509Certificate[] = []
  const seen = new Set<DetailedPeerCertificate>()
  let at: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  while (at?.issuerCertificate && !seen.has(at) && chain.length < MAX_DEPTH) {
    seen.add(at)
    at = at.issuerCertificate
    if (at.raw && !seen.has(at)) chain.push(parse(at.raw))
  }
  return chain
}

/**
 * Reads who knocks, once per connection, after a FULL handshake.
 * @returns null when no certificate was presented. "No certificate" is never a verify result: Node calls it
 *   UNABLE_TO_GET_ISSUER_CERT, and a resumed TLS 1.3 session without one even `authorized`.
 */
export function readPresented(
  socket: TLSSocket,
  site: CompiledSite,
  parse: (der: Buffer) => X509Certificate,
): Presented | null {
  const leaf = socket.getPeerX509Certificate()
  if (!leaf) return null
  // Node types this as an Error; at run time it is the code's name.
  const error = socket.authorizationError as unknown as string | Error | null
  const code = typeof error === 'string' ? error : (error as { code?: string } | null)?.code
  const said = socket.authorized ? OK : verifyCodeFromNode(code ?? 'UNSPECIFIED')
  // Node has no name for weakness, and BoringSSL accepts what OpenSSL refuses: so it is looked for here.
  const handshake =
    said.number === OK.number || said.name === 'X509_V_ERR_UNSPECIFIED' ? (weakness(leaf) ?? said) : said

  const chain: { serial: string; issuerFingerprint: string }[] = []
  const intermediates: string[] = []
  let anchor: string | null = null
  if (handshake.number === OK.number) {
    const sent = sentChain(socket, parse)
    let current = leaf
    for (let depth = 0; depth < MAX_DEPTH && anchor === null; depth += 1) {
      const child = current
      const vouches = (issuer: X509Certificate): boolean => child.checkIssued(issuer) && child.verify(issuer.publicKey)
      const authority = site.authorities.find((one) => vouches(one.certificate))
      const issuer = authority?.certificate ?? sent.find(vouches)
      if (!issuer) break
      chain.push({ serial: serialOf(child), issuerFingerprint: fingerprintOf(issuer) })
      if (authority) anchor = authority.fingerprint
      else intermediates.push(issuer.raw.toString('base64'))
      current = issuer
    }
  }
  return {
    fingerprint: fingerprintOf(leaf),
    serial: serialOf(leaf),
    subject: oneLine(leaf.subject),
    issuer: oneLine(leaf.issuer),
    commonName: /^CN=(.*)$/m.exec(leaf.subject ?? '')?.[1] ?? null,
    notBefore: Date.parse(leaf.validFrom),
    notAfter: Date.parse(leaf.validTo),
    pem: leaf.raw.toString('base64'),
    handshake: { number: handshake.number, name: handshake.name },
    chain,
    anchor,
    intermediates,
  }
}

/** Judges a presented certificate by the policy and the clock of this moment. Pure. */
export function currentEvidence(presented: Presented | null, site: CompiledSite, now: number): Evidence {
  if (!presented) return { presented: false, verification: OK, deviceId: null, groups: [] }
  const known = site.policy.known.get(presented.fingerprint)
  return {
    presented: true,
    verification: currentVerification(presented, site, now),
    deviceId: known?.deviceId ?? null,
    groups: known?.groups ?? [],
  }
}

function currentVerification(presented: Presented, site: CompiledSite, now: number): Verification {
  if (presented.handshake.number !== OK.number) return presented.handshake
  if (now >= presented.notAfter + 1000) return verification('X509_V_ERR_CERT_HAS_EXPIRED')
  if (now < presented.notBefore) return verification('X509_V_ERR_CERT_NOT_YET_VALID')
  // The authority may have been taken from this site since the handshake.
  if (presented.anchor === null || !site.authorities.some((one) => one.fingerprint === presented.anchor)) {
    return verification('X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY')
  }
  const revoked = presented.chain.some((link) => site.policy.revoked.has(`${link.issuerFingerprint}:${link.serial}`))
  return revoked ? verification('X509_V_ERR_CERT_REVOKED') : OK
}
