import type { Counts } from '../../run/report.ts'

/** What utility-main.js writes. */
export interface UtilityReport {
  readonly versions: Readonly<Record<string, string>>
  readonly results: readonly { readonly file: string; readonly name: string; readonly outcome: string }[]
}

export function countUtility({ results }: UtilityReport): Omit<Counts, 'notRun'> {
  const of = (outcome: string) => results.filter((one) => one.outcome === outcome)
  return {
    passed: of('passed').length,
    failed: of('failed').length,
    skipped: of('skipped').length,
    names: of('failed').map(({ file, name }) => `${file} › ${name}`),
  }
}
