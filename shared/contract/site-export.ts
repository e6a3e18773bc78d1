import { z } from 'zod'
import { Message, Passphrase } from './common.ts'
import { method } from './method.ts'

/** Servers that a site can be written down for. */
export const ExportTarget = z.enum(['haproxy', 'nginx', 'apache', 'caddy'])
export type ExportTarget = z.infer<typeof ExportTarget>

/** One file of a configuration. */
export const ConfigurationFile = z.strictObject({
  /** Relative, with `/`: `haproxy.cfg`, `pages/expired.html`. */
  path: z.string(),
  mediaType: z.string(),
  /** Base64 (RFC 4648 §4). */
  base64: z.base64(),
  /** True for files that only their owner may read (0600). */
  secret: z.boolean(),
})
export type ConfigurationFile = z.infer<typeof ConfigurationFile>

/**
 * The private key, the login at the device and the certificate for it: `left-out` as if the site had none, `masked` by a
 * remark in their places, for looking at, or `included`, which the authority must be unlocked for.
 */
export const ExportSecrets = z.enum(['left-out', 'masked', 'included'])
export type ExportSecrets = z.infer<typeof ExportSecrets>

/** A site as the configuration of another server. */
export const SiteExport = z.strictObject({
  target: ExportTarget,
  /** A name for the folder, safe on every system. */
  folder: z.string(),
  files: z.array(ConfigurationFile),
  /** True with the server's private key: the server does not start without it. */
  complete: z.boolean(),
  /** What this server does otherwise than Vestibule, one sentence each. */
  cannot: z.array(Message),
  /** Run in the folder: the first checks the configuration, the second starts the server. */
  commands: z.tuple([z.string(), z.string()]),
})
export type SiteExport = z.infer<typeof SiteExport>

const wanted = {
  /** Id or unique name. */
  site: z.string().min(1).max(200),
  target: ExportTarget,
  passphrase: z.optional(Passphrase),
}

export const siteExport = {
  'site.export': method(z.strictObject({ ...wanted, secrets: z._default(ExportSecrets, 'left-out') }), SiteExport),
  /**
   * Writes it into a folder of its own, beneath one that is chosen in the system's dialog, where the shell has one.
   * Null when nobody chose.
   */
  'site.saveExport': method(
    z.strictObject({ ...wanted, secrets: ExportSecrets.exclude(['masked']) }),
    z.strictObject({ folder: z.nullable(z.string()) }),
    { from: ['direct', 'window'] },
  ),
} as const
