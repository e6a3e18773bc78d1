import os from 'node:os'
import { createAcmeServerService } from './acme/server/service.ts'
import { createDoor } from './activity/door.ts'
import { createRecorder } from './activity/recorder.ts'
import { createRetention } from './activity/retention.ts'
import { createActivityService } from './activity/service.ts'
import { currentCaller, notePerson } from './app/caller.ts'
import { createAuditLog } from './audit/audit.ts'
import { countCalls } from './app/calls.ts'
import { watchClock, type Change } from './app/clock.ts'
import { instant, type Context } from './app/context.ts'
import { createDiagnosisService } from './diagnosis/service.ts'
import { createEvents } from './app/events.ts'
import { retryWrites, tellFindings } from './app/findings.ts'
import { createHousekeeping } from './app/housekeeping.ts'
import { createPassphraseAttempts } from './app/passphrase-attempts.ts'
import { createQueue } from './app/queue.ts'
import { createRuns } from './app/runs.ts'
import { appStatus, createAppService } from './app/service.ts'
import { createSessionService } from './app/sessions.ts'
import { createSettingsService } from './app/settings.ts'
import { createScheduledBackups } from './backup/schedule.ts'
import { createBackupService, createPackFile } from './backup/service.ts'
import { createSnapshotService } from './backup/snapshots.ts'
import { createTransfers } from './backup/transfer.ts'
import { createAuthorityService } from './authority/service.ts'
import type { EngineDeps } from './deps.ts'
import { createExportService } from './device/export/service.ts'
import { supersedeBefore } from './device/renew.ts'
import { createHandoffService } from './device/handoff/service.ts'
import { createDeviceService } from './device/service.ts'
import type { Engine } from './engine.ts'
import { createInbox } from './inbox/service.ts'
import { logEvents, logGate } from './log/from-event.ts'
import { createLog } from './log/log.ts'
import { chosenAddresses } from './log/addresses.ts'
import { createLogService } from './log/service.ts'
import { createManageService } from './manage/service.ts'
import { createMetrics } from './metrics/service.ts'
import { createNotify } from './notify/service.ts'
import { createNotices } from './notices/service.ts'
import { createPersonService } from './person/service.ts'
import { createReminderService } from './reminders/service.ts'
import { createServerService } from './server/service.ts'
import { createEnforcer } from './enforcement/enforcer.ts'
import { announceSite } from './site/in-force.ts'
import { takePair } from './site/certificate/take-pair.ts'
import { readPair } from './site/certificate/read-files.ts'
import { createFileWatch } from './site/certificate/watch-files.ts'
import { createRefusalExplainer } from './diagnosis/page/explain-refusals.ts'
import { createUpstreamHealths } from './enforcement/upstream-health.ts'
import { createPublicCertificates } from './site/certificate/public.ts'
import { createStapler } from './site/certificate/stapler.ts'
import { createRuleService } from './site/rules.ts'
import { createSiteService } from './site/service.ts'
import { viewSite } from './site/view.ts'
import { openStore } from './store/index.ts'
import { unlockFromKeychain } from './app/remember-passphrase.ts'
import { createPassphraseService, requireStrongPassphrase } from './passphrase/service.ts'
import { createVault } from './store/vault.ts'
import { createUpdates } from './update/service.ts'
import { createUndo } from './undo/service.ts'
import { createUntrusted } from './untrusted/index.ts'

/** How often the clock is looked at, and when what ends is looked at first. Milliseconds. */
const CLOCK_EVERY = 15_000
const FIRST_CHECK = 3000
/** How long closing waits for calls that are under way; the longest that cannot be cancelled makes a key. Milliseconds. */
const CALLS_TIMEOUT_MS = 10_000
/** How often it is tried again to write what a disk did not take. Milliseconds. */
const RETRY_WRITES_MS = 15_000

/**
 * The composition root: opens the data folder, starts the gate, and answers when the sites that were open are open
 * again (or have said why not).
 * @throws AppError "store/…" when the data folder cannot be used; nothing was changed then
 */
