import { AppError } from '../../../shared/errors/index.ts'
import { instant } from '../app/context.ts'
import type { Store } from '../store/index.ts'

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
