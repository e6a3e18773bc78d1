import type { Problem } from '../../../shared/transport.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { AcmePortPolicy, AcmeRequest, AcmeResponse } from '../../gate/acme-protocol.ts'
import type {
  ChallengePolicy,
  GateActivity,
  GateKnock,
  HeldCertificate,
  ListenerProblem,
  RenewalRequest,
  RevokedCertificate,
  StaplePolicy,
  UpstreamCheck,
  UpstreamRefusals,
} from '../../gate/protocol.ts'
import type { GateLauncher } from '../deps.ts'
import type { Store } from '../store/index.ts'
import type { Message } from '../../../shared/messages/message.ts'
import type { SiteRecord } from '../store/sites.ts'
import { listenKey, parseListen } from '../network/listen.ts'
import { buildPolicy, type OpenSite, type PolicyBody } from './policy.ts'
import { describeProblem } from './listen-problem.ts'
import { loadSecret } from '../store/site-secrets.ts'
import { loadServerKey } from '../store/server-key.ts'
import { rememberFaults } from './soundness.ts'
import { createSupervisor, type GateState } from './supervisor.ts'
import { message } from '../../../shared/messages/message.ts'

/** What is added to the policy for a while; never stored. */
interface Overlay {
  /** Of the diagnosis. */
  readonly probes?: readonly string[]
  readonly revoked?: readonly RevokedCertificate[]
  /** Of an order that an ACME authority validates. */
  readonly challenges?: ChallengePolicy
  /** The gate also tells of connections that came to nothing. */
  readonly watching?: boolean
}

export interface EnforcerOptions {
  readonly store: Store
  /** Null when this program does not open sites (one-shot commands). */
  readonly launcher: GateLauncher | null
  readonly onActivity: (lines: readonly GateActivity[], dropped: number) => void
  readonly onKnocks: (knocks: readonly GateKnock[]) => void
  readonly onHealth: (checks: readonly UpstreamCheck[]) => void
  readonly onRefusals: (site: UpstreamRefusals) => void
  readonly onRenewal: (request: RenewalRequest) => void
  readonly onHeld: (certificate: HeldCertificate) => void
  /** The gate has ended and will be started again. */
  readonly onGateEnded?: (reason: Message) => void
  /** What it writes to its standard error. */
  readonly onGateError?: (text: string) => void
  /** Somebody asks the house's own ACME server. */
  readonly onAcme: (request: AcmeRequest, reply: (response: AcmeResponse) => void) => void
  /** Where that is reached; null for nowhere. */
  readonly acmePort: () => AcmePortPolicy | null
  /** The interface of Vestibule itself; null while it is not behind the gate. */
  readonly itself: () => OpenSite | null
  /** What says that the server certificate of a site is not revoked. */
  readonly stapleOf: (site: SiteRecord) => StaplePolicy | null
  /** The gate's state or that of a site may have changed. */
  readonly onChange: () => void
}

/** Brings what the store says into force at the gate. */
export interface Enforcer {
  /**
   * Resolves when the gate has in force what the store says now. A gate that is not running lets nobody in, so that
   * is no error here: see `stateOf`.
   * @throws AppError "site/policy-refused": the old policy stays
   */
  sync(): Promise<void>
  /** The same without waiting. */
  syncSoon(): void
  /** Puts an overlay in force; the returned function takes it back. */
  overlay(overlay: Overlay): Promise<() => Promise<void>>
  stateOf(site: SiteRecord): Pick<Site, 'state' | 'problem'>
  /** Why it cannot be opened with what is stored of it; null when it can. */
  fault(site: SiteRecord): AppError | null
  /** Why a listener did not open; null when it did, or when no site wants it. */
  problemAt(listen: string): Problem | null
  gate(): { state: GateState; restarts: number; policyVersion: number }
  stop(): Promise<void>
}

/** A port may become free: sites whose listener failed are tried again so often. */
const RETRY = 15_000

