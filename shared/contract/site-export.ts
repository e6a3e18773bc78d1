import { z } from 'zod'
import { Passphrase } from './common.ts'
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

/** A site as the configuration of another server. */
export const SiteExport = z.strictObject({
  target: ExportTarget,
  /** A name for the folder, safe on every system. */
  folder: z.string(),
  files: z.array(ConfigurationFile),
  /** False when the server's private key was not asked for: the server does not start without it. */
  complete: z.boolean(),
  /** What this server does otherwise than Vestibule, one sentence each. */
  cannot: z.array(z.string()),
  /** Run in the folder: the first checks the configuration, the second starts the server. */
  commands: z.tuple([z.string(), z.string()]),
})
export type SiteExport = z.infer<typeof SiteExport>

export const siteExport = {
  /** With `key` the private key of the server certificate is among the files: the authority must be unlocked for that. */
  'site.export': method(
    z.strictObject({
      /** Id or unique name. */
      site: z.string().min(1).max(200),
      target: ExportTarget,
      key: z._default(z.boolean(), false),
      passphrase: z.optional(Passphrase),
    }),
    SiteExport,
  ),
} as const
