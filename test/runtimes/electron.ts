/**
 * `npm run test:electron`: the desktop app in a real Electron, with its window, sandbox, IPC and utilityProcess: the
 * tests of test/electron, all end-to-end specs, and the gate's and the diagnosis's tests in a utilityProcess, where the
 * TLS library is BoringSSL. As an ordinary user with a session bus of its own, under Xvfb.
 *
 * Usage: node test/runtimes/electron.ts [--part contract|e2e|utility]… [--short] [-- ARGUMENTS OF its runner]
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { countPlaywright, countVitest, type Counts, type PlaywrightReport, type VitestReport } from '../run/report.ts'
import { pathOfServers } from '../support/programs.ts'
import { buildApp, prepareElectron } from './electron/prepare.ts'
import { buildUtilityTests } from './electron/utility-build.ts'
import { countUtility, type UtilityReport } from './electron/utility-report.ts'
import { output, run } from '../../packaging/fetch/run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const NOBODY = 65534
/** What the tests write, below the checkout. */
const OUTPUT = '.cache/electron/run'

const PARTS = ['contract', 'e2e', 'utility'] as const

/** `--short`: what the desktop shell has a part in. `npm test` runs every spec, in Chromium on the headless shell. */
const SHORT = ['main-job', 'desktop', 'own-window', 'handoff', 'diagnostics', 'backup'].map((name) => `${name}.spec.ts`)

const { values, positionals } = parseArgs({
  options: { part: { type: 'string', multiple: true }, short: { type: 'boolean' } },
  allowPositionals: true,
})
const parts = PARTS.filter((part) => values.part?.includes(part) ?? true)
process.env['PATH'] = pathOfServers()
const electron = await prepareElectron()
const app = await buildApp(electron)

const isRoot = process.getuid?.() === 0
const place = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-electron-'))
fs.rmSync(path.join(root, OUTPUT), { recursive: true, force: true })
for (const name of ['home', 'runtime', 'project', 'session']) fs.mkdirSync(path.join(place, name), { mode: 0o700 })
fs.mkdirSync(path.join(root, OUTPUT), { recursive: true })

/** Root has its programs where nobody else may read: what is needed is mounted where an ordinary user can. */
const runtime = isRoot ? path.join(place, 'runtime') : electron.folder
const project = isRoot ? path.join(place, 'project') : root
if (isRoot) {
  fs.chmodSync(place, 0o755)
  output(['chown', '-R', `${NOBODY}:${NOBODY}`, path.join(place, 'home'), path.join(place, 'session')])
  output(['chown', '-R', `${NOBODY}:${NOBODY}`, path.join(root, OUTPUT)])
}
await buildUtilityTests(path.join(root, '.cache/electron/utility'), path.join(project, OUTPUT, 'utility.json'))
const env = {
  PATH: [
    path.join(project, 'node_modules/.bin'),
    path.join(project, 'node_modules/node/bin'),
    process.env['PATH'],
  ].join(path.delimiter),
  HOME: path.join(place, 'home'),
  XDG_RUNTIME_DIR: path.join(place, 'session'),
  LANG: 'C.UTF-8',
  VESTIBULE_ELECTRON_PARTS: parts.join(','),
  VESTIBULE_ELECTRON: path.join(runtime, path.relative(electron.folder, electron.program)),
  VESTIBULE_ELECTRON_APP: path.join(project, path.relative(root, app)),
  VESTIBULE_TEST_OUTPUT: OUTPUT,
  PLAYWRIGHT_JSON_OUTPUT_NAME: path.join(project, OUTPUT, 'playwright.json'),
  ...(process.env['VESTIBULE_TEST_EVERYTHING'] === undefined ? {} : { VESTIBULE_TEST_EVERYTHING: '1' }),
}
const words = Object.entries(env).map(([name, value]) => `${name}=${value}`)
const tests = ['node', 'test/runtimes/electron/session.ts', ...(values.short === true ? SHORT : []), ...positionals]
// -ac: windows of tests are nobody's secret, and the program need not be given the key of the display.
const session = ['dbus-run-session', '--', 'xvfb-run', '-a', '-s', '-ac -screen 0 1440x1000x24', ...tests]
const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
const mounts = `
  mount -t proc proc /proc
  mount --bind "$1" "$3/runtime"
  mount --bind "$2" "$3/project"
  cd "$3/project"
  shift 3
  exec "$@"`
const command = isRoot
  ? [
      'unshare',
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      '--propagation',
      'private',
      'sh',
      '-euc',
      mounts,
      'sh',
      electron.folder,
      root,
      place,
      ...asNobody,
      'env',
      '-i',
      ...words,
      ...session,
    ]
  : ['env', ...words, ...session]
await run(command, { cwd: root })
fs.rmSync(place, { recursive: true, force: true })

function reportOf(name: string, count: (report: unknown) => Omit<Counts, 'notRun'>): Omit<Counts, 'notRun'> {
  const file = path.join(root, OUTPUT, name)
  if (!fs.existsSync(file)) return { passed: 0, failed: 1, skipped: 0, names: [`${name}: there is no report`] }
  return count(JSON.parse(fs.readFileSync(file, 'utf8')))
}
const all = {
  contract: () => reportOf('vitest.json', (report) => countVitest(report as VitestReport, [], project)),
  e2e: () => reportOf('playwright.json', (report) => countPlaywright(report as PlaywrightReport)),
  utility: () => reportOf('utility.json', (report) => countUtility(report as UtilityReport)),
}
const version = output([electron.program, '-p', 'process.versions.electron'], {
  env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
}).trim()
const total = { passed: 0, failed: 0, skipped: 0 }
process.stdout.write(`\nElectron ${version}, from ${electron.source}\n`)
for (const part of parts) {
  const { passed, failed, skipped, names } = all[part]()
  total.passed += passed
  total.failed += failed + (passed + failed === 0 ? 1 : 0)
  total.skipped += skipped
  process.stdout.write(`${part}: ${passed} passed, ${failed} failed, ${skipped} skipped\n`)
  for (const name of names) process.stdout.write(`  failed: ${name}\n`)
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exitCode = total.failed === 0 ? 0 : 1
