import type { AppStatus } from '../../../shared/contract/app.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { fileProblem } from '../store/write-whole.ts'
import { currentCaller } from './caller.ts'
import type { Engine } from '../engine.ts'
import type { Context } from './context.ts'
import { instantOrNull } from './context.ts'
import { describeComputer } from '../network/computer.ts'
import { isOpenSsl } from '../tls-library.ts'

/** Whether the keychain can remember the passphrase. Absent and broken keychains are the same: not available. */
export async function keychainStatus(context: Context): Promise<AppStatus['keychain']> {
  const { keychain } = context.deps
  const none = { available: false, remembered: false, weak: false }
  if (!keychain) return none
  try {
    if (!(await keychain.available())) return none
    return { available: true, remembered: (await keychain.load()) !== null, weak: await keychain.weak() }
  } catch {
    return none
  }
}

/** What cannot be written, and what was found at the start. */
function programProblems({ deps, store }: Context): AppError[] {
  const overdue = store.overdue.rows().length
  const ledger = store.ledgerProblem()
  const aside = store.findings.putAside
  return [
    ...(store.hasRoom() ? [] : [new AppError('store/no-room')]),
    ...(overdue > 0 ? [new AppError('store/revocation-overdue', { count: overdue })] : []),
    ...(ledger === null ? [] : [new AppError('store/ledger', { problem: fileProblem(ledger) })]),
    ...(aside === null ? [] : [new AppError('store/log-put-aside', { folder: aside })]),
    ...store.authorities.damaged().map(({ name }) => new AppError('authority/damaged', { name })),
    ...(deps.problems?.() ?? []),
  ]
}

function tlsLibrary(): string {
  return isOpenSsl() ? `OpenSSL ${process.versions.openssl ?? 'unknown'}` : 'BoringSSL'
}

/** What a page is told that has not shown whom it belongs to: which program answers, so that it can say what to do. */
function statusForStrangers(version: string): AppStatus {
  return {
    version,
    shell: 'headless',
    dataFolder: '',
    empty: false,
    locked: true,
    asDevice: null,
    locksAt: null,
    keychain: { available: false, remembered: false, weak: false },
    gate: { state: 'running', restarts: 0, policyVersion: 0 },
    computer: { hostName: '', addresses: [] },
    features: { share: false, openAtLogin: false, chooseFolder: false, manage: false },
    versions: { node: '', tls: '', sqlite: '' },
    problems: [],
  }
}

/** Facts about the running program. */
export async function appStatus(context: Context): Promise<AppStatus> {
  const { deps, store, vault, enforcer } = context
  const { device: asDevice = null } = currentCaller()
  return {
    version: deps.version,
    shell: deps.shell,
    dataFolder: deps.dataFolder,
    empty: store.authorities.list().length === 0,
    // Whoever comes through the gate brings the passphrase each time.
    locked: asDevice !== null || vault.locked(),
    asDevice,
    locksAt: asDevice === null ? instantOrNull(vault.locksAt()) : null,
    keychain: await keychainStatus(context),
    gate: enforcer.gate(),
    computer: describeComputer(),
    features: {
      share: deps.features?.share !== undefined,
      openAtLogin: deps.features?.login !== undefined,
      chooseFolder: deps.features?.chooseFolder !== undefined,
      manage: deps.features?.manage !== undefined,
    },
    problems: [...programProblems(context).map((problem) => problem.toProblem()), context.manageProblem() ?? []].flat(),
    versions: { node: process.versions.node, tls: tlsLibrary(), sqlite: store.sqliteVersion },
  }
}

type Methods = Pick<Engine['methods'], 'app.status' | 'app.cancel'>

export function createAppService(context: Context): Methods {
  return {
    'app.status': async () =>
      currentCaller().via === 'page' ? statusForStrangers(context.deps.version) : appStatus(context),
    'app.cancel': async ({ runId }) => ({ cancelled: context.runs.cancel(runId) }),
  }
}
