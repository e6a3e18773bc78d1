import type { Parsed } from '../../../../shared/contract/index.ts'
import type { Site } from '../../../../shared/contract/site.ts'
import type { AcmeChallenge, DnsService, SiteAcme } from '../../../../shared/contract/acme.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { coversName } from '../../../../shared/host-names.ts'
import type { ShowChallenges } from '../../acme/client/board.ts'
import { createAcmeService, type AcmeService, type AcmeWish } from '../../acme/client/service.ts'
import { currentCaller } from '../../app/caller.ts'
import { instant, instantOrNull, newId, type Context } from '../../app/context.ts'
import type { EngineDeps } from '../../deps.ts'
import type { Engine } from '../../engine.ts'
import type { AcmeCertificateRow } from '../../store/acme.ts'
import type { Store } from '../../store/index.ts'
import { loadServerKey, saveServerKey } from '../../store/server-key.ts'
import type { SiteRecord } from '../../store/sites.ts'
import { revertSettings, sealedSecrets, type SiteChange } from '../change.ts'
import { announceSite, putInForce } from '../in-force.ts'
import { selectSite } from '../service.ts'
import { checkIdentity, readableFingerprint } from './issue.ts'
import type { PublicCertificates } from './public-certificates.ts'

type Methods = Pick<Engine['methods'], Extract<keyof Engine['methods'], `site.acme.${string}`>>

export interface PublicCertificateOptions {
  readonly store: Store
  readonly deps: Pick<EngineDeps, 'version' | 'startSites' | 'dataFolder'>
  readonly now: () => number
  readonly show: ShowChallenges
  /** Asked for when needed: it is made with this. */
  readonly context: () => Context
}

/** With what the contract says of them. */
export interface PublicCertificateService extends PublicCertificates {
  readonly methods: Methods
  stop(): Promise<void>
}

