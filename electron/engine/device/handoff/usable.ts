import { AppError } from '../../../../shared/errors/index.ts'
import type { Context } from '../../app/context.ts'
import type { DeviceRow } from '../../store/devices.ts'
import { selectDevice } from '../select.ts'

/**
 * The device whose files are carried over, if they are of any use there.
 * @throws AppError device/not-found, device/ambiguous, handoff/certificate-over
 */
export function selectUsable(context: Context, selector: string): DeviceRow {
  const row = selectDevice(context, selector)
  const over = (problem: string): AppError => new AppError('handoff/certificate-over', { name: row.name, problem })
  if (row.revoked_at !== null) throw over('was revoked')
  if (context.now() > row.not_after) throw over('has expired')
  return row
}
