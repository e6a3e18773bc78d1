import type { AcmeServerStatus } from '../../../../shared/contract/acme-server.ts'
import { createQueue } from '../../app/queue.ts'
import { instant, newId, type Context } from '../../app/context.ts'
import { revokeCertificates } from '../../authority/revocation.ts'
import { signerOf, viewAuthority } from '../../authority/select.ts'
import { chainFrom } from '../../authority/issuer.ts'
import { isUsablePair } from '../../enforcement/soundness.ts'
import type { Engine } from '../../engine.ts'
import { parseListen } from '../../network/listen.ts'
import type { Store } from '../../store/index.ts'
import { describeCertificate } from '../../../pki/x509/describe.ts'
import { authorityOf, describeDirectoryCertificate, renewDirectoryCertificate } from './directory-certificate.ts'
import { createEabMethods } from './eab-keys.ts'
import { createHouseAuthority } from './house-authority.ts'
import type { HouseAcmeServer } from './house-server.ts'
import { createIntake } from './intake.ts'
import { ownNetworks } from './names.ts'
import { findWaiting, waitingOrders } from './requests.ts'
import { createAcmeServer } from './server.ts'
import { setUp } from './set-up.ts'
import { baseOf, storedAcmeServer, type AcmeServerSettings } from './stored-settings.ts'
import type { AcmeServerDeps } from './types.ts'
import { createValidator } from './validate/index.ts'

/** Validity of certificates without a profile. Days. */
const CERTIFICATE_DAYS = 45

type Methods = Pick<Engine['methods'], Extract<keyof Engine['methods'], `acme.${string}`>>

export interface AcmeServerServiceOptions {
  readonly store: Store
  readonly now: () => number
  /** Asked for when needed: it is made with this. */
  readonly context: () => Context
}

