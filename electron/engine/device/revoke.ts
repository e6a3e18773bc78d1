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

    /**
     * A device that is gone must not get in any more: what is left of its certificates is revoked with it. That is for
     * good, so only the removal of one that did not get in any more can be undone.
     */
    'device.remove': async ({ device }) => {
      const row = selectDevice(context, device)
      const { id, name } = row
      const all = store.devices.certificates(id)
      // A hold keeps out as well, and nobody can take it back once the device is gone.
      const left = all.filter((one) => one.revoked_at === null)
      const final = left.some((one) => one.not_after > context.now())
      const putBack = store.keep.device(id)
      await revokeCertificates(context, left, 'cessation', () => {
        for (const certificate of all) vault.remove('device-key', certificate.id)
        store.devices.remove(id)
      })
      const back = async (): Promise<void> => {
        store.sql.transaction(() => {
          putBack()
          for (const one of left) store.authorities.forgetExpired(one.authority_id, one.serial)
        })
        await context.enforcer.sync()
        announced(id)
      }
      if (final) context.undo.forget(`device/${id}`)
      else context.undo.keep({ kind: 'device-removed', name, about: `device/${id}`, back })
      context.emit('device.removed', { id })
      return { id }
    },
  }
}
