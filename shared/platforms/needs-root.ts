import type { Site } from '../contract/site.ts'

/**
 * Whether a device must trust the house's own root to open the sites that let its authority in. Where all of them show a
 * certificate of an ACME authority it need not, and should not: a root that was installed vouches for every name. Pure.
 * @param sites that let the authority of the device in
 */
export function needsRoot(sites: readonly Pick<Site, 'certificate'>[]): boolean {
  return sites.length === 0 || sites.some(({ certificate }) => certificate.source !== 'acme')
}