export function createEnforcer(options: EnforcerOptions): Enforcer {
  const { store, launcher } = options
  const overlays = new Set<Overlay>()
  const listenerProblems = new Map<string, Problem>()
  /** Sites that the gate refused, with the reason; they are left out so that everything else stays enforceable. */
  const refusedSites = new Map<string, { policy: string; failure: Problem }>()
  let open = new Set<string>()
  let accepted = new Map<string, string>()
  let running: Promise<void> | null = null
  let queued: Promise<void> | null = null
  let retryTimer: NodeJS.Timeout | undefined
  let stopped = false

  const remember = async (problems: readonly ListenerProblem[]): Promise<void> => {
    const sites = store.sites.list()
    const described = await Promise.all(
      problems.map(
        async (problem) => [listenKey(problem), (await describeProblem(problem, sites)).toProblem()] as const,
      ),
    )
    if (stopped) return
    listenerProblems.clear()
    for (const [key, failure] of described) listenerProblems.set(key, failure)
    clearTimeout(retryTimer)
    if (problems.length > 0) {
      retryTimer = setTimeout(() => syncSoon(), RETRY)
      retryTimer.unref()
    }
    options.onChange()
  }

  const supervisor = launcher
    ? createSupervisor({
        launcher,
        onActivity: options.onActivity,
        onKnocks: options.onKnocks,
        onHealth: options.onHealth,
        onRefusals: options.onRefusals,
        onRenewal: options.onRenewal,
        onHeld: options.onHeld,
        onAcme: options.onAcme,
        onState: options.onChange,
        ...(options.onGateEnded ? { onEnded: options.onGateEnded } : {}),
        ...(options.onGateError ? { onError: options.onGateError } : {}),
        onRestored: (problems) => void remember(problems).catch(() => undefined),
      })
    : null

  const faultOf = rememberFaults()
  const fault = (site: SiteRecord): AppError | null =>
    faultOf({
      site,
      keyPem: loadServerKey(store, site.id),
      authorityIds: new Set(store.authorities.list().map((row) => row.id)),
    })

  const openSites = (): OpenSite[] =>
    store.sites
      .list()
      .filter((site) => site.enabled)
      .flatMap((site) => {
        const keyPem = loadServerKey(store, site.id)
        return keyPem === null || fault(site) !== null
          ? []
          : [
              {
                site,
                keyPem,
                upstreamKeyPem: loadSecret(store, 'upstream-key', site.id),
                loginValue: loadSecret(store, 'upstream-login', site.id),
                staple: options.stapleOf(site),
              },
            ]
      })

  const listEnds = (): Map<string, number> =>
    new Map(
      store.authorities.list().flatMap(({ id, kind }) => {
        const list = kind === 'trusted' ? store.authorities.newestCrl(id) : undefined
        return list ? [[id, list.next_update] as const] : []
      }),
    )

  const lists = (): { url: string; der: Uint8Array }[] =>
    store.authorities.list().flatMap(({ id, crl_url: url }) => {
      const list = url === null ? undefined : store.authorities.newestCrl(id)
      return list && url !== null ? [{ url, der: list.der }] : []
    })

  const body = (sites: readonly OpenSite[]): PolicyBody =>
    buildPolicy({
      sites,
      authorities: store.authorities.list(),
      revocations: store.authorities.revocations(),
      lists: lists(),
      listEnds: listEnds(),
      refused: store.authorities.refused().map((row) => row.fingerprint),
      known: store.devices.known(),
      probes: [...overlays].flatMap((overlay) => overlay.probes ?? []),
      probesRevoked: [...overlays].flatMap((overlay) => overlay.revoked ?? []),
      challenges: {
        http: [...overlays].flatMap((overlay) => overlay.challenges?.http ?? []),
        tls: [...overlays].flatMap((overlay) => overlay.challenges?.tls ?? []),
      },
      acme: options.acmePort(),
      watching: [...overlays].some((overlay) => overlay.watching === true),
    })

  const push = async (): Promise<void> => {
    if (!supervisor || stopped) return
    const itself = options.itself()
    const all = [...openSites(), ...(itself ? [itself] : [])]
    const print = new Map(all.map((one) => [one.site.id, JSON.stringify(one)]))
    for (const [id, refused] of refusedSites) if (print.get(id) !== refused.policy) refusedSites.delete(id)
    const candidates = all.filter((one) => !refusedSites.has(one.site.id))

    const attempt = async (sites: readonly OpenSite[]): Promise<void> => {
      const problems = await supervisor.apply(body(sites))
      open = new Set(sites.map((one) => one.site.id))
      accepted = new Map(sites.map((one) => [one.site.id, print.get(one.site.id) ?? '']))
      await remember(problems)
    }
    try {
      await attempt(candidates)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code === 'site/gate-failed') {
        open = new Set()
        return options.onChange()
      }
      // The sites that are new or changed since the gate last agreed are what it objects to. Without them the rest,
      // a revocation above all, must still get through.
      const unchanged = candidates.filter((one) => accepted.get(one.site.id) === print.get(one.site.id))
      if (unchanged.length === candidates.length) throw error
      await attempt(unchanged)
      // Then each for itself: one of them that the gate refuses closes none of the others.
      const changed = candidates.filter((one) => !unchanged.includes(one))
      const good = [...unchanged]
      for (const one of changed) {
        try {
          if (changed.length === 1) throw error
          await attempt([...good, one])
          good.push(one)
        } catch (refusal) {
          if (!(refusal instanceof AppError) || refusal.code !== 'site/policy-refused') throw refusal
          refusedSites.set(one.site.id, { policy: print.get(one.site.id) ?? '', failure: refusal.toProblem() })
        }
      }
      options.onChange()
    }
  }

  /** At most one policy is on its way and one waits, whatever number of callers: each waits for one that began later. */
  const sync = (): Promise<void> => {
    if (!running) {
      running = push().finally(() => (running = null))
      return running
    }
    queued ??= running
      .catch(() => undefined)
      .then(() => {
        queued = null
        return sync()
      })
    return queued
  }
  const syncSoon = (): void => void sync().catch(() => options.onChange())

  return {
    sync,
    syncSoon,
    async overlay(overlay) {
      overlays.add(overlay)
      const remove = async (): Promise<void> => {
        if (overlays.delete(overlay)) await sync()
      }
      try {
        await sync()
      } catch (error) {
        overlays.delete(overlay)
        throw error
      }
      return remove
    },
    stateOf(site) {
      if (!site.enabled || !supervisor) return { state: 'stopped', problem: null }
      const refused = refusedSites.get(site.id)
      if (refused) return { state: 'failed', problem: refused.failure }
      const damage = fault(site)
      if (damage) return { state: 'failed', problem: damage.toProblem() }
      const problem = listenerProblems.get(listenKey(parseListen(site.listen)))
      if (problem) return { state: 'failed', problem }
      const { state } = supervisor.status()
      if (state === 'running' && open.has(site.id)) return { state: 'running', problem: null }
      if (state === 'failed') {
        return {
          state: 'failed',
          problem: new AppError('site/gate-failed', { problem: message('parts.gate.keepsEnding') }).toProblem(),
        }
      }
      return { state: 'stopped', problem: null }
    },
    fault,
    problemAt: (listen) => listenerProblems.get(listenKey(parseListen(listen))) ?? null,
    gate: () => supervisor?.status() ?? { state: 'stopped', restarts: 0, policyVersion: 0 },
    async stop() {
      stopped = true
      clearTimeout(retryTimer)
      await supervisor?.stop()
      await running?.catch(() => undefined)
    },
  }
}
