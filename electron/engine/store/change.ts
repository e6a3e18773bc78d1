import { isDeepStrictEqual } from 'node:util'

/** A row before one change and after it, both read in the transaction that made it. */
export interface Change<T> {
  readonly before: T
  readonly after: T
}

/** Keys whose values differ. */
export function changedKeys<T extends object>({ before, after }: Change<T>): (keyof T)[] {
  return (Object.keys(after) as (keyof T)[]).filter((key) => !isDeepStrictEqual(before[key], after[key]))
}

/** Whether what a change wrote is still there as it wrote it. */
export function isUntouched<T extends object>(current: T, change: Change<T>): boolean {
  return changedKeys(change).every((key) => isDeepStrictEqual(current[key], change.after[key]))
}

/**
 * Takes one change back and nothing else: of the fields that it changed, those that still are as it left them. What
 * others have changed before, meanwhile or since stays.
 */
export function revert<T extends object>(current: T, change: Change<T>): T {
  const mine = changedKeys(change).filter((key) => isDeepStrictEqual(current[key], change.after[key]))
  return { ...current, ...Object.fromEntries(mine.map((key) => [key, change.before[key]])) }
}
