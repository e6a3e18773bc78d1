/**
 * What the engine and the gate say to each other. The engine sends whole, versioned policies; the gate
 * answers with acknowledgements and activity. Everything here survives structured clone and JSON.
 * No CA key, no device key and no database path is ever part of it.
 */
import type { AcmePortPolicy, AcmeRequest, AcmeResponse } from './acme-protocol.ts'
import type { RequestKind } from '../../shared/access/request-kind.ts'
import type { Outcome } from '../../shared/contract/activity.ts'
import type { AccessRule } from '../../shared/contract/rule.ts'
import type { SiteMode } from '../../shared/contract/site.ts'
import type { EncodedPaths, UpstreamConnections, UpstreamHeaders } from '../../shared/contract/upstream-settings.ts'
import type { UpstreamTls } from '../../shared/contract/upstream.ts'
import type { Message } from '../../shared/messages/message.ts'

/** A certificate that this house issued or knows, as far as the gate must know it. */
export interface KnownCertificate {
  /** SHA-256 of the DER, 64 upper-case hexadecimal digits. */
  readonly fingerprint: string
  readonly deviceId: string
  readonly deviceName: string
  readonly groups: readonly string[]
}

/**
 * A revoked certificate: serial numbers are unique per issuer only, and an issuer is a name and a key, whichever of its
 * certificates is at hand (RFC 5280 §6.3).
 */
export interface RevokedCertificate {
  /** In the one spelling of pki/asn1/der-reader.ts (`readInteger`). */
  readonly serial: string
  /** `issuerKey` of the issuing authority (pki/path/certificate.ts). */
  readonly issuerKey: string
  /** Milliseconds since 1970. */
  readonly revokedAt: number
  readonly reason: string
}

/** From then on nobody is let in whom this authority vouches for: its revocation list is out of date. */
export interface StaleListPolicy {
  readonly issuerKey: string
  /** Milliseconds since 1970. */
  readonly refuseFrom: number
}

/**
 * Certificates of this issuer that are not among `known` are refused when they were issued after this: the house was
 * restored from an earlier state, or has issued all of them and knows each.
 */
export interface HeldIssuerPolicy {
  readonly issuerKey: string
  /** Milliseconds since 1970. */
  readonly from: number
}

/** A certificate that was refused because the house does not know it, although one of its own authorities signed it. */
export interface HeldCertificate {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly siteId: string
  readonly address: string
  /** Base64. */
  readonly der: string
}

/** A CA certificate whose certificates open a site. */
export interface TrustedAuthority {
  readonly id: string
  readonly name: string
  readonly fingerprint: string
  readonly pem: string
}

/** How an `https://` upstream must prove itself, and how the gate proves itself to it. */
export interface UpstreamTlsPolicy extends UpstreamTls {
  /** The gate's own certificate (leaf first) and its key (PKCS#8), PEM; null when it has none for this upstream. */
  readonly identity: { readonly certPem: string; readonly keyPem: string } | null
}

/** What the gate adds to each request of a proven visitor, so that the upstream asks for no second login. */
export interface LoginPolicy {
  readonly header: string
  /** Null: the name of the visitor's device. Empty: nothing until the upstream asks (`digest`). */
  readonly value: string | null
  /** With which a Digest challenge is answered (RFC 7616); absent: it is passed on to the visitor. */
  readonly digest?: DigestCredentials
  /** A visitor's own header of that name goes on in its place; absent: it is removed. Never with the name of a device. */
  readonly leavesVisitors?: boolean
}

/** What an answer to a Digest challenge is made of. */
export interface DigestCredentials {
  readonly user: string
  readonly password: string
}

export interface UpstreamPolicy {
  /** Origin with optional base path, `http://` or `https://`. */
  readonly url: string
  /** Null: a public authority must vouch for an `https://` upstream. */
  readonly tls: UpstreamTlsPolicy | null
  readonly connections: UpstreamConnections
  /** Milliseconds that it has to begin its answer. */
  readonly firstByteTimeoutMs: number
  /** Milliseconds that it may be silent after that; null: any time. */
  readonly idleTimeoutMs: number | null
  /** The Host that it is asked for; null: the one that the visitor typed. */
  readonly host: string | null
}

/** An OCSP response that says that the server certificate is good. */
export interface StaplePolicy {
  /** DER, base64. */
  readonly response: string
  /** It counts from then until then. Milliseconds since 1970. */
  readonly from: number
  readonly until: number
}

/** The header by which the gate shows the interface of Vestibule itself that it is the gate. Visitors cannot say it. */
export const GATE_SECRET_HEADER = 'X-Vestibule-Gate'

