import type { RuleCertificate, RuleLan } from '../../../shared/contract/rule.ts'
import type { SiteMode } from '../../../shared/contract/site.ts'
import type { Message } from '../../../shared/messages/message.ts'
import type { EncodedPaths, UpstreamConnections, UpstreamHeaders } from '../../../shared/contract/upstream-settings.ts'

/** A certificate that a rule or a login names. */
export interface ExportCertificate {
  /** Name of its device. */
  readonly device: string
  /** SHA-256 of the DER, upper-case hexadecimal. */
  readonly sha256: string
  /** Null when only its fingerprint is known. */
  readonly der: Uint8Array | null
}

/** A name of an authority: one line for each attribute, in the order of the certificate, escaped as RFC 4514 says. */
export interface ExportName {
  readonly authority: string
  readonly lines: string
}

/** One thing that a rule asks of a good certificate. */
export type ExportTest =
  | { readonly kind: 'certificate'; readonly list: readonly ExportCertificate[] }
  | { readonly kind: 'subject'; readonly attribute: 'CN' | 'O' | 'OU'; readonly values: readonly string[] }
  | { readonly kind: 'issuer'; readonly names: readonly ExportName[] }

/** Whose certificate a rule means: one or each of the tests holds. */
export interface ExportWho {
  readonly satisfy: 'any' | 'all'
  readonly tests: readonly ExportTest[]
}

export interface ExportRule {
  /** Normalised path prefix, percent-encoded as in a URL. */
  readonly path: string
  /** Those that it is about, HEAD beside GET; none: every method. */
  readonly methods: readonly string[]
  readonly certificate: RuleCertificate
  readonly lan: RuleLan
  /** Null: everybody's whom the site trusts. */
  readonly who: ExportWho | null
  /** Who may have issued it where the length of the chain is limited; null: anybody whom the site trusts. */
  readonly issuers: readonly ExportName[] | null
}

/** How an `https://` upstream proves itself, and how it is told who comes. */
export interface ExportUpstreamTls {
  /**
   * `authority`: certificates of its authority, PEM. `fingerprint`: this one certificate and no other; its PEM is
   * null when the device did not answer.
   */
  readonly trust:
    | { readonly by: 'system' }
    | { readonly by: 'authority'; readonly pem: string }
    | { readonly by: 'fingerprint'; readonly fingerprint: string; readonly pem: string | null }
  /** Most certificates above its own, the trusted authority included. */
  readonly depth: number | null
  /** Sent as SNI and expected in its certificate; null: the host of its address. */
  readonly serverName: string | null
  readonly identity: { readonly certPem: string; readonly keyPem: string } | null
}

export interface ExportUpstream {
  /** Name or address, an IPv6 address without brackets. */
  readonly host: string
  readonly port: number
  /** `` or `/base`, without a slash at the end. */
  readonly path: string
  /** Null for `http://`. */
  readonly tls: ExportUpstreamTls | null
  /** The Host that it is asked for; null: the one that the visitor typed. */
  readonly askedHost: string | null
}

export interface ExportAuthority {
  readonly name: string
  readonly pem: string
  /** Serial numbers that it has taken back, upper-case hexadecimal without leading zeros. */
  readonly revoked: readonly string[]
  /** Its newest signed list; null when there is none. `until` is its nextUpdate, milliseconds since 1970. */
  readonly crl: { readonly pem: string; readonly until: number } | null
}

/** A site as plain data: everything that a configuration is written from. */
export interface ExportModel {
  readonly name: string
  /** Lower-case, no trailing dot. */
  readonly hosts: readonly string[]
  /** `*` for every address. */
  readonly listen: { readonly address: string; readonly port: number }
  readonly mode: SiteMode
  readonly upstream: ExportUpstream
  readonly publicUpstream: ExportUpstream | null
  /** Plain-HTTP ports that send visitors here; paths of ACME's http-01 challenge (RFC 8555 §8.3) too, or not. */
  readonly redirects: readonly { readonly address: string; readonly port: number }[]
  readonly redirectChallenges: boolean
  /** Addresses at which its plain-HTTP ports answer with a revocation list. */
  readonly publishes: readonly string[]
  /** Added to the requests of proven visitors. The value is the header's whole value; null: the name of the device. */
  readonly login: { readonly header: string; readonly value: string | null } | null
  /** True when the site has a login whose secret was not asked for. */
  readonly loginLeftOut: boolean
  /** True when the site logs in by Digest, which no other server does. */
  readonly digestLeftOut: boolean
  /** Whether a visitor's own `Authorization` goes on in place of the login. The servers replace it. */
  readonly visitorsKeepLogin: boolean
  /** Every device's certificates; only where the login needs them. */
  readonly devices: readonly ExportCertificate[]
  /** What upstreams are told of visitors. */
  readonly upstreamHeaders: UpstreamHeaders
  /** Seconds that an upstream has to begin its answer, and to go on with it: other servers know one time for both. */
  readonly answerTimeout: number
  readonly connections: UpstreamConnections
  /** What the site does with paths that servers read differently. The servers refuse them wherever there are rules. */
  readonly encodedPaths: EncodedPaths
  readonly contact: string
  /** The owner's own HTML for the pages, with placeholders; null for Vestibule's. */
  readonly page: string | null
  /** Those that the site trusts. */
  readonly authorities: readonly ExportAuthority[]
  /** Those below them that are known: so nobody has to send them along, and their lists are there. */
  readonly intermediates: readonly ExportAuthority[]
  readonly rules: readonly ExportRule[]
  readonly ignoreCase: boolean
  readonly observe: boolean
  /** Leaf first, then its chain; the key (PKCS#8) only when it was asked for. */
  readonly certificate: { readonly certPem: string; readonly keyPem: string | null }
}

/** One file, before it is brought into the contract's form. */
export interface ExportFile {
  readonly path: string
  readonly text: string
  /** Only its owner may read it. */
  readonly secret?: boolean
}

/** What a writer makes of a site. Commands are run in the folder. */
export interface Written {
  readonly files: readonly ExportFile[]
  /** What this server does otherwise than Vestibule. */
  readonly cannot: readonly Message[]
  readonly commands: readonly [check: string, start: string]
  /** Name and least version of the server. */
  readonly server: string
  /** A sentence on the commands, where systems differ. */
  readonly hint: string
  /** How the server is told that files have changed. */
  readonly reload: string
}
