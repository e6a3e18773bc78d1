import type { Login } from '../../../shared/contract/login.ts'
import type { CertificateFiles, Http01, IdentityHeaders } from '../../../shared/contract/site-options.ts'
import { defaultUpstreamTls, type UpstreamTls } from '../../../shared/contract/upstream.ts'

/** What is set only seldom about a site. Secrets that belong to it lie in the table `secrets`. */
export interface SiteOptions {
  readonly upstreamTls: UpstreamTls
  /** The gate's own certificate for the upstream: leaf first, then its chain, PEM. */
  readonly upstreamCertPem: string | null
  /** Kind and header; the secret, where it has one, is the header's whole value. */
  readonly login: Login | null
  /** Headers of visitors that are let through although upstreams believe them. */
  readonly passHeaders: readonly string[]
  /** What the gate says of visitors. */
  readonly identityHeaders: IdentityHeaders
  /** Seconds that the upstream may take to begin its answer; null: the default. */
  readonly answerTimeout: number | null
  /** Addresses of plain-HTTP ports that redirect here, as `listen` is written. */
  readonly redirects: readonly string[]
  readonly http01: Http01
  readonly certificateFiles: CertificateFiles | null
  /** HTML with placeholders, see shared/pages/template.ts. */
  readonly page: string | null
}

export const defaultSiteOptions: SiteOptions = {
  upstreamTls: defaultUpstreamTls,
  upstreamCertPem: null,
  login: null,
  passHeaders: [],
  identityHeaders: 'certificate',
  answerTimeout: null,
  redirects: [],
  http01: 'not-found',
  certificateFiles: null,
  page: null,
}
