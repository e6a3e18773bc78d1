import { z } from 'zod'
import { Login, LoginInput } from './login.ts'
import { UpstreamCertificate, UpstreamIdentity, UpstreamTls } from './upstream.ts'

/** What may be set of a site besides its first settings. Left out: as it is; null: taken away. */
export const siteOptionFields = {
  /** For `https://` upstreams; without it a public authority must vouch. */
  upstreamTls: z.optional(z.nullable(UpstreamTls)),
  upstreamCertificate: z.optional(z.nullable(UpstreamIdentity)),
  /** Of the protected device, so that nobody types it any more. */
  login: z.optional(z.nullable(LoginInput)),
} as const
const Fields = z.strictObject(siteOptionFields)
export type SiteOptionInput = z.output<typeof Fields>

/** The same as a site shows it: never a secret. */
export const siteOptionView = {
  upstreamTls: UpstreamTls,
  upstreamCertificate: z.nullable(UpstreamCertificate),
  login: z.nullable(Login),
} as const
const View = z.strictObject(siteOptionView)
export type SiteOptionView = z.output<typeof View>
