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

/**
 * Before files that took their time leave the program: the device must still be the one that they were made for.
 * @throws AppError as `selectUsable`, "app/changed-meanwhile" when it was renewed
 */
export function assertStillUsable(context: Context, { id, name, serial }: DeviceRow): void {
  if (selectUsable(context, id).serial !== serial) throw new AppError('app/changed-meanwhile', { name })
}
