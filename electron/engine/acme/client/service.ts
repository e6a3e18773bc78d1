import { AppError } from '../../../../shared/errors/index.ts'
import { describeCertificate } from '../../../pki/x509/describe.ts'
import { fromPem } from '../../../pki/x509/pem.ts'
import { isIP } from 'node:net'
import { NEW_ACME_STATE, type AcmeAccountRow, type AcmeCertificateRow, type AcmeSettings } from '../../store/acme.ts'
import { createProvider, readDnsConfig, type DnsProviderName } from '../dns/config.ts'
import { explainProblem, ProblemError } from '../problem.ts'
import { createAccounts, type Accounts, type AccountDeps, type AccountWish } from './accounts.ts'
import { createAttempt, noteAdvice, type AttemptDeps } from './attempt.ts'
import { canonicalName } from './objects.ts'
import { readDirectory } from './directory.ts'
import { createFetch, hostOf } from './fetch.ts'
import { preflight, type Check } from './preflight.ts'
import { askRenewalInfo } from './renewal-info.ts'
import { inScope } from './scope.ts'
import { revokeCertificate, type SubscriberReason } from './revoke.ts'
import { afterFailure, attemptAt, wantedAt, type CurrentCertificate } from './schedule.ts'
import { message } from '../../../../shared/messages/message.ts'

/** A site as far as ordering for it needs. */
export interface AcmeSite {
  readonly id: string
  readonly name: string
  readonly hosts: readonly string[]
  readonly certificatePem: string
  /** Whether the key of that certificate is at hand. */
  readonly hasKey: boolean
  /** Answered at the doors while it is open only. */
  readonly enabled: boolean
  readonly hasHttpPort: boolean
}

export interface AcmeServiceDeps extends Omit<AttemptDeps, 'accounts'>, Omit<AccountDeps, 'store'> {
  readonly site: (id: string) => AcmeSite | undefined
  /** Something that a window shows of this site has changed. */
  readonly onChange: (siteId: string) => void
  /**
   * A new certificate is in the database: put it in force. Open connections stay.
   * @throws AppError the gate refuses it, and the one before is in the database again
   */
  readonly onInstalled: (siteId: string) => Promise<void>
  /** Whether certificates are ordered when they are due. False: only when asked to. Default: true. */
  readonly automatic?: boolean
}

export interface AcmeWish extends AccountWish {
  readonly settings: AcmeSettings
  /** Text of the settings file of the DNS service; null: as before. */
  readonly dnsConfig: string | null
}

/** Certificates of sites from ACME authorities: ordered, renewed, revoked. One order at a time. */
export interface AcmeService {
  readonly accounts: Accounts
  /** Orders the certificate of a site there from now on. The certificate in force stays until there is a new one. */
  use(siteId: string, wish: AcmeWish): Promise<void>
  /**
   * Tries now, whatever the back-off says; never before the authority wants it. Joins the attempt that is under way.
   * @throws AppError why it failed, acme/waiting
   */
  attempt(siteId: string): Promise<void>
  /** Looks what is due, and does it. */
  check(): void
  /** Whether a certificate is wanted now, whatever the back-off says. */
  isWanted(row: AcmeCertificateRow): boolean
  /** When it is tried next; milliseconds since 1970, null where nothing is due by itself. */
  nextAt(row: AcmeCertificateRow): number | null
  /** The site's certificate comes from elsewhere from now on. */
  leave(siteId: string): void
  /** What an order as wished needs, looked at before it is made. Changes nothing. @throws AppError "acme/…" */
  preflight(siteId: string, wish: AcmeWish): Promise<Check[]>
  /** Another key for the account that orders for a site. @throws AppError "acme/…" */
  changeKey(siteId: string): Promise<void>
  /** Revokes the certificate in force; a new one is ordered with another key. */
  revoke(siteId: string, reason: SubscriberReason): Promise<void>
  /** Ends what is under way; it goes on with the next start. */
  stop(): Promise<void>
}

const CHECK_INTERVAL_MS = 60_000

