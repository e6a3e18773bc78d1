import type { AppEvent } from '../../../shared/contract/index.ts'
import type { Manage } from '../../../shared/contract/manage.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { message } from '../../../shared/messages/message.ts'
import type { Problem } from '../../../shared/transport.ts'
import { createQueue } from '../app/queue.ts'
import type { Context } from '../app/context.ts'
import type { Engine } from '../engine.ts'
import type { OpenSite } from '../enforcement/policy.ts'
import { parseListen, siteUrl } from '../network/listen.ts'
import { assertNoConflict } from '../site/conflicts.ts'
import { loadServerKey } from '../store/server-key.ts'
import { deviceStatus } from '../device/status.ts'
import { isCurrentCertificate, issueManageCertificate, saveManageCertificate } from './certificate.ts'
import { managingDevice } from './judge.ts'
import {
  MANAGE_ID,
  manageSite,
  NO_UPSTREAM,
  readManageSettings,
  writeManageSettings,
  type ManageSettings,
} from './place.ts'

/** The interface behind the gate: "Vestibule itself" (docs/decisions/0061-vestibule-behind-its-own-gate.md). */
export interface ManageService {
  readonly methods: Pick<Engine['methods'], 'manage.show' | 'manage.on' | 'manage.off'>
  /** What the gate gets of it; null while it is off or cannot be opened. */
  openSite(): OpenSite | null
  /** Opens what was on when the program ended. The gate is told with its next policy. Never fails. */
  start(): Promise<void>
  /** Sessions follow what happens to devices. */
  onEvent(event: AppEvent): void
  /** Why it is not open although it is to be; null when it is, or is not to be. */
  problem(): Problem | null
  /** Tells the windows when it opened or failed meanwhile. */
  announce(): void
  stop(): Promise<void>
}

/** With what the gate is told from these on, somebody may not manage any more. */
const ENDS_SESSIONS: ReadonlySet<AppEvent['event']> = new Set([
  'device.changed',
  'device.removed',
  'authority.changed',
  'authority.removed',
])

export function createManageService(context: Context): ManageService {
  const { store, deps } = context
  const door = deps.features?.manage
  /** Where the gate leads to, with the secret of this start. */
  let behind: { readonly url: string; readonly secret: string; readonly origin: string } | null = null
  let doorProblem: AppError | null = null
  let told = ''
  const changes = createQueue()

  const originOf = ({ host, listen }: ManageSettings): string => new URL(siteUrl(host, parseListen(listen).port)).origin

  const close = async (): Promise<void> => {
    behind = null
    doorProblem = null
    await door?.close()
  }

  /** Opens the interface where the settings want it, or closes it. */
  const follow = async (): Promise<void> => {
    const settings = readManageSettings(store)
    if (!settings?.on || !door || !deps.startSites) return close()
    const origin = originOf(settings)
    if (behind?.origin === origin) return
    await close()
    try {
      const opened = await door.open({ origin, deviceOf: (print) => managingDevice(store, print, context.now()) })
      behind = { ...opened, origin }
    } catch (error) {
      doorProblem = error instanceof AppError ? error : new AppError('app/unexpected')
    }
  }

  const stateOf = (settings: ManageSettings): { state: Manage['state']; problem: Problem | null } => {
    if (!settings.on) return { state: 'stopped', problem: null }
    if (doorProblem) return { state: 'failed', problem: doorProblem.toProblem() }
    return context.enforcer.stateOf(manageSite(store, settings, NO_UPSTREAM))
  }

  const show = (): Manage => {
    const settings = readManageSettings(store)
    const now = context.now()
    const devices = store.devices.managing().flatMap((id) => {
      const row = store.devices.find(id)
      if (!row) return []
      const { not_after: notAfter, first_seen: firstSeen, revoked_at: revokedAt } = row
      return [{ id, name: row.name, status: deviceStatus({ notAfter, firstSeen, revokedAt }, now) }]
    })
    if (!settings) return { on: false, host: null, listen: null, url: null, state: 'stopped', problem: null, devices }
    const { on, host, listen } = settings
    return { on, host, listen, url: on ? `${originOf(settings)}/` : null, ...stateOf(settings), devices }
  }

  const announce = (): void => {
    const { devices: _devices, ...shown } = show()
    const text = JSON.stringify(shown)
    if (told === text) return
    told = text
    context.emit('manage.changed', {})
  }

  /** Puts what is stored in force. @throws AppError when it cannot be opened */
  const putInForce = async (): Promise<void> => {
    await follow()
    await context.enforcer.sync()
    const settings = readManageSettings(store)
    const { problem } = settings ? stateOf(settings) : { problem: null }
    if (problem) throw AppError.fromProblem(problem)
  }

  const on: ManageService['methods']['manage.on'] = async ({ host, listen, signer, passphrase }) => {
    // A command without a running program writes it down; the program opens it when it starts.
    if (!door && deps.shell !== 'cli') {
      throw new AppError('app/not-in-this-shell', { what: message('parts.shell.manage') })
    }
    const before = readManageSettings(store)
    const wanted: ManageSettings = { on: true, host, listen, certificatePem: before?.certificatePem ?? '' }
    assertNoConflict(context, manageSite(store, wanted, NO_UPSTREAM))
    const current = signer === undefined && before !== null && isCurrentCertificate(context, wanted)
    const identity = current
      ? null
      : await issueManageCertificate(context, await context.vault.open(passphrase), { ...wanted, signer })
    // Another call may have taken the name and the port while the certificate was made.
    assertNoConflict(context, manageSite(store, wanted, NO_UPSTREAM))
    if (identity) saveManageCertificate(context, identity, wanted)
    else store.sql.transaction(() => writeManageSettings(store, wanted))
    try {
      await putInForce()
    } catch (error) {
      // It was not open before: then it does not try for ever to open.
      const settings = readManageSettings(store)
      const back =
        before?.on && before.host === host ? { ...before, certificatePem: settings?.certificatePem ?? '' } : null
      store.sql.transaction(() => writeManageSettings(store, back ?? (settings && { ...settings, on: false })))
      await follow()
      await context.enforcer.sync().catch(() => undefined)
      throw error
    } finally {
      announce()
    }
    return show()
  }

  const off: ManageService['methods']['manage.off'] = async () => {
    const before = readManageSettings(store)
    if (before) store.sql.transaction(() => writeManageSettings(store, { ...before, on: false }))
    // First who came through, then the port.
    await close()
    await context.enforcer.sync()
    announce()
    return show()
  }

  return {
    methods: {
      'manage.show': async () => show(),
      'manage.on': (input) => changes.run(() => on(input)),
      'manage.off': (input) => changes.run(() => off(input)),
    },
    openSite() {
      const settings = readManageSettings(store)
      if (!settings?.on || !behind) return null
      const site = manageSite(store, settings, behind.url)
      const keyPem = loadServerKey(store, MANAGE_ID)
      if (keyPem === null || site.authorityIds.length === 0 || context.enforcer.fault(site) !== null) return null
      return { site, keyPem, upstreamKeyPem: null, loginValue: null, staple: null, secret: behind.secret }
    },
    async start() {
      await changes.run(follow)
    },
    onEvent({ event }) {
      if (ENDS_SESSIONS.has(event)) door?.recheck()
      if (event !== 'backup.restored') return
      door?.recheck()
      void changes.run(async () => {
        await follow()
        await context.enforcer.sync().catch(() => undefined)
        announce()
      })
    },
    problem() {
      const settings = readManageSettings(store)
      return settings ? stateOf(settings).problem : null
    },
    announce,
    stop: close,
  }
}
