import { AppError } from '../../../../shared/errors/index.ts'

/**
 * How much key derivation a file may ask for. One unit is one hash in JavaScript, about a microsecond. A file
 * can name a billion iterations in four bytes: the bill is added up before anything is derived.
 */
export interface Budget {
  /** @throws AppError authority/file-too-slow */
  spend(units: number): void
}

/** About a second and a half on a small computer. */
const UNITS_PER_FILE = 1_500_000

export function newBudget(): Budget {
  let left = UNITS_PER_FILE
  return {
    spend(units) {
      left -= units
      if (!(left >= 0)) throw new AppError('authority/file-too-slow')
    },
  }
}