export async function createEngine(deps: EngineDeps): Promise<Engine> {
  const now = deps.now ?? Date.now
  const events = createEvents()
  deps.knownFolders?.check(deps.dataFolder)
  const store = openStore(deps.dataFolder, now)
  let closing: Promise<void> | null = null
  const log = createLog({ dataFolder: deps.dataFolder, now, addresses: () => chosenAddresses(store) })

  /** So that the folder is missed when its disk is not there one day. */
  const rememberFolder = (): void => {
    if (store.authorities.list().length > 0) deps.knownFolders?.remember(deps.dataFolder)
  }
  rememberFolder()

  const announce = (): void => {
    if (closing) return
    void appStatus(context).then(
      (status) => (closing ? undefined : events.emit('app.changed', status)),
      () => undefined,
    )
  }
  /** Policies are many, changes of what a window shows are few: only those are told. */
  const told = new Map<string, string>()
  const news = (key: string, value: unknown): boolean => {
    const text = JSON.stringify(value)
    if (told.get(key) === text) return false
    told.set(key, text)
    return true
  }
  const announceSites = (): void => {
    if (closing) return
    manage.announce()
    const { state, restarts } = enforcer.gate()
    if (news('gate', [state, restarts])) announce()
    for (const site of store.sites.list()) {
      const redirects = site.options.redirects.map((listen) => enforcer.problemAt(listen))
      if (news(site.id, [enforcer.stateOf(site), redirects])) events.emit('site.changed', viewSite(context, site))
    }
  }

  const vault = createVault({
    secrets: store.secrets,
    persons: store.persons,
    onPerson: notePerson,
    ...(deps.passphraseCost && { cost: deps.passphraseCost }),
    now,
    lockAfterMinutes: deps.lockAfterMinutes ?? 15,
    passphraseOnly: deps.shell === 'cli',
    sharesUnlocked: () => currentCaller().via !== 'device',
    requireStrong: (passphrase) => requireStrongPassphrase(untrusted, passphrase),
    attempts: createPassphraseAttempts({
      caller: currentCaller,
      onWrong: (attempt) => (closing ? undefined : inbox.wrongPassphrase(attempt)),
    }),
    onChange: announce,
    onPassphrase: (open) => (closing ? undefined : void context.housekeeping().run(open)),
  })
  const door = createDoor()
  const enforcer = createEnforcer({
    store,
    launcher: deps.startSites ? deps.gate : null,
    onActivity(lines) {
      recorder.record(lines)
      metrics.count(lines)
      door.told(lines)
    },
    onKnocks: (knocks) => door.knocked(knocks),
    onHealth: (checks) => {
      if (closing) return
      for (const id of health.record(checks)) showSite(id)
      refusals.check()
    },
    onRefusals: (found) => {
      if (closing || !health.recordRefusals(found)) return
      showSite(found.siteId)
      refusals.check()
    },
    onRenewal: (request) => inbox.asked(request),
    onHeld: (certificate) => inbox.held(certificate),
    onAcme: (request, reply) => acmeServer.onRequest(request, reply),
    acmePort: () => acmeServer.policy(),
    ...logGate(log),
    itself: () => manage.openSite(),
    stapleOf: (site) => stapler.of(site),
    onChange: announceSites,
  })
  const health = createUpstreamHealths()
  const showSite = (id: string): void => {
    const site = store.sites.find(id)
    if (site) events.emit('site.changed', viewSite(context, site))
  }
  const refusals = createRefusalExplainer({
    health,
    find: (id) => store.sites.find(id),
    onExplained: ({ id }) => (closing ? undefined : showSite(id)),
  })
  const files = createFileWatch({
    // One-shot commands have nothing to watch.
    sites: () => (deps.startSites && !closing ? store.sites.list() : []),
    read: (from) => readPair(untrusted, from),
    take: (id, from, pair) => takePair(context, id, from, pair),
    onProblem: (id) => (closing ? undefined : void announceSite(context, id)),
  })
  const stapler = createStapler({
    // One-shot commands open no site that would show it.
    sites: () =>
      deps.startSites && !closing
        ? store.sites.list().filter((site) => site.enabled && enforcer.fault(site) === null)
        : [],
    authorities: () => store.authorities.list().map((row) => row.der),
    read: (response, question) => untrusted.read('ocsp-response', response, question),
    now,
    onChange(id) {
      if (closing) return
      enforcer.syncSoon()
      const site = store.sites.find(id)
      if (site) events.emit('site.changed', viewSite(context, site))
    },
  })
  const publicCertificates = createPublicCertificates({
    store,
    deps,
    now,
    show: (challenges) => enforcer.overlay({ challenges }),
    context: () => context,
  })
  const acmeServer = createAcmeServerService({ store, now, context: () => context })
  const undo = createUndo({ now, emit: events.emit })
  const retention = createRetention({ store, now, undo })
  const untrusted = createUntrusted({ worker: deps.untrustedWorker })
  const context: Context = {
    deps,
    store,
    vault,
    enforcer,
    health,
    files,
    publicCertificates,
    acmeServer,
    stapler,
    untrusted,
    door,
    emit: events.emit,
    runs: createRuns(events.emit),
    undo,
    retention,
    log,
    notices: () => notices,
    manageProblem: () => manage.problem(),
    now,
    signing: createQueue(),
    housekeeping: () => housekeeping,
  }
  const manage = createManageService(context)
  events.subscribe((event) => (closing ? undefined : manage.onEvent(event)))
  const audit = createAuditLog(context)
  const housekeeping = createHousekeeping(context)
  const recorder = createRecorder(context)
  if (deps.shell !== 'cli')
    log.write('info', 'engine', `Vestibule ${deps.version} (${deps.shell}) opens its data folder`)
  events.subscribe(logEvents(log))
  const inbox = createInbox(context)
  const metrics = createMetrics(context, () => inbox.list())
  const notify = createNotify(context)
  const notices = createNotices(context, (notice) => notify.outbox.add(notice))
  events.subscribe((event) => notices.hear(event))
  events.subscribe(({ event }) => {
    if (event === 'app.clock') notify.outbox.look()
    // What a backup has to tell was told when it was made.
    if (event === 'backup.restored') store.notify.clearQueue()
  })
  events.subscribe(({ event }) => {
    if (!event.startsWith('site.')) return
    files.follow()
    stapler.follow()
  })
  events.subscribe(({ event, payload }) => {
    if (event === 'site.removed') metrics.forget(payload.id)
    // What was restored may say another port.
    if (event !== 'backup.restored') return
    void metrics.start()
    stapler.follow()
  })

  /** After sleep, and when the clock was set: doors open again, and everything is judged by the time that it is now. */
  const onClock = (change: Change): void => {
    if (closing) return
    const by = change.why === 'set' ? change.by : 0
    const told = { why: change.why, now: instant(now()), by }
    // Locks the vault when its time has come: timers do not run during sleep.
    vault.locked()
    events.emit('app.clock', told)
    if (change.why === 'set') notices.clockSet(told)
    enforcer.syncSoon()
    stapler.follow()
    publicCertificates.check()
    notices.check()
    void scheduledBackups.look()
    void updates.look()
    housekeeping.check()
    announce()
  }
  const running = deps.running ?? (() => os.uptime() * 1000)
  const clock = watchClock({ read: () => ({ wall: now(), running: running() }), every: CLOCK_EVERY, onChange: onClock })
  const handoff = createHandoffService(context)
  events.subscribe((event) => handoff.onEvent(event))
  const transfers = createTransfers(deps.dataFolder)
  const pack = createPackFile(context, transfers)
  const scheduledBackups = createScheduledBackups(context, pack)
  const updates = createUpdates(context)

  // A program that runs for weeks makes its daily snapshot too.
  const hourly = setInterval(() => {
    store.snapshot(now())
    retention.expire()
    notices.check()
    void updates.look()
    housekeeping.check()
  }, 3_600_000).unref()
  // Disks get room again.
  const retrying = setInterval(() => retryWrites(context, audit.retry, announce), RETRY_WRITES_MS)
  retrying.unref()

  tellFindings(context)
  retention.expire()
  for (const id of store.devices.arrivedUnnoticed()) await supersedeBefore(context, id).catch(() => undefined)
  // What was renewed meanwhile is used from the start.
  await files.look()
  // A gate that cannot be started or refuses is told by app.status and by each site; the rest of the app works.
  await manage.start()
  await enforcer.sync().catch(() => undefined)
  stapler.follow()
  publicCertificates.check()
  void acmeServer.look().catch(() => undefined)
  // After the doors, and waited for by nobody: a system may ask its user before it opens the keychain, who may be away.
  void unlockFromKeychain(context, () => closing !== null)
  await metrics.start()
  notify.outbox.look()
  // After the shell has had the time to listen.
  setTimeout(() => {
    if (closing) return
    notices.check()
    void scheduledBackups.look()
    void updates.look()
  }, FIRST_CHECK).unref()

  const calls = countCalls(
    { audit, confirm: (passphrase) => vault.open(passphrase) },
    {
      ...createAppService(context),
      ...createSettingsService(context, metrics),
      ...createSessionService(deps.features ?? {}),
      ...createAuthorityService(context),
      ...createDeviceService(context),
      ...createExportService(context),
      ...handoff.methods,
      ...createServerService(context),
      ...acmeServer.methods,
      ...createSiteService(context),
      ...publicCertificates.methods,
      ...createRuleService(context),
      ...createActivityService(context),
      ...inbox.methods,
      ...createDiagnosisService(context),
      ...createBackupService(context, transfers, pack),
      ...scheduledBackups.methods,
      ...updates.methods,
      ...createPassphraseService(context),
      ...createSnapshotService(context, transfers),
      ...createReminderService(context),
      ...undo.methods,
      ...notify.methods,
      ...createLogService(context),
      ...audit.methods,
      ...manage.methods,
      ...createPersonService(context),
    },
  )

  /** In the order of the data: from who calls and who knocks to what is stored. */
  const close = async (): Promise<void> => {
    context.runs.cancelAll()
    await calls.end(CALLS_TIMEOUT_MS)
    undo.close()
    await files.stop()
    await stapler.stop()
    // Challenges are taken back from the gate, which still runs.
    await publicCertificates.stop()
    await acmeServer.stop()
    await handoff.close()
    await metrics.stop()
    await notify.outbox.stop()
    await scheduledBackups.stop()
    updates.stop()
    await housekeeping.idle()
    // The gate says what happened last before it ends.
    await enforcer.stop()
    await manage.stop()
    await recorder.stop()
    await untrusted.close()
    await transfers.close()
    vault.lock()
    refusals.stop()
    clearInterval(hourly)
    clearInterval(retrying)
    store.overdue.retry()
    audit.retry()
    clock.stop()
    store.snapshot(now())
    rememberFolder()
    if (deps.shell !== 'cli') log.write('info', 'engine', 'closed')
    store.close()
  }

  return {
    methods: calls.methods,
    confirmed: calls.confirmed,
    subscribe: (listener) => events.subscribe(listener),
    log,
    wake: () => clock.wake(),
    close: () => (closing ??= close()),
  }
}