export interface SitePolicy {
  readonly id: string
  /**
   * `vestibule`: the interface of Vestibule itself. Whoever may not enter sees what a visitor without a certificate sees,
   * and the interface's own cookie goes on. Absent: a device of the owner's.
   */
  readonly kind?: 'vestibule'
  readonly name: string
  /** Lower-case, no trailing dot. */
  readonly hosts: readonly string[]
  readonly mode: SiteMode
  /** Leaf first, then its chain (PEM), and its key (PEM, PKCS#8). */
  readonly certificate: { readonly certPem: string; readonly keyPem: string }
  /** Sent along with the certificate; null where there is none. */
  readonly staple: StaplePolicy | null
  readonly authorityIds: readonly string[]
  readonly upstream: UpstreamPolicy
  readonly publicUpstream: UpstreamPolicy | null
  /** For the upstream, never for the public one. */
  readonly login: LoginPolicy | null
  /** Headers that upstreams believe (shared/identity-headers.ts), and that visitors may say nevertheless. */
  readonly passHeaders: readonly string[]
  /** What the gate says of a visitor to both upstreams. */
  readonly upstreamHeaders: UpstreamHeaders
  /** Protocols besides WebSocket that a connection may change to, in lower case. */
  readonly upgrades: readonly string[]
  readonly rules: readonly AccessRule[]
  /** The upstream does not tell capital letters in paths apart: then neither do the rules. */
  readonly ignoreCase: boolean
  /** Paths that servers read differently, where there are rules. */
  readonly encodedPaths: EncodedPaths
  /** Lets everybody in and reports what would have happened; without effect in mode `required`. */
  readonly observe: boolean
  readonly contact: string
  /** The owner's own HTML for pages (shared/pages/template.ts); null: the gate's. */
  readonly page: string | null
}

export interface ListenerPolicy {
  /** `0.0.0.0`, `::`, an address, or a name that resolves to one. */
  readonly address: string
  readonly port: number
  readonly sites: readonly SitePolicy[]
}

/** A plain-HTTP port that sends visitors to the sites named. */
export interface RedirectPolicy {
  readonly address: string
  readonly port: number
  readonly sites: readonly RedirectTarget[]
}

export interface RedirectTarget {
  /** Lower-case, no trailing dot. */
  readonly hosts: readonly string[]
  /** Where the site listens for HTTPS. */
  readonly port: number
  /** False: paths of ACME's http-01 challenge are answered 404. */
  readonly redirectChallenges: boolean
  /** What is answered here instead: for everybody to read, and signed. */
  readonly lists: readonly PublishedList[]
}

/** A revocation list, at the address that certificates name. */
export interface PublishedList {
  /** As it is asked for, with its first slash and without a query. */
  readonly path: string
  /** DER, base64. */
  readonly der: string
}

/** An answer to http-01 (RFC 8555 §8.3): for everybody to read, and bound to the key of the account. */
export interface HttpChallenge {
  /** As it is asked for: lower case, no trailing dot, an IPv6 address without brackets. */
  readonly host: string
  readonly path: string
  readonly body: string
}

/** The answer to tls-alpn-01 (RFC 8737) for one name. */
export interface TlsChallenge {
  /** As asked for by SNI: lower case, no trailing dot; for an address its reverse name (RFC 8738 §6). */
  readonly serverName: string
  readonly certPem: string
  /** PKCS#8. A key that is made for this challenge and signs nothing else. */
  readonly keyPem: string
}

/** What an ACME authority is answered while it validates; empty else. */
export interface ChallengePolicy {
  /** At every plain-HTTP port. */
  readonly http: readonly HttpChallenge[]
  /** At every port of a site. */
  readonly tls: readonly TlsChallenge[]
}

/** Everything that is allowed. Applied whole or not at all. */
export interface Policy {
  /** Grows by one with each policy. */
  readonly version: number
  readonly authorities: readonly TrustedAuthority[]
  readonly known: readonly KnownCertificate[]
  readonly revoked: readonly RevokedCertificate[]
  readonly staleLists: readonly StaleListPolicy[]
  readonly heldIssuers: readonly HeldIssuerPolicy[]
  /** Fingerprints of certificates that are refused like revoked ones: nothing else is known of them. */
  readonly refused: readonly string[]
  readonly listeners: readonly ListenerPolicy[]
  readonly redirects: readonly RedirectPolicy[]
  readonly challenges: ChallengePolicy
  /** Null: there is no ACME server. */
  readonly acme: AcmePortPolicy | null
  /**
   * Fingerprints of the diagnosis' own certificates, and the word that its visitors without one carry in
   * `X-Vestibule-Probe`: marked as probes in the activity, never counted as visitors. Changes no decision.
   */
  readonly probes: readonly string[]
  /** Somebody watches the door: connections that came to nothing before any site could judge them are told too. */
  readonly watching: boolean
}

