import { z } from 'zod'
import { UpstreamCertificate, UpstreamIdentity, UpstreamTls } from './upstream.ts'

/** What may be set of a site besides its first settings. Left out: as it is; null: taken away. */
export const siteOptionFields = {
  /** For `https://` upstreams; without it a public authority must vouch. */
  upstreamTls: z.optional(z.nullable(UpstreamTls)),
  upstreamCertificate: z.optional(z.nullable(UpstreamIdentity)),
} as const
const Fields = z.strictObject(siteOptionFields)
export type SiteOptionInput = z.output<typeof Fields>

/** The same as a site shows it: never a secret. */
export const siteOptionView = {
  upstreamTls: UpstreamTls,
  upstreamCertificate: z.nullable(UpstreamCertificate),
} as const
const View = z.strictObject(siteOptionView)
export type SiteOptionView = z.output<typeof View>
