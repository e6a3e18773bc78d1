import { coversName } from '../../../shared/host-names.ts'

/** The names under which a site answers on its port. */
export interface SiteNames {
  /** @param host normalised, see names.ts */
  has(host: string): boolean
}

/**
 * A wildcard covers what no other site on the port names itself: browsers use one connection for all names of its
 * certificate (RFC 9113 §9.1.1), and a request for another site must not be judged by the rules of this one.
 * @param elsewhere names of the other sites on the port
 */
export function siteNames(names: readonly string[], elsewhere: ReadonlySet<string>): SiteNames {
  const exact = new Set(names.filter((name) => !name.startsWith('*.')))
  const wildcards = names.filter((name) => name.startsWith('*.'))
  if (wildcards.length === 0) return exact
  return {
    has: (host) => exact.has(host) || (!elsewhere.has(host) && wildcards.some((name) => coversName(name, host))),
  }
}
