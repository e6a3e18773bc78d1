import { buildPaths } from '../../pki/chain.ts'
import { tryParseCertificate } from '../../pki/path/certificate.ts'
import { checkPath, TLS_SECURITY_BITS } from '../../pki/path/validate.ts'
import { leafWeakness, revokedIn } from '../tls/cause.ts'
import type { CompiledSite } from '../tls/compile.ts'
import type { Connection } from './connection.ts'
import type { HeaderList } from '../http/head.ts'
import { headerValue } from '../http/visit.ts'
import type { Presented } from '../tls/identity.ts'
import type { RenewalRequest } from '../protocol.ts'

export interface RenewalOptions {
  readonly now: () => number
  readonly send: (request: RenewalRequest) => void
}

/** Takes requests for a new certificate from holders of an expired one. */
export interface Renewals {
  /** Whether this visitor may ask: nothing but the time is wrong with the certificate. */
  offered(connection: Connection, site: CompiledSite): boolean
  /**
   * Whether the request was taken. A second one of the same certificate within a while is taken, too, but not told
   * again: nobody can fill the owner's list.
   */
  ask(connection: Connection, site: CompiledSite, headers: HeaderList, host: string): boolean
}

/** One certificate is heard once in so long. Milliseconds. */
const QUIET = 10 * 60_000
/** Certificates that are remembered as heard; real ones all, so a house has no more. */
const MOST = 1000

/**
 * Whether a certificate is one of this site's own authorities in everything but its time. Checked from the beginning,
 * because only the first of several things that are wrong has a name: nothing else may be.
 */
function onlyExpired(presented: Presented, site: CompiledSite, now: number): boolean {
  if (now < presented.notAfter + 1000) return false
  const leaf = tryParseCertificate(Buffer.from(presented.pem, 'base64'))
  if (!leaf || leaf.usage.ca) return false
  const house = site.policy.authorities.map((one) => one.certificate)
  return buildPaths(leaf, { anchors: site.anchors, pool: house, now }).some((path) => {
    const revocation = (one: typeof path) => revokedIn(one, site.policy.revoked)
    const problem = checkPath(path, { purpose: 'client', minSecurityBits: TLS_SECURITY_BITS, now: null, revocation })
    const othersInForce = path.slice(1).every(({ notAfter }) => notAfter !== null && now < notAfter)
    return !leafWeakness(leaf) && !problem && othersInForce
  })
}

/**
 * Whether a request was made by a page of this very site, and not by another one on the visitor's behalf
 * (https://fetch.spec.whatwg.org/#sec-fetch-site; `Origin` for browsers that do not send it).
 */
function fromOwnPage(headers: HeaderList, host: string): boolean {
  const site = headerValue(headers, 'sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = headerValue(headers, 'origin')
  if (origin === undefined || !URL.canParse(origin) || !URL.canParse(`https://${host}`)) return false
  return new URL(origin).origin === new URL(`https://${host}`).origin
}

export function createRenewals(options: RenewalOptions): Renewals {
  /** Fingerprint → when it was told. */
  const told = new Map<string, number>()
  /** Signatures are not checked again for every request of a connection. */
  const known = new WeakMap<Presented, { readonly site: CompiledSite; readonly offered: boolean }>()

  const offered: Renewals['offered'] = ({ presented }, site) => {
    if (!presented) return false
    const before = known.get(presented)
    if (before?.site === site && before.offered) return true
    const found = onlyExpired(presented, site, options.now())
    known.set(presented, { site, offered: found })
    return found
  }

  return {
    offered,
    ask(connection, site, headers, host) {
      const { presented } = connection
      if (!presented || !offered(connection, site) || !fromOwnPage(headers, host)) return false
      const now = options.now()
      if (now - (told.get(presented.fingerprint) ?? -Infinity) < QUIET) return true
      told.delete(presented.fingerprint)
      const [oldest] = told.keys()
      if (told.size >= MOST && oldest !== undefined) told.delete(oldest)
      told.set(presented.fingerprint, now)
      options.send({
        at: now,
        siteId: connection.siteId,
        address: connection.address,
        fingerprint: presented.fingerprint,
        serial: presented.serial,
        subject: presented.subject.slice(0, 512),
        notAfter: presented.notAfter,
      })
      return true
    },
  }
}
