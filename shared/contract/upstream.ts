import { z } from 'zod'
import { Fingerprint, Instant, Pem, Problem } from './common.ts'
import { FixAction } from './fix.ts'
import { Host } from './host.ts'

/**
 * What makes an `https://` upstream trustworthy: a public authority, an authority of the owner's, or exactly one
 * certificate, which then needs neither a name nor a date that fits.
 */
export const UpstreamTrust = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('system') }),
  /** One or more CA certificates, PEM. */
  z.strictObject({ by: z.literal('authority'), pem: Pem }),
  z.strictObject({ by: z.literal('fingerprint'), fingerprint: Fingerprint }),
])
export type UpstreamTrust = z.infer<typeof UpstreamTrust>

/** How an `https://` upstream must prove itself. */
export const UpstreamTls = z.strictObject({
  trust: UpstreamTrust,
  /** Most certificates above its own, the trusted authority included (Apache SSLProxyVerifyDepth); null: any number. */
  depth: z._default(z.nullable(z.int().min(1).max(8)), null),
  /** Name that is sent as SNI and that its certificate must carry, where that is not the host of its address. */
  serverName: z._default(z.nullable(Host), null),
})
export type UpstreamTls = z.infer<typeof UpstreamTls>

/** What is asked of an `https://` upstream when nothing else was set. */
export const defaultUpstreamTls: UpstreamTls = { trust: { by: 'system' }, depth: null, serverName: null }

/** A certificate that an upstream showed. */
export const SeenCertificate = z.strictObject({
  fingerprint: Fingerprint,
  subject: z.string(),
  issuer: z.string(),
  notBefore: Instant,
  notAfter: Instant,
  /** True when a public authority vouches for it under this name. */
  trusted: z.boolean(),
})
export type SeenCertificate = z.infer<typeof SeenCertificate>

/** The gate's own certificate, for an upstream that asks who comes. Its key is never shown. */
export const UpstreamCertificate = z.strictObject({
  fingerprint: Fingerprint,
  subject: z.string(),
  issuer: z.string(),
  notBefore: Instant,
  notAfter: Instant,
})
export type UpstreamCertificate = z.infer<typeof UpstreamCertificate>

/**
 * The same as it is given: certificate with its chain, and its key; each the text of a file of any form, or base64 of one.
 * An empty `keyPem` means that the key is in the other.
 */
export const UpstreamIdentity = z.strictObject({
  certPem: Pem,
  keyPem: Pem,
  password: z.optional(z.string().max(1024)),
})

/** Whether an upstream answers, found by asking it now and then. */
export const UpstreamHealth = z.strictObject({
  state: z.enum(['answers', 'silent']),
  /** When that began, as far as it was noticed. */
  since: Instant,
  checkedAt: Instant,
  /** Until its answer began. */
  milliseconds: z.nullable(z.int()),
  /** HTTP status of its answer: any is one. */
  status: z.nullable(z.int()),
  problem: z.nullable(Problem),
  /**
   * Everybody who was let in lately got an error of the upstream, the same each time: its status, since when, how many
   * visits in a row, and why. Null when somebody saw a page, or nobody came.
   */
  refusing: z.nullable(
    z.strictObject({
      status: z.int(),
      since: Instant,
      count: z.int(),
      problem: Problem,
      /** Where the app can do something about it. */
      action: z.optional(FixAction),
    }),
  ),
})
export type UpstreamHealth = z.infer<typeof UpstreamHealth>