export function createAcmeService(deps: AcmeServiceDeps): AcmeService {
  const { store, now } = deps
  const accounts = createAccounts(deps)
  const runAttempt = createAttempt({ ...deps, accounts })
  const stopping = new AbortController()
  let last: Promise<unknown> = Promise.resolve()
  const waiting = new Set<string>()
  const underWay = new Map<string, Promise<void>>()

  /** One order at a time, whoever wants it. */
  const queue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
  const namesOf = ({ settings }: AcmeCertificateRow, site: AcmeSite): readonly string[] => [
    ...new Set((settings.names ?? site.hosts).map(canonicalName)),
  ]

  const wantedFor = (row: AcmeCertificateRow, site: AcmeSite): number =>
    wantedAt({ state: row.state, current: currentOf(site), names: namesOf(row, site) })

  const nextAt: AcmeService['nextAt'] = (row) => {
    const site = deps.site(row.siteId)
    if (!site) return null
    // A closed site answers no challenge at its doors.
    if (!site.enabled && row.settings.challenge !== 'dns-01') return null
    return attemptAt(row.state, wantedFor(row, site))
  }

  /** @returns why the gate refuses what was issued: then nothing is ordered again at once */
  const putInForce = async (siteId: string): Promise<AppError | null> => {
    try {
      await deps.onInstalled(siteId)
      return null
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      store.updateState(siteId, (state) => ({
        ...afterFailure(state, { now: now(), retryAt: null, rateLimited: false, random: deps.random() }),
        lastFailure: { at: now(), failure: error.toFailure(), type: null, detail: null },
      }))
      return error
    }
  }

  const run = async (siteId: string): Promise<void> => {
    const row = store.certificate(siteId)
    const site = deps.site(siteId)
    if (!row || !site || stopping.signal.aborted) return
    const { waitUntil } = row.state
    if (waitUntil !== null && waitUntil > now()) {
      throw new AppError('acme/waiting', { until: new Date(waitUntil).toISOString() })
    }
    const result = await inScope(stopping.signal, (signal) => runAttempt(row, namesOf(row, site), signal))
    const error = result.installed ? await putInForce(siteId) : result.error
    deps.onChange(siteId)
    if (error) throw error
  }

  const attempt = (siteId: string): Promise<void> => {
    const before = underWay.get(siteId)
    if (before) return before
    const work = queue(() => run(siteId)).finally(() => underWay.delete(siteId))
    underWay.set(siteId, work)
    return work
  }

  const check = (): void => {
    if (deps.automatic === false || stopping.signal.aborted) return
    for (const row of store.certificates()) {
      const at = nextAt(row)
      if (at === null || waiting.has(row.siteId)) continue
      const { askAgainAt, issued } = row.state
      const work =
        at <= now()
          ? () => attempt(row.siteId)
          : issued !== null && askAgainAt !== null && askAgainAt <= now()
            ? () => queue(() => askAgain(row.siteId))
            : null
      if (!work) continue
      waiting.add(row.siteId)
      void work()
        .catch(() => undefined)
        .finally(() => waiting.delete(row.siteId))
    }
  }

  const askAgain = async (siteId: string): Promise<void> => {
    const row = store.certificate(siteId)
    const account = row && store.account(row.accountId)
    const der = fromPem(deps.currentPem(siteId) ?? '')[0]?.der
    if (!account || !der) return
    const later = now() + 3_600_000
    store.updateState(siteId, (state) => ({ ...state, askAgainAt: later }))
    await inScope(stopping.signal, (signal) =>
      noteAdvice(store, siteId, async () => {
        const fetch = createFetch({ ca: account.caPem, version: deps.version, signal })
        const directory = await readDirectory(fetch, account.directory)
        return askRenewalInfo({ fetch, directory, certificate: der, now: now(), random: deps.random })
      }),
    )
    deps.onChange(siteId)
  }

  const timer = setInterval(check, CHECK_INTERVAL_MS)
  timer.unref()

  return {
    accounts,
    async use(siteId, wish) {
      const site = deps.site(siteId)
      if (!site) throw new AppError('site/not-found', { name: siteId })
      checkWish(site, wish, store.secret('acme-dns', siteId))
      const accountId = await accounts.ensure(wish)
      deps.transaction(() => {
        // The account took its time: the site may have been removed meanwhile.
        if (!deps.site(siteId)) throw new AppError('site/not-found', { name: siteId })
        // What was issued by another authority, or for other names, is replaced at once.
        const same = store.certificate(siteId)?.accountId === accountId
        store.updateCertificate(siteId, (current) => ({
          accountId,
          settings: wish.settings,
          state:
            current && same
              ? { ...current.state, failures: 0, nextAttemptAt: null }
              : { ...NEW_ACME_STATE, records: current?.state.records ?? [] },
        }))
        if (!same) store.saveSecret('acme-order-key', siteId, null)
        if (wish.dnsConfig !== null) store.saveSecret('acme-dns', siteId, wish.dnsConfig)
      })
      deps.onChange(siteId)
    },
    attempt,
    check,
    isWanted(row) {
      const site = deps.site(row.siteId)
      return site !== undefined && wantedFor(row, site) <= now()
    },
    nextAt,
    leave(siteId) {
      store.removeCertificate(siteId)
    },
    // Behind an order that is under way: it shows challenges for the same names.
    preflight: (siteId, wish) =>
      queue(async () => {
        const site = deps.site(siteId)
        if (!site) throw new AppError('site/not-found', { name: siteId })
        const known = store.secret('acme-dns', siteId)
        checkWish(site, wish, known)
        const { directory, caPem, settings, external } = wish
        return inScope(stopping.signal, (signal) => {
          const provider =
            settings.challenge === 'dns-01'
              ? createProvider(readDnsConfig((settings.dns ?? '') as DnsProviderName, wish.dnsConfig ?? known ?? ''), {
                  version: deps.version,
                  now,
                  signal,
                })
              : null
          return preflight({
            fetch: createFetch({ ca: caPem, version: deps.version, signal }),
            directory,
            // Public authorities are known to everybody: whoever names a root has one in the house.
            privateAuthority: caPem !== null,
            hasExternalAccount: external !== null || store.accounts().some(isPlainAccountOf(directory)),
            profile: settings.profile,
            names: (settings.names ?? site.hosts).map(canonicalName),
            challenge: settings.challenge,
            provider,
            show: deps.show,
            now,
            signal,
          })
        })
      }),
    changeKey: (siteId) =>
      queue(async () => {
        const row = store.certificate(siteId)
        const site = deps.site(siteId)
        if (!row || !site) throw new AppError('acme/not-ordered', { name: site?.name ?? siteId })
        const host = hostOf(store.account(row.accountId)?.directory ?? '')
        await inScope(stopping.signal, (signal) => accounts.changeKey(row.accountId, signal)).catch(
          (error: unknown) => {
            throw error instanceof ProblemError ? explainProblem(error, { host, names: [] }) : error
          },
        )
      }),
    revoke: (siteId, reason) =>
      queue(async () => {
        const row = store.certificate(siteId)
        const site = deps.site(siteId)
        const der = fromPem(deps.currentPem(siteId) ?? '')[0]?.der
        const host = hostOf((row && store.account(row.accountId)?.directory) ?? '')
        if (!row || !site || !der || row.state.issued !== currentOf(site)?.fingerprint) {
          throw new AppError('acme/account-unknown', { host })
        }
        await inScope(stopping.signal, async (signal) => {
          const { session } = await accounts.open(row.accountId, signal)
          await revokeCertificate(session, der, reason)
        }).catch((error: unknown) => {
          if (!(error instanceof ProblemError)) throw error
          if (!error.is('alreadyRevoked')) throw explainProblem(error, { host, names: site.hosts })
        })
        // Not `replaces`: nothing takes the place of what was revoked for its key.
        store.updateState(siteId, (state) => ({ ...state, issued: null, order: null, nextAttemptAt: null }))
        check()
      }),
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await last
    },
  }
}

