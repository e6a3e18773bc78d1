/**
 * `npm run test:changed`: the smallest loop. Runs the tests that were changed, and those nearest to what was changed,
 * since the branch left main or, with a word, since that commit.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createReach } from './reach.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Test files for one changed file. */
const NEAREST = 5

function git(...args: string[]): string[] {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 })
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : []
}

const since = process.argv[2] ?? git('merge-base', 'HEAD', 'main')[0] ?? 'HEAD'
const tracked = git('ls-files', '-co', '--exclude-standard').filter((name) => fs.existsSync(path.join(root, name)))
const changed = [
  ...new Set([...git('diff', '--name-only', since), ...git('ls-files', '-o', '--exclude-standard')]),
].filter((name) => tracked.includes(name))
const tests = tracked.filter(
  (name) => name.endsWith('.test.ts') && !/^test\/(?:bun|electron|install|windows)\//.test(name),
)
const reach = createReach(root, tests)
const wanted = new Set(
  changed.flatMap((name) => (tests.includes(name) ? [name] : /\.tsx?$/.test(name) ? reach(name, NEAREST) : [])),
)
if (wanted.size === 0) {
  process.stdout.write(`Nothing that a test reaches has changed since ${since}.\n`)
} else {
  process.stdout.write(
    `${changed.length} files changed since ${since}; ${wanted.size} test files or folders are nearest.\n`,
  )
  const vitest = path.join(root, 'node_modules/.bin/vitest')
  const { status } = spawnSync(vitest, ['run', ...wanted], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  process.exitCode = status ?? 1
}
