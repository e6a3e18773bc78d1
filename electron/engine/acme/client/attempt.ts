import { AppError } from '../../../../shared/errors/index.ts'
import { renewalIdentifier } from '../../../pki/x509/acme.ts'
import { fromPem, toPem } from '../../../pki/x509/pem.ts'
import { generateKeyPair } from '../../../pki/x509/keys.ts'
import type { AcmeCertificateRow, AcmeState, AcmeStore } from '../../store/acme.ts'
import { createProvider, readDnsConfig, type DnsProviderName } from '../dns/config.ts'
import { explainProblem, ProblemError } from '../problem.ts'
import type { Accounts } from './accounts.ts'
import { doorResponder, type ShowChallenges } from './board.ts'
import type { Responder } from './challenge.ts'
import { checkCertificate } from './check-certificate.ts'
import { dnsResponder } from './dns-responder.ts'
import { hostOf } from './fetch.ts'
import { isOver, runOrder, type OrderState } from './order.ts'
import { askRenewalInfo } from './renewal-info.ts'
import { afterFailure } from './schedule.ts'
import { message } from '../../../../shared/messages/message.ts'

/** Milliseconds that the domain's servers have to show a record, unless the settings say otherwise. */
const PROPAGATION_MS = 5 * 60_000

export interface AttemptDeps {
  readonly store: AcmeStore
  readonly transaction: <T>(work: () => T) => T
  readonly accounts: Accounts
  readonly show: ShowChallenges
  readonly version: string
  readonly now: () => number
  readonly random: () => number
  /**
   * Takes a new certificate for a site, inside the caller's transaction: nothing of it counts when that fails.
   * @returns false when the site is gone
   */
  readonly install: (siteId: string, pair: { certPem: string; keyPem: string }) => boolean
  /** PEM of the site's certificate now; null when the site is gone. */
  readonly currentPem: (siteId: string) => string | null
}

/** One attempt at a certificate: goes on with an order or makes one, and installs what comes of it. */
export type Attempt = (row: AcmeCertificateRow, names: readonly string[], signal: AbortSignal) => Promise<AttemptResult>

export type AttemptResult = { readonly installed: true } | { readonly installed: false; readonly error: AppError }

