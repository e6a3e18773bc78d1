/** Which test files reach a source file: those that import it, the nearest first, and those that start it as a process. */
import fs from 'node:fs'
import path from 'node:path'

/** Files that tests start instead of importing them, and the tests that do. */
const STARTED: readonly (readonly [source: RegExp, tests: readonly string[]])[] = [
  [/^electron\/headless\/cli\//, ['test/behaviour/cli/main-job.test.ts', 'test/behaviour/cli']],
  [
    /^electron\/headless\//,
    ['test/behaviour/headless', 'test/behaviour/cli/main-job.test.ts', 'test/behaviour/cli/edges.test.ts'],
  ],
  [/^electron\/desktop\//, ['test/desktop', 'test/unit/desktop']],
  [/^electron\/engine\/enforcement\//, ['test/behaviour/engine/sites.test.ts', 'test/behaviour/cli/main-job.test.ts']],
  [/^electron\/engine\/untrusted\//, ['test/behaviour/engine/untrusted.test.ts']],
  [
    /^electron\/gate\/process\//,
    ['test/behaviour/headless/gate-process.test.ts', 'test/behaviour/cli/main-job.test.ts'],
  ],
]

function importsOf(root: string, file: string, known: Map<string, string[]>): string[] {
  let found = known.get(file)
  if (found) return found
  found = []
  const text = fs.readFileSync(path.join(root, file), 'utf8')
  for (const [, name = ''] of text.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+\.tsx?)'/g)) {
    const place = path.normalize(path.join(path.dirname(file), name))
    if (fs.existsSync(path.join(root, place))) found.push(place)
  }
  known.set(file, found)
  return found
}

/** How many imports away the source is from each test. */
export function createReach(root: string, tests: readonly string[]) {
  const known = new Map<string, string[]>()
  const distances = new Map<string, Map<string, number>>()
  for (const test of tests) {
    const seen = new Map([[test, 0]])
    const queue = [test]
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      for (const next of importsOf(root, file, known)) {
        if (seen.has(next)) continue
        seen.set(next, (seen.get(file) ?? 0) + 1)
        queue.push(next)
      }
    }
    distances.set(test, seen)
  }
  return (source: string, most: number): string[] => {
    const near = tests
      .flatMap((test) => {
        const distance = distances.get(test)?.get(source)
        return distance === undefined ? [] : [{ test, distance }]
      })
      .toSorted((a, b) => a.distance - b.distance || a.test.localeCompare(b.test))
      .map(({ test }) => test)
    const started = STARTED.flatMap(([pattern, names]) => (pattern.test(source) ? names : []))
    return [...new Set([...near.slice(0, most), ...started])]
  }
}
