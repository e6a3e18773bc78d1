import { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { nobody, type Evidence, type Subject, type Verification } from '../../../shared/access/decide.ts'
import { distinguishedName } from '../../../shared/distinguished-name.ts'
import { verifyCodeByName, verifyCodeFromNode } from '../../../shared/verify/index.ts'
import type { CompiledAuthority, CompiledSite } from './compile.ts'
import { isHeld } from './held.ts'

/** A certificate as it was presented and verified in ONE full handshake, for one site. */
export interface Presented {
  readonly fingerprint: string
  readonly serial: string
  /** RFC 4514. */
  readonly subject: string
  readonly issuer: string
  readonly commonName: string | null
  readonly subjectParts: Subject
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  readonly pem: string
  /** What the TLS library said about the chain in the handshake. */
  readonly handshake: Verification
  /** Serial and issuer of each certificate from the leaf up; the issuer is null where its certificate is not at hand. */
  readonly chain: readonly {
    readonly serial: string
    readonly fingerprint: string
    /** Milliseconds since 1970. */
    readonly notBefore: number
    readonly issuerFingerprint: string | null
  }[]
  /** Fingerprint of the trusted authority at which the chain ends, or the `trustKey` it was verified with; else null. */
  readonly anchor: string | null
  /** DER of the certificates between leaf and authority, base64 (RFC 9440 Client-Cert-Chain). */
  readonly intermediates: readonly string[]
  /** What the visitor sent along had to be looked at: the house alone does not know the whole chain. */
  readonly bySent: boolean
  /** When the first certificate of the chain that came that way ends. Milliseconds since 1970, or Infinity. */
  readonly sentNotAfter: number
}

/** What is known of those who vouch for a leaf. */
type Chain = Pick<Presented, 'chain' | 'intermediates' | 'anchor' | 'bySent' | 'sentNotAfter'>

const NO_CHAIN: Chain = { chain: [], intermediates: [], anchor: null, bySent: false, sentNotAfter: Infinity }

/** Chains longer than this are nobody's home. */
const MAX_DEPTH = 8

export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '')
}

/** Hexadecimal without leading zeros, as the policy writes serials. */
export function serialOf(certificate: X509Certificate): string {
  return certificate.serialNumber.toUpperCase().replace(/^0+(?=.)/, '')
}

/** Values of the subject, without the escapes of the one-line form. */
function subjectOf(leaf: X509Certificate): Subject {
  // Several attributes of one type come as a list.
  const { CN, O, OU } = leaf.toLegacyObject().subject as Readonly<Record<string, string | string[] | undefined>>
  const list = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat())
  return { commonNames: list(CN), organizations: list(O), units: list(OU) }
}

function verification(name: string): Verification {
  const code = verifyCodeByName(name)
  if (!code) throw new Error(`no verify code is called ${name}`)
  return { number: code.number, name: code.name }
}

const OK = verification('X509_V_OK')
const EXPIRED = verification('X509_V_ERR_CERT_HAS_EXPIRED')
const NOT_YET_VALID = verification('X509_V_ERR_CERT_NOT_YET_VALID')
const LEAF_UNVERIFIED = verification('X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE')
const LIST_EXPIRED = verification('X509_V_ERR_CRL_HAS_EXPIRED')
/** OpenSSL's word for what an application refuses although the chain is good. */
const HELD = verification('X509_V_ERR_APPLICATION_VERIFICATION')

/** Whether the engine is to be told of a certificate: it waits for the owner, or is refused without its serial. */
export function isToBeTold({ fingerprint }: Presented, evidence: Evidence, site: CompiledSite): boolean {
  return evidence.verification.number === HELD.number || site.policy.refused.has(fingerprint)
}

/** A leaf whose key or signature can be broken, whoever signed it (NIST SP 800-131A). */
export function weakness(leaf: X509Certificate): Verification | null {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = leaf.publicKey
  if (type === 'rsa' && (details?.modulusLength ?? 0) < 2048) return verification('X509_V_ERR_EE_KEY_TOO_SMALL')
  return /sha1|md5/i.test(leaf.signatureAlgorithm ?? '') ? verification('X509_V_ERR_CA_MD_TOO_WEAK') : null
}

