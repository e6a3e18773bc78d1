import type { TLSSocket } from 'node:tls'
import type { Subject, Verification } from '../../../shared/access/decide.ts'
import { verifyCodeFromNode } from '../../../shared/verify/index.ts'
import { DerError } from '../../pki/asn1/der-reader.ts'
import { buildPaths, climb } from '../../pki/chain.ts'
import type { Certificate } from '../../pki/path/certificate.ts'
import { checkPath, TLS_SECURITY_BITS } from '../../pki/path/validate.ts'
import { nameToText, subjectValues } from '../../pki/x509/name.ts'
import { causeOf, leafWeakness, OK, UNSPECIFIED, verification } from './cause.ts'
import type { CompiledSite } from './compile.ts'
import { peerCertificate, type PeerCertificate } from './peer.ts'

/** A certificate as it was presented and verified in ONE full handshake, for one site. */
export interface Presented {
  readonly fingerprint: string
  readonly serial: string
  /** RFC 4514. */
  readonly subject: string
  readonly issuer: string
  readonly commonName: string | null
  readonly subjectParts: Subject
  /** Milliseconds since 1970; 0 for what is no date. */
  readonly notBefore: number
  readonly notAfter: number
  /** Base64 of the DER; empty where the certificate is larger than any header takes. */
  readonly pem: string
  /** What was found out about the chain in the handshake, dates apart. */
  readonly handshake: Verification
  /** Ways to a trusted authority, the likeliest first; none unless the handshake was good. */
  readonly paths: readonly PresentedPath[]
  /** DER of the certificates between leaf and authority, base64 (RFC 9440 Client-Cert-Chain). */
  readonly intermediates: readonly string[]
  /** What the visitor sent along had to be looked at: the house alone does not know the whole chain. */
  readonly bySent: boolean
}

/** One certificate of a path, as far as it matters for who is let in. */
export interface PresentedLink {
  readonly serial: string
  readonly fingerprint: string
  /** Milliseconds since 1970. */
  readonly notBefore: number
  /** Null where the certificate of the issuer is not at hand. */
  readonly issuerKey: string | null
}

/** One way from a certificate to who is trusted. */
export interface PresentedPath {
  /** From the leaf up. */
  readonly chain: readonly PresentedLink[]
  /** `issuerKey` of the trusted authority at which it ends, or the `trustKey` it was verified with; else null. */
  readonly anchor: string | null
  /** When the first certificate of it that only the visitor has ends. Milliseconds since 1970, or Infinity. */
  readonly sentNotAfter: number
}

/** Longest certificate that goes on to upstreams or is kept. Characters of base64. */
const MAX_PEM = 16_384
/** Names of strangers that are read as text; honest ones have a few hundred. Bytes of DER. */
const MAX_STRANGERS_NAME = 8192
/** What is kept of a stranger's names. Characters. */
const MAX_STRANGERS_TEXT = 1024

/**
 * Reads the client certificate, once per connection, after a FULL handshake.
 * @returns null when no certificate was presented. "No certificate" is never a verify result: Node calls it
 *   UNABLE_TO_GET_ISSUER_CERT, and a resumed TLS 1.3 session without one even `authorized`.
 */
export function readPresented(socket: TLSSocket, site: CompiledSite): Presented | null {
  const peer = peerCertificate(socket)
  if (!peer) return null
  if (!socket.authorized) return stranger(peer, saidBy(socket), site)
  // Devices come back often: what a verified certificate says is read once for each policy.
  let seen = verified.get(site)
  if (!seen) verified.set(site, (seen = new Map()))
  const before = seen.get(peer.fingerprint)
  // Who comes with the same leaf may send others along.
  if (before && (before.sent === null || before.sent === printsOf(peer))) return before.presented
  const presented = verifiedLeaf(peer, site)
  if (before || seen.size < MAX_SEEN) {
    seen.set(peer.fingerprint, { presented, sent: presented.bySent ? printsOf(peer) : null })
  }
  return presented
}

