import type { Login, VisitorLogin } from '../../../shared/contract/login.ts'
import type { CertificateFiles, Http01 } from '../../../shared/contract/site-options.ts'
import {
  formerUpstreamSettings,
  newUpstreamSettings,
  type UpstreamSettings,
} from '../../../shared/contract/upstream-settings.ts'
import { defaultUpstreamTls, type UpstreamTls } from '../../../shared/contract/upstream.ts'

/** What is set only seldom about a site. Secrets that belong to it lie in the table `secrets`. */
export interface SiteOptions extends UpstreamSettings {
  readonly upstreamTls: UpstreamTls
  /** The gate's own certificate for the upstream: leaf first, then its chain, PEM. */
  readonly upstreamCertPem: string | null
  /** Kind and header; the secret, where it has one, is the header's whole value, or of Digest the credentials as JSON. */
  readonly login: Login | null
  readonly visitorLogin: VisitorLogin
  /** Headers of visitors that are let through although upstreams believe them. */
  readonly passHeaders: readonly string[]
  /** Addresses of plain-HTTP ports that redirect here, as `listen` is written. */
  readonly redirects: readonly string[]
  readonly http01: Http01
  readonly certificateFiles: CertificateFiles | null
  /** HTML with placeholders, see shared/pages/template.ts. */
  readonly page: string | null
}

/** What a record means that does not say otherwise. */
export const defaultSiteOptions: SiteOptions = {
  ...formerUpstreamSettings,
  upstreamTls: defaultUpstreamTls,
  upstreamCertPem: null,
  login: null,
  // What sites did before it could be chosen.
  visitorLogin: 'replace',
  passHeaders: [],
  redirects: [],
  http01: 'not-found',
  certificateFiles: null,
  page: null,
}

/** The Host that an upstream of a site is asked for; null: the visitor's. A given name is the protected device's alone. */
export function upstreamHostOf({ upstreamHost }: SiteOptions, protectedUrl: string, url: string): string | null {
  if (upstreamHost === 'visitor') return null
  const { host, origin } = new URL(url)
  if (upstreamHost === 'upstream') return host
  return origin === new URL(protectedUrl).origin ? upstreamHost : null
}

/** What a site is made with. */
export const newSiteOptions: SiteOptions = {
  ...defaultSiteOptions,
  ...newUpstreamSettings,
  visitorLogin: 'keep',
}
