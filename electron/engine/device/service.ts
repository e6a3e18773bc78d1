import type { Device } from '../../../shared/contract/device.ts'
import { newId, type Context } from '../app/context.ts'
import { issueDevice } from '../../pki/x509/issue.ts'
import { generateKeyPair } from '../../pki/x509/keys.ts'
import { selectIssuingAuthority, selectSigningAuthority, signerOf, viewAuthority } from '../authority/select.ts'
import type { Engine } from '../engine.ts'
import { revert, type Change } from '../store/change.ts'
import type { DeviceFacts } from '../store/devices.ts'
import { issuedRow } from './issued-row.ts'
import { createReissueMethods } from './reissue.ts'
import { createRenewMethods } from './renew.ts'
import { createRevokeMethods } from './revoke.ts'
import { createAdmitMethods } from './admit.ts'
import { createRevokeCertificateMethods } from './revoke-certificate.ts'
import { rereadDevice, selectDevice } from './select.ts'
import { viewCertificate, viewDevice } from './view.ts'

type Methods = Engine['methods']
type DeviceMethods = Omit<Pick<Methods, Extract<keyof Methods, `device.${string}`>>, 'device.export'>

const DAY = 86_400_000

/** Devices and the life of their certificates. */
export function createDeviceService(context: Context): DeviceMethods {
  const { store, vault } = context

  const add: DeviceMethods['device.add'] = async (input) => {
    const authority = selectIssuingAuthority(context, input.authority)
    const request = input.csr === undefined ? null : await context.untrusted.read('request', input.csr)
    const open = await vault.open(input.passphrase)
    const pair = request ? null : await generateKeyPair(input.key)
    const publicKey = request?.spki ?? pair?.spki
    if (!publicKey) throw new Error('neither a request nor a key')
    const now = context.now()
    const der = await issueDevice({
      signer: signerOf(context, authority, open),
      commonName: input.name,
      publicKey,
      days: input.days,
      now: new Date(now),
    })
    const id = newId()
    const certificateId = newId()
    // Committed and synced before anybody sees the certificate; a serial that was used before is refused here.
    store.sql.transaction(() => {
      // The key took its time: the authority may have been removed meanwhile.
      selectSigningAuthority(context, authority.id)
      store.devices.insertDevice(
        { id, name: input.name, platform: input.platform, groups: input.groups, createdAt: now },
        issuedRow(der, { id: certificateId, authorityId: authority.id, deviceId: id, hasKey: pair !== null, now }),
      )
      if (pair) open.put('device-key', certificateId, pair.pkcs8)
    })
    pair?.pkcs8.fill(0)
    // What is not known there is held. A gate that refuses the policy says so with the site.
    await context.enforcer.sync().catch(() => undefined)
    const view = viewDevice(rereadDevice(context, id), now)
    context.emit('device.changed', view)
    context.emit('authority.changed', viewAuthority(context, authority))
    return view
  }

  /** Names and groups are what rules go by: the gate has them before the call returns. */
  const set: DeviceMethods['device.set'] = async ({ device, ...wanted }) => {
    const { id } = selectDevice(context, device)
    let change: Change<UndoableFacts> | null = null
    store.devices.update(id, (before) => {
      const after = {
        ...before,
        name: wanted.name ?? before.name,
        platform: wanted.platform ?? before.platform,
        groups: wanted.groups ? JSON.stringify([...new Set(wanted.groups)]) : before.groups,
        may_manage: wanted.mayManage === undefined ? before.may_manage : Number(wanted.mayManage),
      }
      change = { before: factsOf(before), after: factsOf(after) }
      return after
    })
    const announce = async (): Promise<Device> => {
      await context.enforcer.sync()
      const view = viewDevice(rereadDevice(context, id), context.now())
      context.emit('device.changed', view)
      return view
    }
    const back = async (): Promise<void> => {
      store.devices.update(id, (current) => ({
        ...current,
        ...(change && revert<UndoableFacts>(factsOf(current), change)),
      }))
      await announce()
    }
    const view = await announce()
    // A right is given and taken away in so many words, never by undoing.
    const undoable = Object.keys(wanted).some((field) => field !== 'mayManage')
    if (undoable) context.undo.keep({ kind: 'device-changed', name: view.name, about: `device/${id}`, back })
    return view
  }

  return {
    'device.add': add,
    'device.list': async ({ search, status, expiring }) => {
      const now = context.now()
      const rows = store.devices.list({
        ...(search === undefined ? {} : { search }),
        ...(expiring === undefined ? {} : { expiresBefore: now + expiring * DAY }),
      })
      const views = rows
        // Who is locked out need not be renewed.
        .filter((row) => expiring === undefined || row.revoked_at === null)
        .map((row) => viewDevice(row, now))
      return status ? views.filter((view) => status.includes(view.status)) : views
    },
    'device.show': async ({ device }) => {
      const row = selectDevice(context, device)
      return {
        ...viewDevice(row, context.now()),
        certificates: store.devices.certificates(row.id).map(viewCertificate),
      }
    },
    'device.set': set,
    'device.readRequest': async ({ csr }) => {
      const { subject, commonName, keyType, requested, names } = await context.untrusted.read('request', csr)
      return { subject, commonName, keyType, requested, names }
    },
    ...createRenewMethods(context),
    ...createReissueMethods(context),
    ...createRevokeMethods(context),
    ...createRevokeCertificateMethods(context),
    ...createAdmitMethods(context),
  }
}

type UndoableFacts = Omit<DeviceFacts, 'may_manage'>

function factsOf({ name, platform, groups, certificate_id, previous_id }: UndoableFacts): UndoableFacts {
  return { name, platform, groups, certificate_id, previous_id }
}
