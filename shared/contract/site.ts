import { z } from 'zod'
import { AcmeCheck, SiteAcme, UseAcme } from './acme.ts'
import { Id, Instant, Name, Passphrase, Pem, Problem, RevocationReason } from './common.ts'
import { Listen, SiteHost, UpstreamUrl } from './host.ts'
import { method } from './method.ts'
import { must } from './field.ts'
import { AskedLogin } from './login.ts'
import { AccessRule } from './rule.ts'
import { siteOptionFields, siteOptionView } from './site-options.ts'
import { SeenCertificate, UpstreamHealth } from './upstream.ts'

/** How a site asks visitors for a certificate. */
export const SiteMode = z.enum(['required', 'pages', 'optional', 'off'])
export type SiteMode = z.infer<typeof SiteMode>

export const SiteCertificate = z.strictObject({
  /** `authority`: issued and renewed here. `own`: brought by the user. `acme`: from an ACME authority. */
  source: z.enum(['authority', 'own', 'acme']),
  serial: z.string(),
  fingerprint: z.string(),
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  notBefore: Instant,
  notAfter: Instant,
  /**
   * From when on it is renewed by itself, one of the own authority as soon as that is unlocked; null for one of the user's
   * own.
   */
  renewsAt: z.nullable(Instant),
  /**
   * What its issuer says of it, sent along with it (OCSP stapling, RFC 6066 §8): until when that counts, null while there
   * is nothing; and why nothing newer could be had. Null where the certificate names nobody to ask.
   */
  ocsp: z.nullable(z.strictObject({ responder: z.string(), until: z.nullable(Instant), problem: z.nullable(Problem) })),
  /** Set as soon as it is to be ordered there: until it is issued, `source` says where the one in force is from. */
  acme: z.nullable(SiteAcme),
})
export type SiteCertificate = z.infer<typeof SiteCertificate>

export const Site = z.strictObject({
  id: Id,
  name: z.string(),
  hosts: z.array(z.string()),
  listen: z.string(),
  /** What a visitor types: `https://host[:port]/`. */
  url: z.string(),
  upstream: z.string(),
  publicUpstream: z.nullable(z.string()),
  mode: SiteMode,
  authorityIds: z.array(Id),
  certificate: SiteCertificate,
  /** In the order of their paths. */
  rules: z.array(AccessRule),
  /** The upstream does not tell capital letters in paths apart: then neither do the rules. */
  ignoreCase: z.boolean(),
  /** Lets everybody in for now, and records who would have been refused. Without effect in mode `required`. */
  observe: z.boolean(),
  /** A line on the error pages: who to ask. */
  contact: z.string(),
  /** What the owner wants. */
  enabled: z.boolean(),
  /** What is true now. */
  state: z.enum(['running', 'stopped', 'failed']),
  /** Why it is `failed`, with what to do; else null. */
  problem: z.nullable(Problem),
  /** What is not as it should be although the site is open: a login that cannot be read any more. */
  warnings: z.array(Problem),
  /** Null while nobody has looked: the site is closed, or was opened just now. */
  health: z.nullable(UpstreamHealth),
  ...siteOptionView,
  createdAt: Instant,
  today: z.strictObject({ visits: z.int(), refusals: z.int() }),
})
export type Site = z.infer<typeof Site>

/**
 * A server certificate with its key: each the text of a file or base64 of one, of any form (PEM, DER, PKCS#7, PKCS#12). An
 * empty `keyPem` means that the key is in the other.
 */
const ServerPair = z.strictObject({ certPem: Pem, keyPem: Pem, password: z.optional(z.string().max(1024)) })

const fields = {
  name: Name,
  hosts: z.array(SiteHost).min(1, must('noHost')).max(100),
  listen: Listen,
  upstream: UpstreamUrl,
  publicUpstream: z.optional(UpstreamUrl),
  mode: SiteMode,
  /** Ids or names; empty means the only own authority. */
  authorities: z.array(z.string().min(1).max(200)).max(32),
  /** Own server certificate with chain, and its key, both PEM. Both or neither. */
  certificate: z.optional(ServerPair),
  contact: z
    .string()
    .max(200)
    .regex(/^[^\r\n]*$/, must('oneLine')),
  ignoreCase: z.boolean(),
  observe: z.boolean(),
  /**
   * Own authority that signs the server certificate, by id or name. Without it: one whose devices are let in, else the one
   * that has signed before, else the oldest.
   */
  signer: z.optional(z.string().min(1).max(200)),
}

