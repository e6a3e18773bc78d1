/** One line of the table. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The same for the program it is compared with, measured in the same run. */
  readonly reference?: number
  /** value / reference. */
  readonly ratio?: number
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