export function createPublicCertificates(options: PublicCertificateOptions): PublicCertificateService {
  const { store, now, deps, context } = options
  /** What was stored just now, until the gate has taken it. */
  const installed = new Map<string, SiteChange>()

  const install = (siteId: string, pair: { certPem: string; keyPem: string }): boolean => {
    const before = store.sites.find(siteId)
    if (!before) return false
    // Hosts that were added meanwhile are no reason to throw a certificate away: another one is ordered for them.
    const { certPem, keyPem } = checkIdentity({ ...pair, hosts: [], now: now() })
    const sealed = sealedSecrets(store.sites, siteId)
    const after = store.sites.update(siteId, (current) => ({
      ...current,
      certificateSource: 'own',
      certificatePem: certPem,
      // Files that are watched would take its place.
      options: { ...current.options, certificateFiles: null },
    }))
    saveServerKey(store, siteId, keyPem)
    installed.set(siteId, { before, after, sealed: { before: sealed, after: sealedSecrets(store.sites, siteId) } })
    return true
  }

  const onInstalled = async (siteId: string): Promise<void> => {
    const change = installed.get(siteId)
    installed.delete(siteId)
    if (!change) return
    await putInForce(context(), siteId, () => void revertSettings(store.sites, change))
  }

  const service: AcmeService = createAcmeService({
    store: store.acme,
    transaction: (work) => store.sql.transaction(work),
    newId,
    version: deps.version,
    now,
    random: Math.random,
    automatic: deps.startSites,
    show: options.show,
    install,
    currentPem: (siteId) => store.sites.find(siteId)?.certificatePem ?? null,
    site(siteId) {
      const site = store.sites.find(siteId)
      // What cannot be read names nobody to order for.
      if (!site || site.damaged !== null) return undefined
      return {
        ...site,
        hasKey: loadServerKey(store, siteId) !== null,
        // Challenges are answered at every plain-HTTP port, whichever site has opened it.
        hasHttpPort: store.sites.list().some(({ options }) => options.redirects.length > 0),
      }
    },
    onChange(siteId) {
      if (store.sites.find(siteId)) announceSite(context(), siteId)
    },
    onInstalled,
  })

  const challengeFor = (input: Parsed<'site.acme.use'>): AcmeChallenge => {
    if (input.challenge !== undefined) return input.challenge
    if (input.dns !== undefined) return 'dns-01'
    return store.sites.list().some(({ options }) => options.redirects.length > 0) ? 'http-01' : 'tls-alpn-01'
  }

  /** Checked as far as it can be without asking anybody. */
  const wishOf = async (input: Parsed<'site.acme.use'>): Promise<{ site: SiteRecord; wish: AcmeWish }> => {
    // First: what is read of the site below is written without waiting for anything.
    const caPem = input.authority === undefined ? null : await context().untrusted.read('certificates', input.authority)
    const site = selectSite(context(), input.site)
    const stranger = input.names?.find((name) => !site.hosts.some((host) => host === name || coversName(name, host)))
    if (stranger !== undefined) throw new AppError('acme/name-not-of-site', { name: stranger, site: site.name })
    // It names a program that is run: what a page in a browser may never do (shared/contract/file-path.ts).
    if (input.dns === 'exec' && input.dnsConfig !== undefined && currentCaller().via === 'browser') {
      throw new AppError('app/path-from-browser', { field: 'dnsConfig' })
    }
    const challenge = challengeFor(input)
    const wish = {
      directory: input.directory,
      caPem,
      contact: input.contact,
      external: input.external ?? null,
      settings: {
        challenge,
        dns: challenge === 'dns-01' ? (input.dns ?? null) : null,
        profile: input.profile ?? null,
        names: input.names ?? null,
      },
      dnsConfig: input.dnsConfig ?? null,
    }
    return { site, wish }
  }

  const use: Methods['site.acme.use'] = async (input) => {
    const { site, wish } = await wishOf(input)
    await service.use(site.id, wish)
    service.check()
    return announceSite(context(), site.id)
  }

  /** Challenges are answered at the doors. @throws AppError app/not-running, site/not-running */
  const assertAnswers = (challenge: AcmeChallenge, { name, enabled }: SiteRecord): void => {
    if (challenge === 'dns-01') return
    if (!deps.startSites) throw new AppError('app/not-running', { folder: deps.dataFolder })
    if (!enabled) throw new AppError('site/not-running', { name })
  }

  const check: Methods['site.acme.check'] = async (input) => {
    const { site, wish } = await wishOf(input)
    assertAnswers(wish.settings.challenge, site)
    const checks = await service.preflight(site.id, wish)
    return checks.map(({ problem, ...rest }) => ({ ...rest, problem: problem && problem.toProblem() }))
  }

  const revoke: Methods['site.acme.revoke'] = async ({ site: selector, reason }) => {
    const { id, name } = selectSite(context(), selector)
    if (!store.acme.certificate(id)) throw new AppError('acme/not-ordered', { name })
    await service.revoke(id, reason)
    return announceSite(context(), id)
  }

  const changeKey: Methods['site.acme.changeKey'] = async ({ site: selector }) => {
    const { id } = selectSite(context(), selector)
    await service.changeKey(id)
    return announceSite(context(), id)
  }

  const order: Methods['site.acme.order'] = async (input): Promise<Site> => {
    const site = selectSite(context(), input.site)
    const { id, name } = site
    const row = store.acme.certificate(id)
    if (!row) throw new AppError('acme/not-ordered', { name })
    assertAnswers(row.settings.challenge, site)
    if (service.isWanted(row)) await service.attempt(id)
    return announceSite(context(), id)
  }

  const isInForce = (site: SiteRecord, row = store.acme.certificate(site.id)): boolean =>
    row !== undefined && row.state.issued !== null && row.state.issued === readableFingerprint(site.certificatePem)

  const stateOf = (site: SiteRecord, row: AcmeCertificateRow): SiteAcme['state'] => {
    if (row.state.lastFailure !== null) return 'failed'
    return isInForce(site, row) ? 'issued' : 'pending'
  }

  return {
    methods: {
      'site.acme.use': use,
      'site.acme.order': order,
      'site.acme.check': check,
      'site.acme.revoke': revoke,
      'site.acme.changeKey': changeKey,
    },
    isOrdered: (siteId) => store.acme.certificate(siteId) !== undefined,
    isInForce: (site) => isInForce(site),
    view(site) {
      const row = store.acme.certificate(site.id)
      const account = row && store.acme.account(row.accountId)
      if (!row || !account) return null
      const { lastFailure, failures } = row.state
      const at = service.nextAt(row)
      return {
        directory: account.directory,
        challenge: row.settings.challenge,
        dns: row.settings.dns as DnsService | null,
        profile: row.settings.profile,
        names: row.settings.names === null ? null : [...row.settings.names],
        contact: [...account.contact],
        state: stateOf(site, row),
        nextCheck: instantOrNull(at === null ? null : Math.max(at, now())),
        failures,
        lastFailure: lastFailure && {
          at: instant(lastFailure.at),
          problem: { code: lastFailure.failure.code, values: lastFailure.failure.values ?? {} },
          type: lastFailure.type,
          detail: lastFailure.detail,
        },
      }
    },
    check: () => service.check(),
    stop: () => service.stop(),
  }
}
