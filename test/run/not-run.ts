import { debianPackages, needInWords, type NeedName } from '../support/programs.ts'

/** Lines for the end of `npm test`: what was not run on this computer, for want of what, and how to get it. */
export function notRunInWords(notRun: readonly (readonly NeedName[])[]): string[] {
  if (notRun.length === 0) return []
  const counts = new Map<NeedName, number>()
  for (const needs of notRun) for (const name of needs) counts.set(name, (counts.get(name) ?? 0) + 1)
  const wanted = [...counts].toSorted(([a, n], [b, m]) => m - n || a.localeCompare(b))
  const names = wanted.map(([name]) => name)
  const packages = debianPackages(names)
  const list = wanted.map(([name, count]) => `${needInWords(name)} (${count})`).join(', ')
  const cure = packages.length > 0 ? `; .ci/run installs them, or: sudo apt install ${packages.join(' ')}` : ''
  return [`not run here: ${notRun.length} tests that need ${list}${cure}`]
}
