import type { Snapshot } from '../../../shared/contract/store.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { instantOrNull } from '../app/context.ts'
import { listSnapshots, stateOfSnapshot } from '../store/snapshots.ts'
import { message } from '../../../shared/messages/message.ts'

/** The snapshots of a data folder, newest first, looked at. @param now milliseconds since 1970 */
export function viewSnapshots(dataFolder: string, now: number): Snapshot[] {
  return listSnapshots(dataFolder, now).map(({ file, kind, date }) => {
    const state = stateOfSnapshot(file)
    return {
      date,
      kind: kind === 'vestibule' ? 'day' : kind,
      file,
      stateAt: instantOrNull(state?.changedAt ?? null),
      sound: state !== null,
    }
  })
}

/**
 * The snapshot that is meant by a date; without one the newest of a day that is sound.
 * @throws AppError "store/no-snapshot"
 */
export function chooseSnapshot(all: readonly Snapshot[], date: string | undefined): Snapshot {
  const found =
    date === undefined
      ? all.find((one) => one.kind === 'day' && one.sound)
      : all.find((one) => one.date === date && one.sound)
  if (!found) throw new AppError('store/no-snapshot', { date: date ?? message('parts.store.anyDay') })
  return found
}
