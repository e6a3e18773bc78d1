import { AppError } from '../../../../shared/errors/index.ts'
import type { Context } from '../../app/context.ts'
import type { DeviceRow } from '../../store/devices.ts'
import { selectDevice } from '../select.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

/**
 * The device whose files are carried over, if they are of any use there.
 * @throws AppError device/not-found, device/ambiguous, handoff/certificate-over
 */
export function selectUsable(context: Context, selector: string): DeviceRow {
  const row = selectDevice(context, selector)
  const over = (problem: Message): AppError => new AppError('handoff/certificate-over', { name: row.name, problem })
  if (row.revoked_at !== null) throw over(message('parts.device.revoked'))
  if (context.now() > row.not_after) throw over(message('parts.device.expired'))
  return row
}
