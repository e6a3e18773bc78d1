import type { RevocationReason } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import { releaseCertificates, revokeCertificates } from '../authority/revocation.ts'
import type { Engine } from '../engine.ts'
import type { RevocableRow } from '../store/devices.ts'
import { rereadDevice, selectDevice } from './select.ts'
import { viewDevice } from './view.ts'

type Methods = Pick<Engine['methods'], 'device.revoke' | 'device.revokeMany' | 'device.release' | 'device.remove'>

/** Locking devices out: what is revoked is refused at every gate when the call returns. */
export function createRevokeMethods(context: Context): Methods {
  const { store, vault } = context

  /** What that reason would still change: a hold may become one for good. */
  const revocable = (deviceId: string, reason: RevocationReason): RevocableRow[] =>
    store.devices
      .certificates(deviceId)
      .filter((one) => one.revoked_at === null || (one.revocation_reason === 'hold' && reason !== 'hold'))

  const announced = (id: string) => {
    const view = viewDevice(rereadDevice(context, id), context.now())
    context.emit('device.changed', view)
    return view
  }

  return {
    'device.revoke': async ({ device, reason }) => {
      const row = selectDevice(context, device)
      const certificates = revocable(row.id, reason)
      if (certificates.length === 0) throw new AppError('device/already-revoked', { name: row.name })
      await revokeCertificates(context, certificates, reason)
      return announced(row.id)
    },

    'device.revokeMany': async ({ devices, reason }) => {
      const rows = devices.map((id) => rereadDevice(context, id)).filter((row) => revocable(row.id, reason).length > 0)
      await revokeCertificates(
        context,
        rows.flatMap((row) => revocable(row.id, reason)),
        reason,
      )
      return { revoked: rows.map((row) => announced(row.id)) }
    },

    'device.release': async ({ device, passphrase }) => {
      const row = selectDevice(context, device)
      const held = store.devices.certificates(row.id).filter((one) => one.revocation_reason === 'hold')
      if (held.length === 0) throw new AppError('device/not-on-hold', { name: row.name })
      await releaseCertificates(context, held, await vault.open(passphrase))
      return announced(row.id)
    },

    /** A device that is gone must not get in any more: what is left of its certificates is revoked with it. */
    'device.remove': async ({ device }) => {
      const row = selectDevice(context, device)
      const all = store.devices.certificates(row.id)
      await revokeCertificates(context, revocable(row.id, 'cessation'), 'cessation', () => {
        for (const certificate of all) vault.remove('device-key', certificate.id)
        store.devices.remove(row.id)
      })
      context.emit('device.removed', { id: row.id })
      return { id: row.id }
    },
  }
}
