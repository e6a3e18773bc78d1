import { observes } from '../access/decide.ts'
import type { Site } from '../contract/site.ts'
import type { FixAction } from '../contract/fix.ts'
import { problem } from '../errors/index.ts'
import type { Problem } from '../transport.ts'

/**
 * How a site is, in one word. `nobody-gets-through`: visitors are let in, and see an error of what is behind the door.
 * `stands-open`: nobody is asked for a certificate, or nobody is refused.
 */
export type SiteVerdictState = 'works' | 'works-but' | 'does-not-run' | 'stands-open' | 'nobody-gets-through'

/** One thing that is not as it should be at a site. */
export interface SiteConcern {
  readonly state: Exclude<SiteVerdictState, 'works'>
  /** What it is, and what to do. Null where the owner wanted it so: a site that is stopped. */
  readonly reason: Problem | null
  /** What the app can do about it, or where it leads. */
  readonly fix: FixAction | null
  /** Whether the owner has to do something: false for what was chosen, or heals by itself. */
  readonly needsOwner: boolean
}

/** The verdict on a site, the same wherever it is shown. */
export interface SiteVerdict {
  readonly state: SiteVerdictState
  readonly reason: Problem | null
  readonly fix: FixAction | null
  readonly needsOwner: boolean
  /** Everything that is not as it should be, the most pressing first: the verdict is the first of them. */
  readonly concerns: readonly SiteConcern[]
}

/** What of a site the verdict depends on. */
export type SiteFacts = Pick<
  Site,
  | 'id'
  | 'name'
  | 'enabled'
  | 'state'
  | 'problem'
  | 'mode'
  | 'observe'
  | 'rules'
  | 'health'
  | 'warnings'
  | 'redirects'
  | 'certificate'
  | 'certificateFiles'
>

const WORKS: SiteVerdict = { state: 'works', reason: null, fix: null, needsOwner: false, concerns: [] }

/** Pure: what is known of a site → how it is, why, and what to do. */
export function siteVerdict(site: SiteFacts): SiteVerdict {
  const concerns = [...notRunning(site), ...open(site), ...behind(site), ...blemishes(site)]
  const [first] = concerns
  return first ? { ...first, concerns } : WORKS
}

const about = ({ id, name }: SiteFacts): { siteId: string; siteName: string } => ({ siteId: id, siteName: name })

function notRunning(site: SiteFacts): SiteConcern[] {
  if (site.problem !== null) {
    const fix: FixAction = { kind: 'edit-site', ...about(site) }
    return [{ state: 'does-not-run', reason: site.problem, fix, needsOwner: true }]
  }
  if (site.state === 'running') return []
  // A site that the owner has stopped; one that is enabled is about to open.
  const fix: FixAction | null = site.enabled ? null : { kind: 'start-site', ...about(site) }
  return [{ state: 'does-not-run', reason: null, fix, needsOwner: false }]
}

function open(site: SiteFacts): SiteConcern[] {
  if (site.state !== 'running') return []
  const fix: FixAction = { kind: 'edit-site', ...about(site) }
  if (observes(site)) {
    const reason = problem('site/observing', { name: site.name })
    return [{ state: 'stands-open', reason, fix, needsOwner: true }]
  }
  // A rule that wants a certificate somewhere says that the rest is open on purpose.
  const asksSomewhere = site.rules.some((rule) => rule.certificate === 'required')
  if (site.mode !== 'off' || asksSomewhere) return []
  const reason = problem('site/asks-nobody', { name: site.name })
  return [{ state: 'stands-open', reason, fix, needsOwner: false }]
}

/** The device behind a running site: it cannot be reached or trusted, or answers everybody with an error. */
function behind(site: SiteFacts): SiteConcern[] {
  const { state, health } = site
  if (state !== 'running' || health === null) return []
  if (health.problem !== null) {
    const untrusted = health.problem.code === 'site/upstream-untrusted'
    const fix: FixAction = { kind: untrusted ? 'trust-upstream' : 'edit-site', ...about(site) }
    return [{ state: 'nobody-gets-through', reason: health.problem, fix, needsOwner: true }]
  }
  if (health.refusing === null) return []
  const { action } = health.refusing
  const fix: FixAction = action ?? { kind: 'diagnose-site', ...about(site) }
  return [{ state: 'nobody-gets-through', reason: health.refusing.problem, fix, needsOwner: true }]
}

function blemishes(site: SiteFacts): SiteConcern[] {
  const fix: FixAction = { kind: 'edit-site', ...about(site) }
  const of = (reason: Problem, needsOwner: boolean): SiteConcern => ({ state: 'works-but', reason, fix, needsOwner })
  const { ocsp } = site.certificate
  const running = site.state === 'running'
  return [
    ...site.warnings.map((warning) => of(warning, true)),
    ...(running
      ? site.redirects.flatMap((redirect) => (redirect.problem === null ? [] : [of(redirect.problem, true)]))
      : []),
    ...(site.certificateFiles?.problem ? [of(site.certificateFiles.problem, true)] : []),
    // What its issuer says is told; that it could not be asked heals by itself.
    ...(ocsp?.problem ? [of(ocsp.problem, ocsp.problem.code === 'site/ocsp-not-good')] : []),
  ]
}
