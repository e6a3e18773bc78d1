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
  RevocationReason,
  Serial,
} from './common.ts'
import { DeviceCertificate } from './device.ts'
import { ExportProfile, FilePassword } from './export.ts'
import { SiteHost } from './host.ts'
import { method } from './method.ts'

/** Key types for servers: P-256 for everything of the last ten years, RSA for what is older. */
export const ServerKeyType = KeyType.extract(['p256', 'rsa2048'])
export type ServerKeyType = z.infer<typeof ServerKeyType>

export const ServerStatus = z.enum(['active', 'expiring', 'expired', 'revoked'])
export type ServerStatus = z.infer<typeof ServerStatus>

/** Another machine with a server certificate of an own authority. It is renewed and carried over by hand. */
export const Server = z.strictObject({
  id: Id,
  name: z.string(),
  /** Names and addresses in the certificate. */
  hosts: z.array(z.string()),
  status: ServerStatus,
  createdAt: Instant,
  /** Of the current (newest) certificate. */
  serial: Serial,
  fingerprint: Fingerprint,
  notBefore: Instant,
  notAfter: Instant,
  keyType: z.string(),
  /** False when the key stayed on the machine (issued from a CSR). */
  hasKey: z.boolean(),
  authorityId: Id,
})
export type Server = z.infer<typeof Server>

/** `certificates`: newest first. */
export const ServerDetail = z.strictObject({ ...Server.shape, certificates: z.array(DeviceCertificate) })

/** Validity in days; browsers and Apple take no more than 397 (CA/Browser Forum Baseline Requirements §6.3.2). */
const Days = z.int().min(1).max(397)
/** Names and addresses: as many as any machine has. */
const Hosts = z.array(SiteHost).min(1).max(100)

export const ServerExportFormat = z.enum(['pem', 'fullchain', 'pfx', 'jks'])
export type ServerExportFormat = z.infer<typeof ServerExportFormat>

export const ServerFile = z.strictObject({
  ...FileContent.shape,
  format: ServerExportFormat,
  /** `none` for formats that are not encrypted containers. */
  profile: z.enum(['compatible', 'modern', 'none']),
  /** The private key by itself, where it was asked for; then the file is without it. */
  key: z.optional(FileContent),
  /** Only when it was generated, only this once. */
  password: z.optional(z.string()),
  /** Sentences a person should read before carrying the file over. */
  warnings: z.array(Message),
})

/** A server by id, unique name, serial or fingerprint. */
const Selector = z.string().min(1).max(200)

export const server = {
  'server.add': method(
    z.strictObject({
      name: Name,
      /** Without them those of the request are taken. */
      hosts: z.optional(Hosts),
      key: z._default(ServerKeyType, 'p256'),
      days: z.optional(Days),
      /** PEM of a PKCS#10 request made on the machine; then no key is made here. */
      csr: z.optional(Pem),
      authority: z.optional(z.string().min(1).max(200)),
      passphrase: z.optional(Passphrase),
    }),
    Server,
  ),
  'server.list': method(z.strictObject({}), z.array(Server)),
  'server.show': method(z.strictObject({ server: Selector }), ServerDetail),
  /** The certificate before it stays good until it ends: nobody can see when the machine uses the new one. */
  'server.renew': method(
    z.strictObject({
      server: Selector,
      /** A new key instead of signing the same one again. Impossible where the key never was here. */
      newKey: z._default(z.boolean(), false),
      /** A request with a new key that was made on the machine; names of the server stay. */
      csr: z.optional(Pem),
      /** Default: as long as the one before. */
      days: z.optional(Days),
      passphrase: z.optional(Passphrase),
    }),
    Server,
  ),
  /** All certificates of it that are not revoked; in the next list of its authority. */
  'server.revoke': method(
    z.strictObject({
      server: Selector,
      reason: z._default(RevocationReason.exclude(['hold']), 'unspecified'),
    }),
    Server,
  ),
  /** Revokes what is left of it and forgets its keys. */
  'server.remove': method(z.strictObject({ server: Selector }), z.strictObject({ id: Id })),
  'server.export': method(
    z.strictObject({
      server: Selector,
      format: z._default(ServerExportFormat, 'pem'),
      profile: z._default(ExportProfile, 'auto'),
      /** For `pem`: the key in a file of its own. */
      separateKey: z._default(z.boolean(), false),
      password: z.optional(FilePassword),
      passphrase: z.optional(Passphrase),
    }),
    ServerFile,
  ),
} as const
