import type { UpstreamHealth } from '../../../shared/contract/upstream.ts'
import type { UpstreamCheck } from '../../gate/protocol.ts'
import type { SiteRecord } from '../store/sites.ts'
import { upstreamProblem } from '../site/upstream.ts'

/** What is known about the upstreams, as the gate found them. In memory only: after a start they are looked at anew. */
export interface UpstreamHealths {
  /** @returns the sites whose upstream came, went, or fails for another reason than before */
  record(checks: readonly UpstreamCheck[]): string[]
  of(site: SiteRecord): UpstreamHealth | null
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
        const same = before !== undefined && (before.check.problem === null) === (check.problem === null)
        known.set(check.siteId, { check, since: same ? before.since : check.at })
        if (before?.check.problem !== check.problem) changed.push(check.siteId)
      }
      return changed
    },
    of(site) {
      const found = known.get(site.id)
      if (!found) return null
      const { at, milliseconds, status, problem } = found.check
      return {
        state: problem === null ? 'answers' : 'silent',
        since: new Date(found.since).toISOString(),
        checkedAt: new Date(at).toISOString(),
        milliseconds,
        status,
        problem: problem === null ? null : upstreamProblem(site.upstream, problem).toProblem(),
      }
    },
  }
}
