import type { FixAction } from '../../../shared/contract/fix.ts'
import type { UpstreamHealth } from '../../../shared/contract/upstream.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Problem } from '../../../shared/transport.ts'
import type { UpstreamCheck, UpstreamRefusals } from '../../gate/protocol.ts'
import type { SiteRecord } from '../store/sites.ts'
import { upstreamProblem } from '../site/upstream.ts'

/** Why an upstream answers everybody with an error, once it has been found out. */
export interface RefusalCause {
  readonly problem: Problem
  readonly action?: FixAction
}

/** What is known about the upstreams, as the gate found them. In memory only: after a start they are looked at anew. */
export interface UpstreamHealths {
  /** @returns the sites whose upstream came, went, or fails for another reason than before */
  record(checks: readonly UpstreamCheck[]): string[]
  /** Every visitor of a site gets an error, or does not any more. @returns whether that is news */
  recordRefusals(site: UpstreamRefusals): boolean
  /** Sites whose upstream answers everybody with an error, and of which nobody knows why. */
  unexplained(): string[]
  /** Why a site's upstream refuses everybody; without effect when it does not any more. */
  explain(siteId: string, cause: RefusalCause): void
  /** Null while nobody has looked at the upstream that the site has now. */
  of(site: SiteRecord): UpstreamHealth | null
  /** What was found counts no more: the site has another upstream, or trusts it otherwise. Without an id: nothing does. */
  forget(siteId?: string): void
}

interface Known {
  readonly check: UpstreamCheck
  /** Milliseconds since 1970. */
  readonly since: number
  /** Looks in a row that it answered with an error of its own (5xx), and the first of them. */
  readonly errors: { readonly count: number; readonly since: number } | null
}

interface Refusing {
  readonly status: number
  /** Milliseconds since 1970. */
  readonly since: number
  readonly count: number
  readonly cause: RefusalCause | null
}

/** Looks in a row with an error before it counts: a restart may fall into one. */
const MIN_FAILED_LOOKS = 2

/** An error of the server that is not about the method by which the gate looks (HEAD). */
function isServerError(status: number | null): boolean {
  return status !== null && status >= 500 && status !== 501 && status !== 505
}

export function createUpstreamHealths(): UpstreamHealths {
  const known = new Map<string, Known>()
  /** Told by the gate of visitors, or seen at its own looks. */
  const refusing = new Map<string, Refusing & { readonly by: 'visitors' | 'looks' }>()

  /** @returns whether a site has become one whose upstream fails at every look, or is one no more */
  const recordErrors = ({ siteId, status }: UpstreamCheck, errors: Known['errors']): boolean => {
    const before = refusing.get(siteId)
    if (errors === null) return before?.by === 'looks' && refusing.delete(siteId)
    if (before || errors.count < MIN_FAILED_LOOKS) return false
    refusing.set(siteId, { by: 'looks', status: status ?? 0, since: errors.since, count: errors.count, cause: null })
    return true
  }

  return {
    record(checks) {
      const changed: string[] = []
      for (const check of checks) {
        const before = known.get(check.siteId)
        const sameUpstream = before?.check.url === check.url
        const same = sameUpstream && (before?.check.problem === null) === (check.problem === null)
        const failed = sameUpstream ? (before?.errors ?? null) : null
        const errors = isServerError(check.status)
          ? { count: (failed?.count ?? 0) + 1, since: failed?.since ?? check.at }
          : null
        known.set(check.siteId, { check, since: same && before ? before.since : check.at, errors })
        const news = recordErrors(check, errors)
        if (!sameUpstream || before?.check.problem !== check.problem || news) changed.push(check.siteId)
      }
      return changed
    },
    recordRefusals({ siteId, refusals }) {
      if (refusals === null) return refusing.delete(siteId)
      const before = refusing.get(siteId)
      const same = before?.status === refusals.status
      refusing.set(siteId, { ...refusals, by: 'visitors', cause: same ? before.cause : null })
      return !same
    },
    unexplained: () => [...refusing].flatMap(([id, { cause }]) => (cause === null ? [id] : [])),
    explain(siteId, cause) {
      const found = refusing.get(siteId)
      if (found) refusing.set(siteId, { ...found, cause })
    },
    of(site) {
      const found = known.get(site.id)
      if (!found || found.check.url !== hrefOf(site.upstream)) return null
      const { at, milliseconds, status, problem } = found.check
      const refusals = refusing.get(site.id)
      return {
        state: problem === null ? 'answers' : 'silent',
        since: new Date(found.since).toISOString(),
        checkedAt: new Date(at).toISOString(),
        milliseconds,
        status,
        problem: problem === null ? null : upstreamProblem(site.upstream, problem).toProblem(),
        refusing: refusals ? viewRefusing(site, refusals) : null,
      }
    },
    forget(siteId) {
      for (const map of [known, refusing]) {
        if (siteId === undefined) map.clear()
        else map.delete(siteId)
      }
    },
  }
}

function viewRefusing(
  { id, name }: SiteRecord,
  { status, since, count, cause }: Refusing,
): NonNullable<UpstreamHealth['refusing']> {
  const unknown = new AppError('answer/refuses-everybody', { name, status }).toProblem()
  return {
    status,
    since: new Date(since).toISOString(),
    count,
    problem: cause?.problem ?? unknown,
    action: cause?.action ?? { kind: 'diagnose-site', siteId: id, siteName: name },
  }
}

/** An address as the gate writes it. */
function hrefOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).href : null
}
