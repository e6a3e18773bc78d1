import { z } from 'zod'
import { Problem } from './common.ts'
import { MOST_PAGE_BYTES, placeholders, unknownPlaceholder, utf8Length } from '../pages/template.ts'
import { must } from './field.ts'
import { FilePath } from './file-path.ts'
import { Listen } from './host.ts'
import { isGateHeader } from '../identity-headers.ts'
import { Login, LoginInput, RESERVED_HEADERS, VisitorLogin } from './login.ts'
import { upstreamSettingFields, upstreamSettingView } from './upstream-settings.ts'
import { UpstreamCertificate, UpstreamIdentity, UpstreamTls } from './upstream.ts'

/**
 * What a plain-HTTP port says about paths of ACME's http-01 challenge (RFC 8555 §8.3), which another program of the
 * owner's may want to answer elsewhere.
 */
export const Http01 = z.enum(['not-found', 'redirect'])
export type Http01 = z.infer<typeof Http01>

/** Where certificate and key lie on the computer that runs Vestibule: absolute paths. */
export const CertificateFiles = z.strictObject({
  /** Leaf first, then its chain: certbot's fullchain.pem. */
  cert: FilePath,
  key: FilePath,
})
export type CertificateFiles = z.infer<typeof CertificateFiles>

/** The owner's own HTML for the pages that strangers see, with placeholders such as `{{title}}`. */
const PageTemplate = z
  .string()
  .min(1)
  .refine((html) => html.isWellFormed() && !html.includes('\0'), must('wellFormed'))
  .refine((html) => utf8Length(html) <= MOST_PAGE_BYTES, { error: must('maxKib'), params: { number: 64 } })
  .superRefine((html, context) => {
    const unknown = unknownPlaceholder(html)
    if (unknown !== null) {
      context.addIssue({
        code: 'custom',
        message: must('placeholder'),
        params: { unknown: `{{${unknown}}}`, known: placeholders.map((name) => `{{${name}}}`) },
      })
    }
  })

/**
 * A header that upstreams believe, and that visitors may say nevertheless: everybody who gets in can claim what it claims.
 * Not what the gate itself says, nor what frames a message.
 */
const PassHeader = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^`|~-]{1,64}$/, must('header'))
  .refine((name) => !RESERVED_HEADERS.has(name.toLowerCase()) && !isGateHeader(name), must('doorHeader'))

/** What may be set of a site besides its first settings. Left out: as it is; null: taken away. */
export const siteOptionFields = {
  /** For `https://` upstreams; without it a public authority must vouch. */
  upstreamTls: z.optional(z.nullable(UpstreamTls)),
  upstreamCertificate: z.optional(z.nullable(UpstreamIdentity)),
  /** Of the protected device, so that nobody types it any more. */
  login: z.optional(z.nullable(LoginInput)),
  visitorLogin: z.optional(VisitorLogin),
  /** Headers that are removed from what visitors send unless they are named here (shared/identity-headers.ts). */
  passHeaders: z.optional(z.array(PassHeader).max(32)),
  /** Plain-HTTP ports that send visitors here: all of them. */
  redirects: z.optional(z.array(Listen).max(8)),
  http01: z.optional(Http01),
  /** Null: the gate's own pages. */
  page: z.optional(z.nullable(PageTemplate)),
  /** The server certificate in files that are watched; null: what was read last is used from now on. */
  certificateFiles: z.optional(z.nullable(CertificateFiles)),
  ...upstreamSettingFields,
} as const
const Fields = z.strictObject(siteOptionFields)
export type SiteOptionInput = z.output<typeof Fields>

/** The same as a site shows it: never a secret. */
export const siteOptionView = {
  upstreamTls: UpstreamTls,
  upstreamCertificate: z.nullable(UpstreamCertificate),
  login: z.nullable(Login),
  visitorLogin: VisitorLogin,
  passHeaders: z.array(z.string()),
  redirects: z.array(
    z.strictObject({
      listen: z.string(),
      /** Why that port is not open; else null. */
      problem: z.nullable(Problem),
    }),
  ),
  http01: Http01,
  page: z.nullable(z.string()),
  certificateFiles: z.nullable(
    z.strictObject({
      ...CertificateFiles.shape,
      /** Why the files as they are now are not used: what was read before stays in force. Else null. */
      problem: z.nullable(Problem),
    }),
  ),
  ...upstreamSettingView,
} as const
const View = z.strictObject(siteOptionView)
export type SiteOptionView = z.output<typeof View>
