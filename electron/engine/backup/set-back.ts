import { AppError } from '../../../shared/errors/index.ts'
import { instant } from '../app/context.ts'
import type { Store } from '../store/index.ts'
import { isDiskError } from '../store/overdue.ts'

/** That the data are in an earlier state than they had been in: told until the owner has taken note of it. */
export interface SetBackNote {
  /** When it was noticed. Milliseconds since 1970. */
  readonly at: number
  /** When the last change was made that is known. Milliseconds since 1970. */
  readonly stateAt: number
  /** Changes that are missing; null where that is not known. */
  readonly missing: number | null
}

const NAME = 'set-back'

/** Remembers it, in one transaction with what was done. */
export function noteSetBack(store: Store, note: SetBackNote): void {
  store.settings.setText(NAME, JSON.stringify(note))
}

export function forgetSetBack(store: Store): void {
  store.settings.setText(NAME, null)
}

/** What is to be told, and since when; null when nothing is. */
export function readSetBack(store: Store): { readonly at: number; readonly problem: AppError } | null {
  const text = store.settings.text(NAME)
  if (text === null) return null
  const { at, stateAt, missing } = JSON.parse(text) as SetBackNote
  const date = instant(stateAt)
  const problem =
    missing === null ? new AppError('store/moved', { date }) : new AppError('store/set-back', { date, missing })
  return { at, problem }
}

/** What was found when the data folder was opened, for its owner. A full disk tells it all the same, until the end. */
export function tellFindings({ store, now }: { readonly store: Store; readonly now: () => number }): void {
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
