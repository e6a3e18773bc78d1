import { AppError } from '../../../shared/errors/index.ts'
import { newId, type Context } from '../app/context.ts'
import { describeCertificate } from '../authority/describe.ts'
import { issueDevice } from '../authority/issue.ts'
import { generateKeyPair } from '../authority/keys.ts'
import { revokeCertificates } from '../authority/revocation.ts'
import { selectSigningAuthority, signerOf, viewAuthority } from '../authority/select.ts'
import type { Engine } from '../engine.ts'
import type { DeviceRow } from '../store/devices.ts'
import { selectDevice } from './select.ts'
import { viewCertificate, viewDevice } from './view.ts'

type Methods = Engine['methods']
type DeviceMethods = Omit<Pick<Methods, Extract<keyof Methods, `device.${string}`>>, 'device.export'>

const DAY = 86_400_000

/** Devices and the life of their certificates. */
export function createDeviceService(context: Context): DeviceMethods {
  const { store, vault } = context

  const reread = (id: string): DeviceRow => {
    const row = store.devices.find(id)
    if (!row) throw new AppError('device/not-found', { name: id })
    return row
  }

  const add: DeviceMethods['device.add'] = async (input) => {
    const authority = selectSigningAuthority(context, input.authority)
    const request = input.csr === undefined ? null : await context.untrusted.read('request', input.csr)
    const open = await vault.open(input.passphrase)
    const pair = request ? null : await generateKeyPair(input.key)
    const publicKey = request?.spki ?? pair?.spki
    if (!publicKey) throw new Error('neither a request nor a key')
    const now = context.now()
    const der = await issueDevice({
      signer: signerOf(authority, open),
      commonName: input.name,
      publicKey,
      days: input.days,
      now: new Date(now),
    })
    const about = describeCertificate(der)
    const id = newId()
    const certificateId = newId()
    // Committed and synced before anybody sees the certificate; a serial that was used before is refused here.
    store.sql.transaction(() => {
      store.devices.insertDevice(
        { id, name: input.name, platform: input.platform, groups: input.groups, createdAt: now },
        {
          id: certificateId,
          authority_id: authority.id,
          device_id: id,
          purpose: 'client',
          serial: about.serial,
          fingerprint: about.fingerprint,
          subject: about.subject,
          key_type: about.keyType,
          has_key: pair ? 1 : 0,
          not_before: about.notBefore.getTime(),
          not_after: about.notAfter.getTime(),
          issued_at: now,
          der,
        },
      )
      if (pair) open.put('device-key', certificateId, pair.pkcs8)
    })
    // Only names for the activity depend on the gate knowing it: nobody waits for that.
    context.enforcer.syncSoon()
    const view = viewDevice(reread(id), now)
    context.emit('device.changed', view)
    context.emit('authority.changed', viewAuthority(context, authority))
    return view
  }

  const revoke: DeviceMethods['device.revoke'] = async ({ device, reason }) => {
    const row = selectDevice(context, device)
    const valid = store.devices.certificates(row.id).filter((certificate) => certificate.revoked_at === null)
    if (valid.length === 0) throw new AppError('device/already-revoked', { name: row.name })
    await revokeCertificates(context, valid, reason)
    const view = viewDevice(reread(row.id), context.now())
    context.emit('device.changed', view)
    return view
  }

  /** A device that is gone must not get in any more: what is left of its certificates is revoked with it. */
  const remove: DeviceMethods['device.remove'] = async ({ device }) => {
    const row = selectDevice(context, device)
    const all = store.devices.certificates(row.id)
    const valid = all.filter((certificate) => certificate.revoked_at === null)
    await revokeCertificates(context, valid, 'cessation', () => {
      for (const certificate of all) vault.remove('device-key', certificate.id)
      store.devices.remove(row.id)
    })
    context.emit('device.removed', { id: row.id })
    return { id: row.id }
  }

  return {
    'device.add': add,
    'device.list': async ({ search, status, expiring }) => {
      const now = context.now()
      const rows = store.devices.list({
        ...(search === undefined ? {} : { search }),
        ...(expiring === undefined ? {} : { expiresBefore: now + expiring * DAY }),
      })
      const views = rows.map((row) => viewDevice(row, now))
      return status ? views.filter((view) => status.includes(view.status)) : views
    },
    'device.show': async ({ device }) => {
      const row = selectDevice(context, device)
      return {
        ...viewDevice(row, context.now()),
        certificates: store.devices.certificates(row.id).map(viewCertificate),
      }
    },
    'device.revoke': revoke,
    'device.remove': remove,
  }
}