/** The house's own ACME server, set up by its owner and reached through the gate (decision 51). */
export function createAcmeServerService(
  options: AcmeServerServiceOptions,
): HouseAcmeServer & { readonly methods: Methods } {
  const { store, now, context } = options
  const stored = storedAcmeServer(store)
  const transaction: AcmeServerDeps['transaction'] = (work) => store.sql.transaction(work)

  const authority = createHouseAuthority({
    authorities: store.authorities,
    secrets: store.acme,
    transaction,
    insertCertificate: (row) => store.devices.insertCertificate(row),
    record: () => stored.intermediate(),
    saveRecord: (record) => stored.saveIntermediate(record),
    parent() {
      const row = authorityOf({ store }, stored.settings())
      const open = context().vault.peek()
      return {
        id: row.id,
        name: row.name,
        signer: open && signerOf(context(), row, open),
        chain: chainFrom(store.authorities.list(), row),
      }
    },
    patterns: () => stored.settings()?.names ?? [],
    whileUnlocked: () => stored.settings()?.signWhileUnlocked === true,
    newId,
    now,
  })

  const changed = (): void => {
    context().emit('acme.changed', {})
    context().emit('inbox.changed', { asked: null })
  }
  /** Ids of those that the owner was told of. */
  let told = new Set<string>()
  const onWaiting = (): void => {
    const waiting = waitingOrders(store.acmeServer, now())
    const fresh = waiting.find(({ entry }) => !told.has(entry.id))
    told = new Set(waiting.map(({ entry }) => entry.id))
    changed()
    if (fresh) context().notices().acmeAsked(fresh.entry)
  }

  const issuedRow = (certificateId: string) =>
    store.devices.certificate(describeCertificate(store.devices.der(certificateId)).fingerprint)

  const server = createAcmeServer({
    store: store.acmeServer,
    transaction,
    newId,
    now,
    settings() {
      const settings = stored.settings()
      return settings
        ? { base: baseOf(settings), patterns: settings.names, approve: settings.approve, days: CERTIFICATE_DAYS }
        : { base: '', patterns: [], approve: 'eab', days: CERTIFICATE_DAYS }
    },
    validator: createValidator({ networks: ownNetworks }),
    sign: (request) => authority.sign(request),
    findCertificate: (der) => store.devices.byFingerprint(describeCertificate(der).fingerprint)?.id ?? null,
    // One that is not there any more counts as revoked.
    isRevoked: (id) => issuedRow(id)?.revoked_at !== null,
    async revoke(id, reason) {
      const row = issuedRow(id)
      if (!row) return
      if (await authority.revoke(row.authority_id, row.serial, reason)) {
        await context().enforcer.sync()
        const issuer = store.authorities.find(row.authority_id)
        if (issuer) context().emit('authority.changed', viewAuthority(context(), issuer))
      } else await revokeCertificates(context(), () => [row], reason)
    },
    onWaiting,
  })
  const intake = createIntake(server)

  const stateOf = (settings: AcmeServerSettings): Pick<AcmeServerStatus, 'state' | 'problem'> => {
    const { enforcer } = context()
    if (!settings.enabled) return { state: 'off', problem: null }
    const problem = enforcer.problemAt(settings.listen)
    if (problem) return { state: 'failed', problem }
    if (policy() === null) {
      return { state: 'failed', problem: { code: 'acme/key-lost', values: {} } }
    }
    return { state: enforcer.gate().state === 'running' ? 'running' : 'stopped', problem: null }
  }

  const policy: HouseAcmeServer['policy'] = () => {
    const settings = stored.settings()
    const keyPem = settings?.enabled === true ? stored.key() : null
    if (!settings || keyPem === null || !isUsablePair(settings.certificatePem, keyPem)) return null
    return { ...parseListen(settings.listen), certPem: settings.certificatePem, keyPem }
  }

  const show = (): AcmeServerStatus => {
    const settings = stored.settings()
    const counts = { accounts: store.acmeServer.countClients(), waiting: waitingOrders(store.acmeServer, now()).length }
    if (!settings) return { ...NOTHING, ...counts }
    const signing = settings.signWhileUnlocked ? null : currentIntermediate()
    const certificate = describeDirectoryCertificate(settings)
    return {
      ...stateOf(settings),
      directory: `${baseOf(settings)}/directory`,
      listen: settings.listen,
      host: settings.host,
      names: settings.names,
      approve: settings.approve,
      signWhileUnlocked: settings.signWhileUnlocked,
      authority: store.authorities.find(settings.authorityId)?.name ?? null,
      intermediate: signing ? { name: signing.name, notAfter: instant(signing.not_after) } : null,
      certificate: certificate && {
        fingerprint: certificate.fingerprint,
        notAfter: instant(certificate.notAfter),
        renewsAt: instant(certificate.renewsAt),
      },
      ...counts,
    }
  }
  const currentIntermediate = () => {
    const record = stored.intermediate()
    return record ? store.authorities.find(record.authorityId) : undefined
  }

  const settingUp = createQueue()
  const looks = createQueue()
  let stopped = false
  const decide = (id: string, allowed: boolean) => {
    const { order, names, entry } = findWaiting(store.acmeServer, id, now())
    server.decide(order.clientId, names, allowed)
    return entry
  }

  return {
    policy,
    onRequest(request, reply) {
      // Only what its owner has opened is answered, whatever a gate says that was taken over.
      if (!stopped && stored.settings()?.enabled === true) intake.take(request, reply)
    },
    intermediate(authorityId) {
      if (store.acme.secret('acme-ca-key', authorityId) === null) return null
      const settings = stored.settings()
      const inUse = settings?.enabled === true && !settings.signWhileUnlocked
      return inUse && stored.intermediate()?.authorityId === authorityId ? 'in-use' : 'former'
    },
    waiting: () => waitingOrders(store.acmeServer, now()).map(({ entry }) => entry),
    async upkeep(open) {
      const settings = stored.settings()
      if (!settings?.enabled) return
      const renewed = await settingUp.run(() => renewDirectoryCertificate(context(), stored, open))
      await authority.prepare(signerOf(context(), authorityOf({ store }, settings), open))
      if (!renewed) return
      await context().enforcer.sync()
      changed()
    },
    look: () =>
      looks.run(async () => {
        if (stopped) return
        await authority.refreshLists()
        if (stored.settings()) transaction(() => store.acmeServer.expire(now()))
      }),
    async stop() {
      stopped = true
      server.stop()
      await looks.run(async () => undefined)
      await server.idle()
      await intake.idle()
    },
    methods: {
      'acme.serve': (input) =>
        settingUp.run(async () => {
          await setUp({ context: context(), stored, authority }, input)
          changed()
          return show()
        }),
      'acme.stop': () =>
        settingUp.run(async () => {
          const settings = stored.settings()
          if (settings?.enabled === true) {
            transaction(() => stored.save({ ...settings, enabled: false }))
            await context().enforcer.sync()
            changed()
          }
          return show()
        }),
      'acme.show': async () => show(),
      ...createEabMethods(context),
      'acme.request.list': async () => waitingOrders(store.acmeServer, now()).map(({ entry }) => entry),
      'acme.request.allow': async ({ id }) => decide(id, true),
      'acme.request.refuse': async ({ id }) => decide(id, false),
    },
  }
}

/** What is shown before it was ever set up. */
const NOTHING: Omit<AcmeServerStatus, 'accounts' | 'waiting'> = {
  state: 'off',
  problem: null,
  directory: null,
  listen: null,
  host: null,
  names: [],
  approve: null,
  signWhileUnlocked: false,
  authority: null,
  intermediate: null,
  certificate: null,
}