export const AddSite = z.strictObject({
  ...fields,
  mode: z._default(fields.mode, 'pages'),
  authorities: z._default(fields.authorities, []),
  contact: z._default(fields.contact, ''),
  ignoreCase: z._default(fields.ignoreCase, false),
  ...siteOptionFields,
  observe: z._default(fields.observe, false),
  signer: fields.signer,
  passphrase: z.optional(Passphrase),
})

export const SetSite = z.strictObject({
  site: z.string().min(1).max(200),
  name: z.optional(fields.name),
  hosts: z.optional(fields.hosts),
  listen: z.optional(fields.listen),
  upstream: z.optional(fields.upstream),
  publicUpstream: z.optional(z.nullable(UpstreamUrl)),
  mode: z.optional(fields.mode),
  authorities: z.optional(fields.authorities),
  /** Null: the own authority issues one. */
  certificate: z.optional(z.nullable(ServerPair)),
  contact: z.optional(fields.contact),
  ignoreCase: z.optional(fields.ignoreCase),
  ...siteOptionFields,
  observe: z.optional(fields.observe),
  signer: fields.signer,
  passphrase: z.optional(Passphrase),
})

/** What the app found out by itself, so that the user need not be asked. */
export const SiteProposal = z.strictObject({
  name: z.string(),
  upstream: z.string(),
  hosts: z.array(z.string()),
  listen: z.string(),
  /** What answered at the upstream; null when nothing did. */
  reached: z.nullable(
    z.strictObject({
      status: z.int(),
      title: z.nullable(z.string()),
      server: z.nullable(z.string()),
      /** `data:` URL of at most 64 KiB. */
      favicon: z.nullable(z.string()),
    }),
  ),
  /** What an `https://` upstream showed, also when it did not answer after that. */
  certificate: z.nullable(SeenCertificate),
  /** Why nothing answered. */
  problem: z.nullable(Problem),
})
export type SiteProposal = z.infer<typeof SiteProposal>

/** Id or unique name. */
const Selector = z.strictObject({ site: z.string().min(1).max(200) })

export const site = {
  'site.propose': method(z.strictObject({ upstream: z.string().min(1).max(2000) }), SiteProposal),
  'site.add': method(AddSite, Site),
  'site.set': method(SetSite, Site),
  'site.list': method(z.strictObject({}), z.array(Site)),
  'site.show': method(Selector, Site),
  /** Asks the device what it wants visitors to log in with. */
  'site.login.ask': method(Selector, AskedLogin),
  'site.remove': method(Selector, z.strictObject({ id: Id })),
  'site.start': method(Selector, Site),
  'site.stop': method(Selector, Site),
  /** The certificate in force stays until there is a new one; any other certificate (`site.set`) ends it. */
  'site.acme.use': method(UseAcme, Site),
  /**
   * Orders what is due now, whatever the own back-off says, and answers when that is over. Fails with what the authority
   * says.
   */
  'site.acme.order': method(Selector, Site),
  /** Looks at what an order as by `site.acme.use` would need, and changes nothing. */
  'site.acme.check': method(UseAcme, z.array(AcmeCheck)),
  /**
   * Has the authority revoke the certificate in force (RFC 8555 §7.6). It stays until there is a new one, with another
   * key, which is ordered at once.
   */
  'site.acme.revoke': method(
    z.strictObject({ ...Selector.shape, reason: z._default(RevocationReason.exclude(['hold']), 'unspecified') }),
    Site,
  ),
  /** Another key for the account at the authority (RFC 8555 §7.3.5), for every site that uses it. */
  'site.acme.changeKey': method(Selector, Site),
} as const
