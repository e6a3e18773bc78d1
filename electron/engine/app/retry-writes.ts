import type { Store } from '../store/index.ts'

/** Writes what a disk that was full could not take, and tells when that is over. */
export function retryWrites(options: {
  readonly store: Pick<Store, 'overdue' | 'hasRoom'>
  readonly retryAudit: () => void
  readonly onOver: () => void
}): void {
  const { store, retryAudit, onOver } = options
  const before = [store.overdue.rows().length, store.hasRoom()].join()
  store.overdue.retry()
  retryAudit()
  if (before !== [store.overdue.rows().length, store.hasRoom()].join()) onOver()
}