/** Registered without an external account, and used again by whoever names none (`ensure` in accounts.ts). */
const isPlainAccountOf =
  (directory: string) =>
  (row: AcmeAccountRow): boolean =>
    row.directory === directory && row.eabKid === '' && row.url !== null

function currentOf(site: AcmeSite): CurrentCertificate | null {
  if (!site.hasKey) return null
  try {
    const { fingerprint, notBefore, notAfter, names } = describeCertificate(site.certificatePem)
    return {
      fingerprint,
      notBefore: notBefore.getTime(),
      notAfter: notAfter.getTime(),
      names: names.map(canonicalName),
    }
  } catch {
    return null
  }
}

/** What can be said without asking anybody. @throws AppError "acme/…" */
function checkWish(site: AcmeSite, { settings, dnsConfig, directory }: AcmeWish, knownConfig: string | null): void {
  const { challenge, dns } = settings
  const url = URL.canParse(directory) ? new URL(directory) : null
  if (url?.protocol !== 'https:') throw new AppError('acme/not-https', { url: directory.slice(0, 200) })
  for (const name of settings.names ?? site.hosts) {
    if (name.startsWith('*.') && challenge !== 'dns-01') throw new AppError('acme/wildcard-needs-dns', { name })
    if (isIP(name) !== 0 && challenge === 'dns-01') throw new AppError('acme/address-needs-no-dns', { name })
  }
  if (challenge === 'http-01' && !site.hasHttpPort) throw new AppError('acme/no-http-port', { name: site.name })
  if (challenge !== 'dns-01') return
  const provider = (dns ?? '') as DnsProviderName
  const text = dnsConfig ?? knownConfig
  if (text === null) throw new AppError('acme/dns-config', { provider, problem: message('parts.acme.settingsMissing') })
  readDnsConfig(provider, text)
}
