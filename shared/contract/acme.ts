import { z } from 'zod'
import { dnsServices } from '../acme.ts'
import { Instant, Pem, Problem } from './common.ts'
import { must } from './field.ts'
import { SiteHost } from './host.ts'

/** How an ACME authority is shown that a name is the owner's (RFC 8555 §8, RFC 8737). */
export const AcmeChallenge = z.enum(['http-01', 'tls-alpn-01', 'dns-01'])
export type AcmeChallenge = z.infer<typeof AcmeChallenge>

/** Who changes TXT records for dns-01; `exec` is a program of the owner's. */
export const DnsService = z.enum(dnsServices)
export type DnsService = z.infer<typeof DnsService>

/** How the certificate of a site is ordered from an ACME authority, and how that stands. Never a secret. */
export const SiteAcme = z.strictObject({
  /** Address of the authority's directory. */
  directory: z.string(),
  challenge: AcmeChallenge,
  /** For dns-01. */
  dns: z.nullable(DnsService),
  profile: z.nullable(z.string()),
  /** Null: the host names of the site. */
  names: z.nullable(z.array(z.string())),
  contact: z.array(z.string()),
  /**
   * `pending`: there is none from this authority yet. `issued`: it is in force. `failed`: the last attempt failed, and
   * whatever was in force before stays so.
   */
  state: z.enum(['pending', 'issued', 'failed']),
  /** When it is ordered or renewed next; null while nothing is due by itself: the site is stopped. */
  nextCheck: z.nullable(Instant),
  /** In a row. */
  failures: z.int(),
  lastFailure: z.nullable(
    z.strictObject({
      at: Instant,
      problem: Problem,
      /** The authority's own words (RFC 8555 §6.7), where it said some. */
      type: z.nullable(z.string()),
      detail: z.nullable(z.string()),
    }),
  ),
})
export type SiteAcme = z.infer<typeof SiteAcme>

/** One thing that an order needs, looked at before one is made. */
export const AcmeCheck = z.strictObject({
  what: z.enum(['directory', 'name', 'port', 'token']),
  /** The name that it is about; null for the directory. */
  name: z.nullable(z.string()),
  /** Null when it is as it should be. */
  problem: z.nullable(Problem),
  /**
   * False where only the authority can tell: many routers do not let their own public address be reached from inside. The
   * order may be tried all the same.
   */
  certain: z.boolean(),
})
export type AcmeCheck = z.infer<typeof AcmeCheck>

/** A word that may stand in a request. */
const Word = z
  .string()
  .max(1000)
  .regex(/^[\x21-\x7E]+$/, must('oneWord'))

export const UseAcme = z.strictObject({
  site: z.string().min(1).max(200),
  directory: z.url().max(1000),
  /** Left out: dns-01 with a DNS service, else http-01 where there is a plain-HTTP port, else tls-alpn-01. */
  challenge: z.optional(AcmeChallenge),
  dns: z.optional(DnsService),
  /**
   * Settings of the DNS service with its secret: JSON, or lines `name = value` (docs/public-certificates.md). Left out:
   * those that were given before.
   */
  dnsConfig: z.optional(z.string().max(65_536)),
  profile: z.optional(Word),
  /** Left out: the host names of the site. */
  names: z.optional(z.array(SiteHost).min(1).max(100)),
  /** Mail addresses that the authority may write to. */
  contact: z._default(
    z
      .array(
        z
          .string()
          .max(254)
          .regex(/^[^\s@,<>]+@[^\s@,<>]+$/, must('mail')),
      )
      .max(10),
    [],
  ),
  /** An account that the owner has with the authority already (RFC 8555 §7.3.4); the key in base64url. */
  external: z.optional(z.strictObject({ kid: Word, hmacKey: z.string().regex(/^[A-Za-z0-9_-]{16,1024}={0,2}$/) })),
  /** What vouches for the directory's server, instead of the public authorities. */
  authority: z.optional(Pem),
})
