/** `npm test`: every runner, one after the other, and one line at the end that counts them all. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { needsOfSpec } from './e2e/needs.ts'
import { notRunInWords } from './run/not-run.ts'
import {
  countJunit,
  countPlaywright,
  countVitest,
  testsInSpec,
  type Counts,
  type PlaywrightReport,
  type VitestReport,
} from './run/report.ts'
import { electronRuntime, shellInWords } from './support/electron-runtime.ts'
import {
  debianPackages,
  everythingIsWanted,
  missingNeeds,
  needInWords,
  pathOfServers,
  type NeedName,
} from './support/programs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** For all readers together; `npm run fuzz` takes longer. */
const FUZZ_SECONDS = '25'
const reports = path.join(root, '.cache', 'test')

interface Runner {
  readonly name: string
  readonly shell: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Reads the report. @throws when there is none: the runner crashed. */
  readonly read: () => Counts
}

process.env['PATH'] = pathOfServers()
const missing = missingNeeds()

function text(file: string): string {
  return fs.readFileSync(path.join(reports, file), 'utf8')
}

function run(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve) => {
    const [program = '', ...args] = command
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    })
    child.on('error', () => resolve(127))
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/**
 * The gate's own tests, once more on Electron's TLS library. Not those whose other side needs what Bun lacks: two
 * listeners of both families on one port (redirect), events of TLS servers (upstream-tls), /proc and a clock that the
 * test moves (floods, pace).
 */
const onBoringSsl = [
  './test/bun',
  ...'forward health intermediates login own-page renewal requests revocation rules sent-intermediates stale-list upstream upstream-connections visitors'
    .split(' ')
    .map((name) => `./test/behaviour/gate/${name}.test.ts`),
  ...'http2 http2-waits identity policy requests tls-ends'
    .split(' ')
    .map((name) => `./test/behaviour/threats/${name}.test.ts`),
]

const e2e = path.join(root, 'test/e2e')
const specs = fs.readdirSync(e2e).filter((name) => name.endsWith('.spec.ts'))
const isWanted = (spec: string): boolean =>
  everythingIsWanted() || !needsOfSpec(spec).some((name) => missing.includes(name))
/** Tests of specs that are not run, with what they need and is not here. */
const leftOut = specs
  .filter((spec) => !isWanted(spec))
  .flatMap((spec) => {
    const needs = needsOfSpec(spec).filter((name) => missing.includes(name))
    return Array.from({ length: testsInSpec(path.join(e2e, spec)) }, () => needs)
  })

const runners: Runner[] = [
  {
    name: 'vitest (unit, contract, behaviour, interop, desktop, architecture)',
    shell: `Node ${process.versions.node}`,
    command: ['vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=.cache/test/vitest.json'],
    read: () => countVitest(JSON.parse(text('vitest.json')) as VitestReport, missing, root),
  },
  {
    name: 'bun test (the gate on BoringSSL)',
    shell: 'Bun',
    command: [
      'bun',
      'test',
      ...onBoringSsl,
      '--timeout=120000',
      '--reporter=junit',
      '--reporter-outfile=.cache/test/bun.xml',
    ],
    read: () => countJunit(text('bun.xml')),
  },
  {
    name: 'fuzz (readers of foreign bytes, a short run)',
    shell: `Node ${process.versions.node}`,
    command: ['node', 'test/fuzz/run.ts', '--time', FUZZ_SECONDS, '--report', '.cache/test/fuzz.json'],
    read() {
      const { passed, failed } = JSON.parse(text('fuzz.json')) as { passed: number; failed: string[] }
      return { passed, failed: failed.length, skipped: 0, names: failed, notRun: [] }
    },
  },
]
if (specs.some(isWanted)) {
  runners.push({
    name: 'playwright (end to end)',
    shell: shellInWords(),
    command: ['playwright', 'test', '--config', 'test/e2e/playwright.config.ts', ...specs.filter(isWanted)],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: path.join(reports, 'playwright.json') },
    read: () => countPlaywright(JSON.parse(text('playwright.json')) as PlaywrightReport),
  })
}

fs.rmSync(reports, { recursive: true, force: true })
fs.mkdirSync(reports, { recursive: true })

// Main, gate, preload and renderer: the desktop's tests run what is built.
const built =
  (await run(['electron-vite', 'build', '--logLevel', 'warn'])) === 0 &&
  (await run(['vite', 'build', '--config', 'electron/headless/vite.config.ts'])) === 0
const total = { passed: 0, failed: built ? 0 : 1, skipped: leftOut.length }
const lines: string[] = built ? [] : ['the build: failed']
const notRun: (readonly NeedName[])[] = [...leftOut]
for (const runner of runners) {
  const status = await run(runner.command, runner.env)
  let counts: Counts
  try {
    counts = runner.read()
  } catch {
    counts = { passed: 0, failed: 1, skipped: 0, names: [], notRun: [] }
  }
  // A runner that ran nothing, or ended badly without naming a test, is a failure of its own.
  if (counts.failed === 0 && (status !== 0 || counts.passed === 0)) counts = { ...counts, failed: 1 }
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  notRun.push(...counts.notRun)
  lines.push(
    `${runner.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${runner.shell})`,
    ...counts.names.map((name) => `  failed: ${name}`),
  )
}
if (everythingIsWanted() && missing.length > 0) {
  total.failed += 1
  const cure = debianPackages(missing).join(' ')
  lines.push(`  failed: everything is wanted here, and missing: ${missing.map(needInWords).join(', ')} (${cure})`)
}
process.stdout.write(`\n${[...lines, ...notRunInWords(notRun)].join('\n')}\n`)
process.stdout.write(
  electronRuntime()
    ? 'The end-to-end tests ran in Electron itself; the tests of its shell ran on a stand-in for the electron module.\n'
    : 'Electron’s own runtime is not here; its shell ran on a stand-in for the electron module (npm run test:electron fetches one).\n',
)
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exitCode = total.failed > 0 ? 1 : 0
