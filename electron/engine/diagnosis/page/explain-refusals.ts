import type { UpstreamHealths } from '../../enforcement/upstream-health.ts'
import type { SiteRecord } from '../../store/sites.ts'
import { compareAnswers } from './compare.ts'
import { askedSite, doorHeaders } from './index.ts'

export interface RefusalsOptions {
  readonly health: UpstreamHealths
  readonly find: (siteId: string) => SiteRecord | undefined
  readonly onExplained: (site: SiteRecord) => void
}

/** Finds out why upstreams answer everybody with an error, each once for each time that it begins. */
export interface RefusalExplainer {
  /** Looks at what is not explained yet; returns at once. */
  check(): void
  stop(): void
}

export function createRefusalExplainer({ health, find, onExplained }: RefusalsOptions): RefusalExplainer {
  const asking = new Map<string, AbortController>()
  const explain = async (site: SiteRecord): Promise<void> => {
    const controller = new AbortController()
    asking.set(site.id, controller)
    try {
      const asked = askedSite(site)
      const found = await compareAnswers(null, asked, doorHeaders(asked), controller.signal)
      if (!found || controller.signal.aborted) return
      health.explain(site.id, { problem: found.problem, ...(found.action ? { action: found.action } : {}) })
      onExplained(site)
    } finally {
      asking.delete(site.id)
    }
  }
  return {
    check() {
      for (const id of health.unexplained()) {
        const site = asking.has(id) ? undefined : find(id)
        if (site) void explain(site).catch(() => undefined)
      }
    },
    stop() {
      for (const controller of asking.values()) controller.abort()
    },
  }
}
