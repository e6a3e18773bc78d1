/**
 * `npm run test:install`: makes the release and installs it as a stranger would: the npm tarball on two Nodes, the Debian
 * package in a minimal Debian (root; debootstrap), the file system of the image. Each ends with the main job.
 *
 * Usage: node test/install/run.ts [FILE of test/install]…
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../packaging/fetch/run.ts'
import { notRunInWords } from '../run/not-run.ts'
import { countVitest, type VitestReport } from '../run/report.ts'
import { missingNeeds, pathOfServers } from '../support/programs.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const place = path.join(root, '.cache/install')
const release = path.join(place, 'release')
const report = path.join(place, 'vitest.json')

process.env['PATH'] = pathOfServers()
fs.mkdirSync(place, { recursive: true })
fs.rmSync(report, { force: true })
const built = await run([process.execPath, 'packaging/release.ts', '--out', release], { cwd: root })
const tests = process.argv.slice(2)
const status =
  built === 0
    ? await run(
        [
          process.execPath,
          'node_modules/vitest/vitest.mjs',
          'run',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${report}`,
          ...(tests.length > 0 ? tests : ['test/install']),
        ],
        { cwd: root, env: { ...process.env, VESTIBULE_RELEASE: release } },
      )
    : built
const counts = fs.existsSync(report)
  ? countVitest(JSON.parse(fs.readFileSync(report, 'utf8')) as VitestReport, missingNeeds(), root)
  : { passed: 0, failed: 1, skipped: 0, names: ['the release could not be made'], notRun: [] }
for (const line of [...counts.names.map((name) => `  failed: ${name}`), ...notRunInWords(counts.notRun)]) {
  process.stdout.write(`${line}\n`)
}
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
process.exitCode = status === 0 && counts.failed === 0 ? 0 : 1