function printsOf(peer: PeerCertificate): string {
  return peer
    .sent()
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
const MAX_SEEN = 1000

/** The TLS library's word about a certificate that it did not verify. */
function saidBy(socket: Pick<TLSSocket, 'authorizationError'>): Verification {
  // Node types this as an Error; at run time it is the code's name.
  const error = socket.authorizationError as unknown as string | Error | null
  const code = typeof error === 'string' ? error : (error as { code?: string } | null)?.code
  const { number, name } = verifyCodeFromNode(code ?? 'UNSPECIFIED')
  // What was not verified is not good, whatever it is called.
  return number === OK.number ? UNSPECIFIED : { number, name }
}

/** What a handshake was refused for; null where the certificate cannot be read any more. */
export function refusedPeer(socket: TLSSocket, site: CompiledSite): Presented | null {
  const peer = peerCertificate(socket)
  return peer && stranger(peer, saidBy(socket), site)
}

/** A certificate that the TLS library refuses: nothing of it counts, but the reason is told. */
function stranger(peer: PeerCertificate, said: Verification, site: CompiledSite): Presented {
  const der = peer.der()
  const leaf = peer.strangersCertificate()
  return presentedOf(peer.fingerprint, der, leaf, causeOf(said, leaf, peer.sent(), site), NO_PATHS)
}

type Paths = Pick<Presented, 'paths' | 'intermediates' | 'bySent'>
const NO_PATHS: Paths = { paths: [], intermediates: [], bySent: false }

/** A certificate that the TLS library has verified. What is found here can only refuse more. */
function verifiedLeaf(peer: PeerCertificate, site: CompiledSite): Presented {
  const der = peer.der()
  const leaf = peer.certificate()
  // What cannot be read cannot be judged: revocation goes by serial number and issuer.
  if (!leaf) return presentedOf(peer.fingerprint, der, null, UNSPECIFIED, NO_PATHS)
  const isAnchor = site.anchors.some((one) => one.fingerprint === leaf.fingerprint)
  const weak = isAnchor ? null : leafWeakness(leaf)
  if (weak) return presentedOf(peer.fingerprint, der, leaf, weak, NO_PATHS)
  const found = findPaths(leaf, peer, site)
  return presentedOf(peer.fingerprint, der, leaf, found.problem ?? OK, found.problem ? NO_PATHS : found)
}

/** Who vouches for a verified leaf, as far as the certificates are at hand. */
function findPaths(leaf: Certificate, peer: PeerCertificate, site: CompiledSite): Paths & { problem?: Verification } {
  const house = site.policy.authorities.map((one) => one.certificate)
  let paths = buildPaths(leaf, { anchors: site.anchors, pool: house })
  // Where only an intermediate is trusted, the way decides who gets in: over certificates of the house alone.
  const bySent = paths.length === 0 && site.trustsRoots && peer.sentAny
  const sent = bySent ? peer.sent() : []
  if (bySent) paths = buildPaths(leaf, { anchors: site.anchors, pool: [...house, ...sent] })
  if (paths.length === 0) return unseen(leaf, house, site, bySent)
  const problems = paths.map((path) =>
    checkPath(path, { purpose: 'client', minSecurityBits: TLS_SECURITY_BITS, now: null }),
  )
  const good = paths.filter((_, at) => problems[at] === null)
  const [first] = good
  if (!first) return { ...NO_PATHS, problem: verification(problems[0]?.error ?? 'UNSPECIFIED') }
  const known = new Set(house.map((one) => one.fingerprint))
  return {
    paths: good.map((path) => pathOf(path, known)),
    intermediates: first.slice(1, -1).map((one) => Buffer.from(one.der).toString('base64')),
    bySent,
  }
}

function linkOf({ serial, fingerprint, notBefore }: Certificate, issuer: Certificate | undefined): PresentedLink {
  return { serial, fingerprint, notBefore: notBefore ?? Infinity, issuerKey: issuer?.issuerKey ?? null }
}

function pathOf(path: readonly Certificate[], known: ReadonlySet<string>): PresentedPath {
  const anchor = path.at(-1) as Certificate
  // An authority that shows its own certificate has nobody above it here.
  const issuers = path.length === 1 ? path : path.slice(1)
  const below = path.length === 1 ? path : path.slice(0, -1)
  return {
    chain: below.map((one, at) => linkOf(one, issuers[at])),
    anchor: anchor.issuerKey,
    sentNotAfter: Math.min(
      ...path.slice(1).flatMap(({ fingerprint, notAfter }) => (known.has(fingerprint) ? [] : [notAfter ?? 0])),
    ),
  }
}

/**
 * A chain that is not all at hand holds as long as the site trusts exactly the issuers it was verified with. Who sends
 * certificates, and none that leads there, hides those that do.
 */
function unseen(leaf: Certificate, house: readonly Certificate[], site: CompiledSite, bySent: boolean): Paths {
  const path = climb(leaf, house)
  const chain = path.map((one, at) => linkOf(one, path[at + 1]))
  const anchor = site.trustsRoots && !bySent ? site.trustKey : null
  return {
    paths: [{ chain, anchor, sentNotAfter: Infinity }],
    intermediates: path.slice(1).map((one) => Buffer.from(one.der).toString('base64')),
    bySent,
  }
}

/** What is shown of a certificate; names that are none are empty, and those of strangers that are longer than any honest one. */
function namesIn(leaf: Certificate, good: boolean): Pick<Presented, 'subject' | 'issuer' | 'subjectParts'> {
  try {
    const { subject, issuer } = leaf.structure
    if (!good && (subject.length > MAX_STRANGERS_NAME || issuer.length > MAX_STRANGERS_NAME)) return NAMELESS
    return { subject: nameToText(subject), issuer: nameToText(issuer), subjectParts: subjectValues(subject) }
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    return NAMELESS
  }
}

const NAMELESS = { subject: '', issuer: '', subjectParts: { commonNames: [], organizations: [], units: [] } }

function presentedOf(
  fingerprint: string,
  der: Uint8Array,
  leaf: Certificate | null,
  handshake: Verification,
  paths: Paths,
): Presented {
  const good = handshake.number === OK.number
  const { subject, issuer, subjectParts } = leaf ? namesIn(leaf, good) : NAMELESS
  const text = (whole: string): string => (good ? whole : whole.slice(0, MAX_STRANGERS_TEXT))
  const commonName = subjectParts.commonNames.at(-1)
  return {
    fingerprint,
    serial: text(leaf?.serial ?? ''),
    subject: text(subject),
    issuer: text(issuer),
    commonName: commonName === undefined ? null : text(commonName),
    subjectParts: good ? subjectParts : NAMELESS.subjectParts,
    notBefore: leaf?.notBefore ?? 0,
    notAfter: leaf?.notAfter ?? 0,
    pem: der.length * 4 > MAX_PEM * 3 ? '' : Buffer.from(der).toString('base64'),
    handshake,
    ...paths,
  }
}
