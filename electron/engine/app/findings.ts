import { noteSetBack } from '../backup/set-back.ts'
import { isDiskError } from '../store/overdue.ts'
import type { Context } from './context.ts'

/** What was found when the data folder was opened, for its owner. A full disk tells it all the same, until the end. */
export function tellFindings({ store, now }: Context): void {
  const { setBack } = store.findings
  if (!setBack || store.authorities.list().length === 0) return
  try {
    noteSetBack(store, {
      at: now(),
      stateAt: setBack.stateAt,
      missing: setBack.how === 'older' ? setBack.missing : null,
    })
  } catch (error) {
    if (!isDiskError(error)) throw error
  }
}

/** Writes what a disk that was full could not take, and tells when that is over. */
export function retryWrites({ store }: Context, retryAudit: () => void, announce: () => void): void {
  const before = [store.overdue.rows().length, store.hasRoom()].join()
  store.overdue.retry()
  retryAudit()
  if (before !== [store.overdue.rows().length, store.hasRoom()].join()) announce()
}
