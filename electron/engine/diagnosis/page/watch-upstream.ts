import type { Context } from '../../app/context.ts'
import { upstreamProblem } from '../../site/upstream.ts'
import type { SiteRecord } from '../../store/sites.ts'
import type { PageProblem } from '../site.ts'

/** Hears from the gate why the upstream of a site gave the diagnosis' own visitors no answer. */
export interface UpstreamWatch {
  /** The last cause, with what to do; null while there was none. */
  problem(): PageProblem | null
  stop(): void
}

export function watchUpstream({ door, health }: Pick<Context, 'door' | 'health'>, site: SiteRecord): UpstreamWatch {
  let cause: string | null = null
  const stop = door.watch({
    onLine(line) {
      if (line.siteId === site.id && line.probe && line.outcome === 'upstream-error') cause = line.detail
    },
    onKnock: () => undefined,
  })
  return {
    problem() {
      // The gate tells its lines in batches: what it found at its last look counts until they are there.
      const failure = cause === null ? health.of(site)?.problem : upstreamProblem(site.upstream, cause).toProblem()
      if (!failure) return null
      const untrusted = failure.code === 'site/upstream-untrusted'
      const kind = untrusted ? ('trust-upstream' as const) : ('edit-site' as const)
      return { ...failure, action: { kind, siteId: site.id, siteName: site.name } }
    },
    stop,
  }
}