export function createAttempt(deps: AttemptDeps): Attempt {
  const { store, now } = deps

  const responderFor = ({ siteId, settings, state }: AcmeCertificateRow, signal: AbortSignal): Responder => {
    if (settings.challenge !== 'dns-01') return doorResponder(settings.challenge, deps.show, now)
    const text = store.secret('acme-dns', siteId)
    const provider = (settings.dns ?? 'exec') as DnsProviderName
    if (text === null)
      throw new AppError('acme/dns-config', { provider, problem: message('parts.acme.settingsUnreadable') })
    const config = readDnsConfig(provider, text)
    const seconds = config['propagation-seconds']
    return dnsResponder({
      provider: createProvider(config, { version: deps.version, now, signal }),
      resolvers: config.resolvers ?? null,
      propagationMs: seconds === undefined ? PROPAGATION_MS : seconds * 1000,
      leftOver: state.records,
      onRecords: (records) => store.updateState(siteId, (current) => ({ ...current, records })),
    })
  }

  /** The order under way, or a new one whose key is on the disk before anybody hears of it. */
  const orderFor = async (row: AcmeCertificateRow, names: readonly string[]): Promise<OrderState> => {
    const { siteId, settings, state } = row
    const keyPem = store.secret('acme-order-key', siteId)
    const before = state.order
    const same = before !== null && before.profile === settings.profile && sameNames(before.names, names)
    if (same && keyPem !== null) return { ...before, keyPem }
    const { pkcs8 } = await generateKeyPair('p256')
    const order: OrderState = {
      names,
      profile: settings.profile,
      replaces: replacedBy(state, deps.currentPem(siteId)),
      keyPem: toPem('PRIVATE KEY', pkcs8),
      url: null,
      certificatePem: null,
    }
    save(row, order)
    return order
  }

  /** Whether the certificate is still wanted from there: the owner may have chosen another authority meanwhile. */
  const isWanted = ({ siteId, accountId }: AcmeCertificateRow): boolean =>
    store.certificate(siteId)?.accountId === accountId

  const save = (row: AcmeCertificateRow, { keyPem, ...order }: OrderState): void => {
    const { siteId } = row
    deps.transaction(() => {
      if (!isWanted(row)) return
      store.saveSecret('acme-order-key', siteId, keyPem)
      store.updateState(siteId, (current) => ({ ...current, order }))
    })
  }

  const giveUp = (row: AcmeCertificateRow): void => {
    const { siteId } = row
    deps.transaction(() => {
      if (!isWanted(row)) return
      store.saveSecret('acme-order-key', siteId, null)
      store.updateState(siteId, (current) => ({ ...current, order: null }))
    })
  }

  const succeed = (row: AcmeCertificateRow, order: OrderState, host: string): void => {
    const { siteId } = row
    const { certPem, leaf } = checkCertificate(order, { host, now: now() })
    deps.transaction(() => {
      // Changed or removed meanwhile: the certificate is for nobody then.
      if (!isWanted(row) || !deps.install(siteId, { certPem, keyPem: order.keyPem })) return
      store.saveSecret('acme-order-key', siteId, null)
      store.updateState(siteId, (state) => ({
        ...state,
        order: null,
        failures: 0,
        nextAttemptAt: null,
        waitUntil: null,
        lastFailure: null,
        issued: leaf.fingerprint,
        issuedAt: now(),
        renewAt: null,
        askAgainAt: 0,
        explanationUrl: null,
      }))
    })
  }

  const fail = (row: AcmeCertificateRow, error: unknown, host: string, names: readonly string[]): AppError => {
    const told = error instanceof ProblemError ? explainProblem(error, { host, names }) : asAppError(error, host)
    if (isOver(error)) giveUp(row)
    if (error instanceof ProblemError && error.is('accountDoesNotExist')) deps.accounts.forgotten(row.accountId)
    if (!isWanted(row)) return told
    store.updateState(row.siteId, (state) => ({
      ...afterFailure(state, {
        now: now(),
        retryAt: error instanceof ProblemError ? error.retryAt : null,
        rateLimited: error instanceof ProblemError && error.is('rateLimited'),
        random: deps.random(),
      }),
      lastFailure: {
        at: now(),
        failure: told.toFailure(),
        type: error instanceof ProblemError ? error.problem.type : null,
        detail: error instanceof ProblemError ? error.problem.detail : null,
      },
    }))
    return told
  }

  return async (row, names, signal) => {
    const { siteId } = row
    const host = hostOf(store.account(row.accountId)?.directory ?? '')
    try {
      const { session, fetch } = await deps.accounts.open(row.accountId, signal)
      const responder = responderFor(row, signal)
      const go = (order: OrderState): Promise<OrderState> =>
        runOrder(order, { session, responder, signal, save: (state) => save(row, state) })
      const order = await orderFor(row, names)
      const done = await go(order).catch(async (error: unknown) => {
        // An order that was interrupted may be over by now, for example because nobody answered its challenges.
        if (order.url === null || !isOver(error)) throw error
        giveUp(row)
        return go(await orderFor({ ...row, state: { ...row.state, order: null } }, names))
      })
      succeed(row, done, host)
      const leaf = fromPem(done.certificatePem ?? '')[0]?.der
      if (leaf)
        await noteAdvice(store, siteId, () =>
          askRenewalInfo({ fetch, directory: session.directory, certificate: leaf, now: now(), random: deps.random }),
        )
      return { installed: true }
    } catch (error) {
      // The program is stopping: what was written down goes on next time.
      if (signal.aborted) throw error
      return { installed: false, error: fail(row, error, host, names) }
    }
  }
}

/** Asks when to renew, and writes it down. Never throws: without an answer two thirds of the life count. */
export async function noteAdvice(
  store: AcmeStore,
  siteId: string,
  ask: () => ReturnType<typeof askRenewalInfo>,
): Promise<void> {
  try {
    const advice = await ask()
    store.updateState(siteId, (state) => ({
      ...state,
      renewAt: advice?.renewAt ?? state.renewAt,
      askAgainAt: advice?.askAgainAt ?? null,
      explanationUrl: advice?.explanationUrl ?? null,
    }))
  } catch {
    // Asked again with the next look.
  }
}

function sameNames(before: readonly string[], names: readonly string[]): boolean {
  return before.length === names.length && before.every((name) => names.includes(name))
}

/** RFC 9773 §5: only a certificate of this authority is named as replaced. */
function replacedBy(state: AcmeState, currentPem: string | null): string | null {
  if (state.issued === null || currentPem === null) return null
  const der = fromPem(currentPem)[0]?.der
  try {
    return der ? renewalIdentifier(der) : null
  } catch {
    return null
  }
}

function asAppError(error: unknown, host: string): AppError {
  if (error instanceof AppError) return error
  // A mistake of ours must not end in a loop without a pause; its text may hold anything, so it is not shown.
  return new AppError('acme/bad-answer', { host, problem: message('parts.acme.notUsable') }, { cause: error })
}
