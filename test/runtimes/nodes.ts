/**
 * `npm run test:nodes`: contract, the gate's behaviour and the command line on the current Node, besides the pinned one
 * that `npm test` runs on.
 *
 * Usage: node test/runtimes/nodes.ts [--short] [FILE]…
 */
import path from 'node:path'
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { countVitest, type VitestReport } from '../run/report.ts'
import { missingNeeds } from '../support/programs.ts'
import { npmPackage } from '../../packaging/fetch/npm-package.ts'
import { PACKAGES } from './packages.ts'
import { output, run } from '../../packaging/fetch/run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const TESTS = ['test/contract', 'test/behaviour/gate', 'test/behaviour/headless', 'test/behaviour/cli']
/** `--short`: what speaks TLS and HTTP and confines itself is another program on another Node; the commands are not. */
const SHORT = ['test/contract', 'test/behaviour/gate', 'test/behaviour/headless', 'test/behaviour/cli/main-job']

const folder = path.join(await npmPackage(PACKAGES.node26), 'bin')
const node = path.join(folder, 'node')
fs.chmodSync(node, 0o755)
const version = output([node, '--version']).trim()
const report = path.join(root, '.cache/nodes/vitest.json')
fs.rmSync(report, { force: true })
const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const { values, positionals } = parseArgs({ options: { short: { type: 'boolean' } }, allowPositionals: true })
const whole = values.short === true ? SHORT : TESTS
const tests = positionals.length > 0 ? positionals : whole
const status = await run([node, path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args, ...tests], {
  cwd: root,
  // Programs that tests start by name are this Node, too.
  env: { ...process.env, PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` },
})
const { passed, failed, skipped, names } = fs.existsSync(report)
  ? countVitest(JSON.parse(fs.readFileSync(report, 'utf8')) as VitestReport, missingNeeds(), root)
  : { passed: 0, failed: 1, skipped: 0, names: ['there is no report'] }
process.stdout.write(`\nNode ${version}\n`)
for (const name of names) process.stdout.write(`  failed: ${name}\n`)
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : 1