/** A connection that came to nothing before a site could judge it: no news, except to somebody who watches the door. */
export interface GateKnock {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Peer address, without port. */
  readonly address: string
  /** Port of the listener. */
  readonly port: number
  /** Null when none was chosen. */
  readonly siteId: string | null
  /**
   * `hung-up`: left in the middle of the handshake, as browsers do to ask which certificate to show. `silent`: said
   * nothing, as spare connections do. `plain-http`, `not-tls`: spoke something else. `unknown-name`: asked for a name of no site.
   */
  readonly kind: 'hung-up' | 'silent' | 'plain-http' | 'not-tls' | 'unknown-name'
  /** The name that was asked for (SNI), where one was read. */
  readonly serverName: string | null
}

/** Why a listener did not open, per listener; the others run. */
export interface ListenerProblem {
  readonly address: string
  readonly port: number
  /** Node's error code: EADDRINUSE, EACCES, EADDRNOTAVAIL … */
  readonly code: string
}

/** One knock, as the gate saw it, or several of one address that ended alike. The engine adds id and names. */
export interface GateActivity {
  /** Milliseconds since 1970: of the first, and of the last. */
  readonly at: number
  readonly lastAt: number
  /** How many there were; what else is said is said of the first. */
  readonly count: number
  readonly siteId: string | null
  readonly address: string
  readonly outcome: Outcome
  /** What it would have been at a site that does not only observe; null when the same. */
  readonly observed: Outcome | null
  readonly status: number | null
  readonly method: string | null
  /** Without query. */
  readonly path: string | null
  readonly tlsVersion: string | null
  readonly cipher: string | null
  readonly verifyCode: number | null
  readonly verifyName: string | null
  readonly deviceId: string | null
  readonly fingerprint: string | null
  readonly serial: string | null
  /** RFC 4514. */
  readonly subject: string | null
  readonly issuer: string | null
  /** Technical cause where there is one (upstream error, handshake error), without secrets. */
  readonly detail: string | null
  /** What browsers send without a certificate by design; null for everything else, and where it was not refused. */
  readonly requestKind: RequestKind | null
  /** Whether a visitor who was let in for a local address came with headers of a proxy: it stands for somebody else. */
  readonly viaProxy: boolean
  readonly probe: boolean
}

/** How an upstream was found, without any visitor. */
export interface UpstreamCheck {
  readonly siteId: string
  /** Address that was looked at. */
  readonly url: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** Until its answer began; null when there was none. */
  readonly milliseconds: number | null
  readonly status: number | null
  /** Why there was no answer, as a code; null when there was one. */
  readonly problem: string | null
}

/** Whether an upstream answers every visitor of a site with the same error. */
export interface UpstreamRefusals {
  readonly siteId: string
  /** Null: somebody got an answer that is none. `since` in milliseconds since 1970. */
  readonly refusals: { readonly status: number; readonly since: number; readonly count: number } | null
}

/** The holder of an expired certificate of one of the site's authorities asks for a new one. */
export interface RenewalRequest {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly siteId: string
  readonly address: string
  /** Of the expired certificate. */
  readonly fingerprint: string
  readonly serial: string
  readonly subject: string
  readonly notAfter: number
}

export type ToGate =
  | { readonly type: 'policy'; readonly policy: Policy }
  /** Asks for `pong` with the same number: a gate that hangs gives none. */
  | { readonly type: 'ping'; readonly number: number }
  /** Answers an `acme` of this gate. */
  | { readonly type: 'acme-response'; readonly response: AcmeResponse }
  /** Close every door and say what happened until then; `drained` follows the last line. */
  | { readonly type: 'drain' }
  | { readonly type: 'stop' }

export type FromGate =
  | { readonly type: 'ready' }
  | { readonly type: 'pong'; readonly number: number }
  /** It holds memory that belongs to nobody, and nothing is going on: another gate is to take its place. */
  | { readonly type: 'retire' }
  /** The policy is in force: every refusal it asks for has been carried out, also on open connections. */
  | { readonly type: 'applied'; readonly version: number; readonly problems: readonly ListenerProblem[] }
  /** The policy was refused whole; the old one stays. */
  | { readonly type: 'refused'; readonly version: number; readonly problem: Message }
  /** Only while the policy says that somebody watches. */
  | { readonly type: 'knocks'; readonly knocks: readonly GateKnock[] }
  | { readonly type: 'health'; readonly checks: readonly UpstreamCheck[] }
  /** Everybody who was let in gets an error of the upstream, or does not any more. */
  | { readonly type: 'refusals'; readonly site: UpstreamRefusals }
  /** Batched; `dropped` counts lines that were not kept because there were too many. */
  | { readonly type: 'activity'; readonly lines: readonly GateActivity[]; readonly dropped: number }
  | { readonly type: 'renewal'; readonly request: RenewalRequest }
  | { readonly type: 'held'; readonly certificate: HeldCertificate }
  /** Somebody asks the ACME server; `acme-response` answers. */
  | { readonly type: 'acme'; readonly request: AcmeRequest }
  /** Everything was closed, and every line of activity was sent before this. */
  | { readonly type: 'drained' }
