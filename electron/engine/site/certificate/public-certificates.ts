import type { SiteAcme } from '../../../../shared/contract/acme.ts'
import type { SiteRecord } from '../../store/sites.ts'

/** Server certificates that ACME authorities issue for sites. */
export interface PublicCertificates {
  /** Whether the certificate of a site is ordered from an ACME authority. */
  isOrdered(siteId: string): boolean
  /** Null where its certificate comes from elsewhere. */
  view(site: SiteRecord): SiteAcme | null
  /** Whether the certificate in force is from there. */
  isInForce(site: SiteRecord): boolean
  /** Orders what is due, without waiting. Nothing in programs that open no sites. */
  check(): void
}
