import { z } from 'zod'
import { FileContent, Fingerprint, Id, Instant, KeyType, Name, Passphrase, Pem, Serial } from './common.ts'
import { method } from './method.ts'

/** A certificate authority: `own` can sign, `trusted` is a certificate only. */
export const Authority = z.strictObject({
  id: Id,
  name: z.string(),
  kind: z.enum(['own', 'trusted']),
  /** RFC 4514 distinguished name. */
  subject: z.string(),
  issuer: z.string(),
  keyType: z.string(),
  serial: Serial,
  fingerprint: Fingerprint,
  notBefore: Instant,
  notAfter: Instant,
  createdAt: Instant,
  /** How many certificates of this authority are known, by state. */
  counts: z.strictObject({ issued: z.int(), revoked: z.int() }),
  crl: z.nullable(
    z.strictObject({
      number: z.int(),
      thisUpdate: Instant,
      nextUpdate: Instant,
      /** Entries in the list. */
      entries: z.int(),
      /** True while a revocation waits for the authority to be unlocked so that the list can be signed. */
      pending: z.boolean(),
    }),
  ),
  /** Only when asked for with `pem: true`. */
  pem: z.optional(Pem),
})
export type Authority = z.infer<typeof Authority>

export const CreateAuthority = z.strictObject({
  name: Name,
  /** Sets the passphrase of the vault the first time; must match it afterwards. */
  passphrase: Passphrase,
  key: z._default(KeyType, 'rsa3072'),
  /** Validity in days. */
  days: z._default(z.int().min(1).max(36_500), 3650),
  /** Keep the passphrase in the operating system's keychain. */
  remember: z._default(z.boolean(), false),
})

/** Which authority is meant: id or name; without one, the only own authority. */
const Selector = z.optional(z.string().min(1).max(200))

export const authority = {
  'authority.create': method(CreateAuthority, Authority),
  'authority.list': method(z.strictObject({}), z.array(Authority)),
  'authority.show': method(z.strictObject({ authority: Selector, pem: z._default(z.boolean(), false) }), Authority),
  /** The CA certificate alone, as devices import it. */
  'authority.certificate': method(
    z.strictObject({ authority: Selector, format: z._default(z.enum(['pem', 'der']), 'pem') }),
    FileContent,
  ),
  /** Signs a new certificate revocation list (needs the vault unlocked or the passphrase) and returns it. */
  'authority.crl': method(
    z.strictObject({
      authority: Selector,
      format: z._default(z.enum(['pem', 'der']), 'pem'),
      passphrase: z.optional(Passphrase),
    }),
    z.strictObject({ ...FileContent.shape, number: z.int(), nextUpdate: Instant, entries: z.int() }),
  ),
  'authority.unlock': method(
    z.strictObject({ passphrase: Passphrase, remember: z._default(z.boolean(), false) }),
    z.strictObject({ locked: z.literal(false) }),
  ),
  /** Removes the passphrase from the operating system's keychain. */
  'authority.forget': method(z.strictObject({}), z.strictObject({ remembered: z.literal(false) })),
  'authority.lock': method(z.strictObject({}), z.strictObject({ locked: z.literal(true) })),
} as const
