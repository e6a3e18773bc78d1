import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import type { DeviceRow } from '../store/devices.ts'

/** A device by id, unique name, serial or fingerprint. @throws AppError "device/not-found", "device/ambiguous" */
export function selectDevice(context: Context, selector: string): DeviceRow {
  const found = context.store.devices.select(selector)
  if (found.length > 1) throw new AppError('device/ambiguous', { name: selector })
  const [only] = found
  if (!only) throw new AppError('device/not-found', { name: selector })
  return only
}

/** A device by its id, after a change. @throws AppError "device/not-found" when it is gone meanwhile */
export function rereadDevice(context: Context, id: string): DeviceRow {
  const row = context.store.devices.find(id)
  if (!row) throw new AppError('device/not-found', { name: id })
  return row
}
