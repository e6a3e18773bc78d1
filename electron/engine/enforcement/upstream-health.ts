import type { UpstreamHealth } from '../../../shared/contract/upstream.ts'
import type { UpstreamCheck } from '../../gate/protocol.ts'
import type { SiteRecord } from '../store/sites.ts'
import { upstreamProblem } from '../site/upstream.ts'

/** What is known about the upstreams, as the gate found them. In memory only: after a start they are looked at anew. */
export interface UpstreamHealths {
  /** @returns the sites whose upstream came, went, or fails for another reason than before */
  record(checks: readonly UpstreamCheck[]): string[]
  /** Null while nobody has looked at the upstream that the site has now. */
  of(site: SiteRecord): UpstreamHealth | null
  /** What was found counts no more: the site has another upstream, or trusts it otherwise. Without an id: nothing does. */
  forget(siteId?: string): void
}

interface Known {
  readonly check: UpstreamCheck
  /** Milliseconds since 1970. */
  readonly since: number
}

export function createUpstreamHealths(): UpstreamHealths {
  const known = new Map<string, Known>()
  return {
    record(checks) {
      const changed: string[] = []
      for (const check of checks) {
        const before = known.get(check.siteId)
        const sameUpstream = before?.check.url === check.url
        const same = sameUpstream && (before?.check.problem === null) === (check.problem === null)
        known.set(check.siteId, { check, since: same && before ? before.since : check.at })
        if (!sameUpstream || before?.check.problem !== check.problem) changed.push(check.siteId)
      }
      return changed
    },
    of(site) {
      const found = known.get(site.id)
      if (!found || found.check.url !== hrefOf(site.upstream)) return null
      const { at, milliseconds, status, problem } = found.check
      return {
        state: problem === null ? 'answers' : 'silent',
        since: new Date(found.since).toISOString(),
        checkedAt: new Date(at).toISOString(),
        milliseconds,
        status,
        problem: problem === null ? null : upstreamProblem(site.upstream, problem).toFailure(),
        refusing: null,
      }
    },
    forget(siteId) {
      if (siteId === undefined) known.clear()
      else known.delete(siteId)
    },
  }
}

/** An address as the gate writes it. */
function hrefOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).href : null
}