/**
 * The TLS library's word, made the same for OpenSSL and BoringSSL: the second does not look whether a certificate that
 * may not sign others has signed itself, and takes it for one of an unknown issuer. Exported for the test under Bun.
 */
export function trueCause(said: Verification, leaf: X509Certificate): Verification {
  if (!ISSUER_UNKNOWN.has(said.name)) return said
  const itself = leaf.subject === leaf.issuer && leaf.verify(leaf.publicKey)
  return itself ? verification('X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT') : said
}

const ISSUER_UNKNOWN = new Set([
  'X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])

/** A certificate that may vouch for others: of the house, or sent by a visitor. */
type Issuer = Pick<CompiledAuthority, 'certificate' | 'fingerprint'>

/**
 * The certificates that a visitor sent along with the leaf, in whatever order. Only there when the leaf comes from the
 * connection; and Node 24.21 has dropped them where the leaf was verified (https://github.com/nodejs/node/issues/65579).
 */
function sentWith(leaf: X509Certificate): Issuer[] {
  const sent: Issuer[] = []
  let one = leaf.issuerCertificate
  for (let at = 0; one && at < MAX_DEPTH; one = one.issuerCertificate, at += 1) {
    // Who may not sign others (basicConstraints) vouches for nobody: else each device could make a chain of its own.
    if (one.ca) sent.push({ certificate: one, fingerprint: fingerprintOf(one) })
  }
  return sent
}

/**
 * The way from a certificate up to one of those given, over the others; where there is none, as far as it goes.
 * @param others each is tried once, and taken out
 */
function climb(
  child: X509Certificate,
  ends: readonly Issuer[],
  others: Set<Issuer>,
): { readonly issuers: readonly Issuer[]; readonly arrived: boolean } {
  const vouches = ({ certificate }: Issuer): boolean =>
    child.checkIssued(certificate) && child.verify(certificate.publicKey)
  const end = ends.find(vouches)
  if (end) return { issuers: [end], arrived: true }
  let part: readonly Issuer[] = []
  for (const one of others) {
    if (!vouches(one)) continue
    others.delete(one)
    const above = climb(one.certificate, ends, others)
    const issuers = [one, ...above.issuers]
    if (above.arrived) return { issuers, arrived: true }
    if (part.length === 0) part = issuers
  }
  return { issuers: part, arrived: false }
}

/** Who vouches for a leaf that the TLS library has verified, as far as the certificates are at hand. */
export function chainOf(leaf: X509Certificate, site: CompiledSite): Chain {
  const { authorities } = site.policy
  let way = climb(leaf, site.authorities, new Set(authorities))
  // Where only an intermediate is trusted, the way decides who gets in: over certificates of the house alone.
  const bySent = !way.arrived && site.trustsRoots && leaf.issuerCertificate !== undefined
  const sent = bySent ? sentWith(leaf) : []
  if (bySent) way = climb(leaf, site.authorities, new Set([...authorities, ...sent]))
  const { issuers, arrived } = way
  const between = arrived ? issuers.slice(0, -1) : issuers
  const chain = [leaf, ...between.map((one) => one.certificate)].map((one, at) => ({
    serial: serialOf(one),
    fingerprint: fingerprintOf(one),
    notBefore: Date.parse(one.validFrom),
    issuerFingerprint: issuers[at]?.fingerprint ?? null,
  }))
  // A chain that is not all at hand holds as long as the site trusts exactly the authorities it was verified with. Who
  // sends certificates, and none among the first that leads there, hides those that do.
  const unseen = site.trustsRoots && !bySent ? site.trustKey : null
  const anchor = arrived ? (issuers.at(-1)?.fingerprint ?? null) : unseen
  return {
    chain,
    anchor: chain.length > MAX_DEPTH ? null : anchor,
    intermediates: between.map((one) => one.certificate.raw.toString('base64')),
    bySent,
    sentNotAfter: Math.min(
      ...sent.filter((one) => issuers.includes(one)).map((one) => Date.parse(one.certificate.validTo)),
    ),
  }
}

/**
 * Reads who knocks, once per connection, after a FULL handshake.
 * @returns null when no certificate was presented. "No certificate" is never a verify result: Node calls it
 *   UNABLE_TO_GET_ISSUER_CERT, and a resumed TLS 1.3 session without one even `authorized`.
 */
export function readPresented(socket: TLSSocket, site: CompiledSite): Presented | null {
  const leaf = socket.getPeerX509Certificate()
  if (!leaf) return null
  if (!socket.authorized) return presentedFrom(leaf, refusal(socket, leaf, site), site)
  // Devices come back often: what a verified certificate says is read once for each policy.
  let seen = verified.get(site)
  if (!seen) verified.set(site, (seen = new Map()))
  const key = leaf.fingerprint256
  const before = seen.get(key)
  // Who comes with the same leaf may send others along.
  if (before && (before.sent === null || before.sent === printsOf(leaf))) return before.presented
  const presented = presentedFrom(leaf, OK, site)
  if (before || seen.size < MOST_SEEN) seen.set(key, { presented, sent: presented.bySent ? printsOf(leaf) : null })
  return presented
}

function printsOf(leaf: X509Certificate): string {
  return sentWith(leaf)
    .map((one) => one.fingerprint)
    .join(' ')
}

/** What a certificate said that came before. */
interface Seen {
  readonly presented: Presented
  /** Fingerprints of what was sent along; null where nothing of it counts. */
  readonly sent: string | null
}

/** Only what the TLS library has verified gets in here, so that strangers cannot fill it. */
const verified = new WeakMap<CompiledSite, Map<string, Seen>>()
const MOST_SEEN = 1000

/** The TLS library's word about a certificate that it did not verify. */
function refusal(socket: TLSSocket, leaf: X509Certificate, site: CompiledSite): Verification {
  // Node types this as an Error; at run time it is the code's name.
  const error = socket.authorizationError as unknown as string | Error | null
  const code = typeof error === 'string' ? error : (error as { code?: string } | null)?.code
  const said = verifyCodeFromNode(code ?? 'UNSPECIFIED')
  const stranger = (said.name === EXPIRED.name || said.name === NOT_YET_VALID.name) && !isVouchedFor(leaf, site)
  return trueCause(stranger ? LEAF_UNVERIFIED : said, leaf)
}

/**
 * Whether a chain leads from a leaf to an authority of the house. The TLS library says the last thing that it found wrong:
 * a stranger's certificate that is out of time, too, would read as one of ours that needs to be renewed.
 */
function isVouchedFor(leaf: X509Certificate, site: CompiledSite): boolean {
  return climb(leaf, site.policy.authorities, new Set(sentWith(leaf))).arrived
}

function presentedFrom(leaf: X509Certificate, said: Verification, site: CompiledSite): Presented {
  // Node has no name for weakness, and BoringSSL accepts what OpenSSL refuses: so it is looked for here.
  const handshake =
    said.number === OK.number || said.name === 'X509_V_ERR_UNSPECIFIED' ? (weakness(leaf) ?? said) : said

  const parts = subjectOf(leaf)
  return {
    fingerprint: fingerprintOf(leaf),
    serial: serialOf(leaf),
    subject: distinguishedName(leaf.subject),
    issuer: distinguishedName(leaf.issuer),
    commonName: parts.commonNames.at(-1) ?? null,
    subjectParts: parts,
    notBefore: Date.parse(leaf.validFrom),
    notAfter: Date.parse(leaf.validTo),
    pem: leaf.raw.toString('base64'),
    handshake: { number: handshake.number, name: handshake.name },
    ...(handshake.number === OK.number ? chainOf(leaf, site) : NO_CHAIN),
  }
}

/** Judges a presented certificate by the policy and the clock of this moment. */
export function currentEvidence(presented: Presented | null, site: CompiledSite, now: number): Evidence {
  if (!presented) return nobody
  let standing = standings.get(presented)
  if (standing?.site !== site) {
    standing = standingOf(presented, site)
    standings.set(presented, standing)
  }
  const verification = currentVerification(presented, standing, now)
  if (standing.evidence.verification !== verification) standing.evidence = { ...standing.evidence, verification }
  return standing.evidence
}

/** What one policy says of a certificate whatever the time is: asked with every request, so it is found out once. */
interface Standing {
  readonly site: CompiledSite
  /** Its verification if time were of no account. */
  readonly timeless: Verification
  /** As it was asked for last. */
  evidence: Evidence
}

const standings = new WeakMap<Presented, Standing>()

function standingOf(presented: Presented, site: CompiledSite): Standing {
  const known = site.policy.known.get(presented.fingerprint)
  const timeless = timelessVerification(presented, site)
  return {
    site,
    timeless,
    evidence: {
      presented: true,
      verification: timeless,
      deviceId: known?.deviceId ?? null,
      groups: known?.groups ?? [],
      fingerprint: presented.fingerprint,
      subject: presented.subjectParts,
      ...vouching(presented, site),
    },
  }
}

/** Who vouches for it by today's policy. Where an intermediate is not at hand, nobody can say how many there are. */
function vouching({ chain, anchor }: Presented, site: CompiledSite): Pick<Evidence, 'authorities' | 'depth'> {
  const issuers = chain.map((one) => one.issuerFingerprint)
  const depth = issuers.includes(null) ? Number.POSITIVE_INFINITY : chain.length
  // A chain that ends at one of the site's authorities ends at the only one there is.
  const [only] = site.authorities
  if (site.authorities.length === 1 && only && anchor === site.trustKey) issuers.push(only.fingerprint)
  const authorities = site.policy.authorities.filter((one) => issuers.includes(one.fingerprint)).map((one) => one.id)
  return { authorities, depth }
}

function currentVerification(presented: Presented, { site, timeless }: Standing, now: number): Verification {
  if (presented.handshake.number !== OK.number) return presented.handshake
  if (now >= Math.min(presented.notAfter, presented.sentNotAfter) + 1000) return EXPIRED
  if (now < presented.notBefore) return NOT_YET_VALID
  if (timeless.number !== OK.number) return timeless
  return listIsStale(presented, site, now) ? LIST_EXPIRED : OK
}

function timelessVerification(presented: Presented, site: CompiledSite): Verification {
  const { handshake, anchor, chain } = presented
  if (handshake.number !== OK.number) return handshake
  // The authority may have been taken from this site since the handshake.
  const trusted = anchor === site.trustKey || site.authorities.some((one) => one.fingerprint === anchor)
  if (anchor === null || !trusted) {
    return verification('X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY')
  }
  const revoked = chain.some(({ serial, issuerFingerprint }) =>
    issuerFingerprint === null
      ? site.policy.revokedSerials.has(serial)
      : site.policy.revoked.has(`${issuerFingerprint}:${serial}`),
  )
  if (revoked || site.policy.refused.has(presented.fingerprint)) return verification('X509_V_ERR_CERT_REVOKED')
  return isHeld(chain, site) ? HELD : OK
}

/** Whether the owner wants nobody let in whom an authority with an outdated list vouches for. */
function listIsStale({ chain, anchor }: Presented, site: CompiledSite, now: number): boolean {
  const { refuseFrom } = site.policy
  if (refuseFrom.size === 0) return false
  const issuers = chain.map((one) => one.issuerFingerprint)
  // A chain whose end is not at hand may end at any of the site's authorities.
  const possible = anchor === site.trustKey ? site.authorities.map((one) => one.fingerprint) : []
  return [...issuers, ...possible].some((one) => one !== null && now >= (refuseFrom.get(one) ?? Infinity))
}
