import type { FixAction } from '../../../../shared/contract/fix.ts'
import { SILENT } from '../../../../shared/upstream-causes.ts'
import type { Context } from '../../app/context.ts'
import { upstreamProblem } from '../../site/upstream.ts'
import type { SiteRecord } from '../../store/sites.ts'
import type { PageProblem } from '../site.ts'

/** Seconds; nobody waits longer for a page. */
const LONGEST_WAIT_S = 3600

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
      return { ...failure, action: actionFor(site, failure.code, cause) }
    },
    stop,
  }
}

/** What leads to the mending of it: the certificate, a longer wait, or the settings of the site. */
function actionFor({ id: siteId, name: siteName, options }: SiteRecord, code: string, cause: string | null): FixAction {
  if (code === 'site/upstream-untrusted') return { kind: 'trust-upstream', siteId, siteName }
  const value = Math.min(options.firstByteTimeout * 4, LONGEST_WAIT_S)
  if (cause === SILENT && value > options.firstByteTimeout) {
    return { kind: 'set-site', siteId, siteName, change: { setting: 'firstByteTimeout', value } }
  }
  return { kind: 'edit-site', siteId, siteName }
}
