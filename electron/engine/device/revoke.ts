import type { RevocationReason } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import { releaseCertificates, revokeCertificates } from '../authority/revocation.ts'
import type { Engine } from '../engine.ts'
import type { RevocableRow } from '../store/devices.ts'
import type { PutBack } from '../store/keep.ts'
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
      const { id, name } = selectDevice(context, device)
      const all = (): RevocableRow[] => revocable(rereadDevice(context, id).id, reason)
      const none = new AppError('device/already-revoked', { name })
      if (all().length === 0) throw none
      const revoked = await revokeCertificates(context, all, reason)
      if (revoked.length === 0) throw none
      return announced(id)
    },

    'device.revokeMany': async ({ devices, reason }) => {
      for (const id of devices) rereadDevice(context, id)
      // One that is removed meanwhile is revoked by that.
      const all = (): RevocableRow[] => devices.flatMap((id) => (store.devices.find(id) ? revocable(id, reason) : []))
      const revoked = await revokeCertificates(context, all, reason)
      const touched = new Set(revoked.map((one) => one.device_id))
      return { revoked: devices.filter((id) => touched.has(id) && store.devices.find(id)).map(announced) }
    },

    'device.release': async ({ device, passphrase }) => {
      const { id, name } = selectDevice(context, device)
      const held = (): RevocableRow[] => {
        const found = store.devices
          .certificates(rereadDevice(context, id).id)
          .filter((one) => one.revocation_reason === 'hold')
        if (found.length === 0) throw new AppError('device/not-on-hold', { name })
        return found
      }
      held()
      await releaseCertificates(context, held, await vault.open(passphrase))
      return announced(id)
    },

    /**
     * A device that is gone must not get in any more: what is left of its certificates is revoked with it. That is for
     * good, so only the removal of one that did not get in any more can be undone.
     */
    'device.remove': async ({ device }) => {
      const { id, name } = selectDevice(context, device)
      // A hold keeps out as well, and nobody can take it back once the device is gone.
      const left = (): RevocableRow[] =>
        store.devices.certificates(rereadDevice(context, id).id).filter((one) => one.revoked_at === null)
      let putBack: PutBack = () => undefined
      const revoked = await revokeCertificates(context, left, 'cessation', () => {
        putBack = store.keep.device(id)
        store.devices.remove(id)
      })
      const back = async (): Promise<void> => {
        store.sql.transaction(() => {
          putBack()
          for (const one of revoked) store.authorities.forgetExpired(one.authority_id, one.serial)
        })
        await context.enforcer.sync()
        announced(id)
      }
      if (revoked.some((one) => one.not_after > context.now())) context.undo.forget(`device/${id}`)
      else context.undo.keep({ kind: 'device-removed', name, about: `device/${id}`, back })
      context.emit('device.removed', { id })
      return { id }
    },
  }
}
