import { z } from 'zod'
import {
  FileContent,
  Fingerprint,
  Id,
  Instant,
  KeyType,
  Message,
  Name,
  Passphrase,
  Pem,
  Problem,
  RunId,
  Serial,
} from './common.ts'
import { must } from './field.ts'
import { method } from './method.ts'

/**
 * When the revocation list of a trusted authority is out of date and no newer one came: go on with what it said last,
 * or refuse everybody whom that authority vouches for, since nobody knows who was revoked meanwhile.
 */
export const StaleList = z.enum(['go-on', 'refuse'])
export type StaleList = z.infer<typeof StaleList>

/** A certificate authority: `own` can sign, `trusted` is a certificate only. */
export const Authority = z.strictObject({
  id: Id,
  name: z.string(),
  kind: z.enum(['own', 'trusted']),
  /** New devices and sites are of this one where none is named; at most one own authority is. */
  usual: z.boolean(),
  /** RFC 4514 distinguished name. */
  subject: z.string(),
  issuer: z.string(),
  /** The authority above it, when that one is known here; null for a root. */
  parentId: z.nullable(Id),
  /**
   * Whether it is an intermediate that the house's own ACME server signs or has signed with: no authority of devices, and
   * its key is here although it is `trusted`. Null for every other one.
   */
  acme: z.nullable(z.enum(['in-use', 'former'])),
  keyType: z.string(),
  serial: Serial,
  fingerprint: Fingerprint,
  notBefore: Instant,
  notAfter: Instant,
  createdAt: Instant,
  /** How many certificates of this authority are known, by state. */
  counts: z.strictObject({ issued: z.int(), revoked: z.int() }),
  /** Where the owner publishes the list: certificates issued since name it as their CRL distribution point. */
  crlUrl: z.nullable(z.string()),
  /** Without effect on own authorities: they sign their lists themselves, and are their own newest list. */
  staleList: StaleList,
  /**
   * Certificates of it that are not known here are refused and told in the inbox: all of them, or those issued after a
   * state was restored. False: they are let in, as an authority from elsewhere may have issued some.
   */
  holdsUnknown: z.boolean(),
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
  /** Id or name of an own authority that signs this one: then it is an intermediate. */
  parent: z.optional(z.string().min(1).max(200)),
  /** DNS names and networks that it may issue server certificates for; none means any (RFC 5280 §4.2.1.10). */
  constraints: z._default(z.array(z.string().min(1).max(253)).max(100), []),
})

/**
 * An http or ldap URL in ASCII. https is refused: whoever fetches the list would have to verify that server first, and
 * the list is signed anyway (RFC 5280 §8).
 */
const CrlUrl = z
  .string()
  .max(1000)
  // oxlint-disable-next-line no-control-regex -- the range is printable ASCII
  .regex(/^(?:http|ldap):\/\/[\x21-\x7E]+$/, must('httpAddress'))

/** A file as the user gave it. */
export const GivenFile = z.strictObject({
  /** With its folders, where a whole folder was given. */
  name: z.string().min(1).max(1000),
  base64: z.base64().max(5_600_000),
})

/** Whatever there is: certificate and key, PKCS#12, an easy-rsa `pki/` folder, an XCA export. */
const GivenFiles = z
  .array(GivenFile)
  .min(1, must('noFile'))
  .max(20_000, must('tooManyFiles'))
  .refine((files) => files.reduce((sum, { base64 }) => sum + base64.length, 0) <= 22_000_000, must('filesTooLarge'))

/** Of the encrypted keys and PKCS#12 files that are given. */
const FilePassword = z.optional(z.string().max(1024))

export const ImportAuthority = z.strictObject({
  files: GivenFiles,
  password: FilePassword,
  /** Take a PKCS#12 file although it has no integrity check. */
  allowNoMac: z._default(z.boolean(), false),
  /** Default: the common name of its certificate. */
  name: z.optional(Name),
  /** Of the vault here; sets it the first time. */
  passphrase: z.optional(Passphrase),
  runId: RunId,
})

/** What came in. */
export const Imported = z.strictObject({
  authority: Authority,
  /** Devices made from the certificates that came along. */
  devices: z.int(),
  /** Server certificates, kept so that their serial numbers are known. */
  servers: z.int(),
  /** Revoked certificates, also those known by their serial number only. */
  revoked: z.int(),
  /** Private keys of devices that came along. */
  keys: z.int(),
  /** Files that could not be used, and what is wrong with what was taken. */
  problems: z.array(
    z.strictObject({
      file: z.string(),
      ...Problem.shape,
      /** What to do instead of what the code says, where the rest was imported. */
      remedy: z.optional(Message),
    }),
  ),
})
export type Imported = z.infer<typeof Imported>

/** Which authority is meant: id or name; without one, the only own authority, or the usual one where it is only read. */
const Selector = z.optional(z.string().min(1).max(200))

export const authority = {
  'authority.create': method(CreateAuthority, Authority),
  /** With its key and everything it issued; the files are not changed. */
  'authority.import': method(ImportAuthority, Imported),
  /** Without its key: its devices may be let in by sites. Given again, its certificate and list are replaced. */
  'authority.trust': method(
    z.strictObject({
      files: GivenFiles,
      /** Its revocation list; a list among `files` is taken as well, but this must be one. */
      crl: z.optional(GivenFile),
      name: z.optional(Name),
    }),
    Imported,
  ),
  /** A new certificate with the same key and subject: everything it issued stays valid. */
  'authority.renew': method(
    z.strictObject({
      authority: Selector,
      /** Validity in days. */
      days: z._default(z.int().min(1).max(36_500), 3650),
      passphrase: z.optional(Passphrase),
    }),
    Authority,
  ),
  'authority.set': method(
    z.strictObject({
      authority: Selector,
      /** The CRL distribution point of what is issued from now on; null for none. */
      crlUrl: z.optional(z.nullable(CrlUrl)),
      staleList: z.optional(StaleList),
      /** Makes an own authority the usual one for new devices and sites. */
      usual: z.optional(z.literal(true)),
      /** Needs the vault to be switched off: it opens a door. */
      holdsUnknown: z.optional(z.boolean()),
      passphrase: z.optional(Passphrase),
    }),
    Authority,
  ),
  /** Forgets one that no site and no certificate needs. */
  'authority.remove': method(z.strictObject({ authority: z.string().min(1).max(200) }), z.strictObject({ id: Id })),
  'authority.list': method(z.strictObject({}), z.array(Authority)),
  'authority.show': method(z.strictObject({ authority: Selector, pem: z._default(z.boolean(), false) }), Authority),
  /** The CA certificate alone, as devices import it. */
  'authority.certificate': method(
    z.strictObject({ authority: Selector, format: z._default(z.enum(['pem', 'der']), 'pem') }),
    FileContent,
  ),
  /** Where the list of an own authority is published, and who answers there. */
  'authority.publication': method(
    z.strictObject({ authority: Selector }),
    z.strictObject({
      url: z.nullable(z.string()),
      /** Name of the site that answers at that address with the newest list; null: somebody else has to. */
      site: z.nullable(z.string()),
      /** An address at which a site would; null where none has a plain-HTTP port. */
      proposal: z.nullable(z.string()),
    }),
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
