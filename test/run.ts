/** `npm test`: every runner, one after the other, and one line at the end that counts them all. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { electronRuntime, shellInWords } from './support/electron-runtime.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** For all readers together; `npm run fuzz` takes longer. */
const FUZZ_SECONDS = '25'
const reports = path.join(root, '.cache', 'test')

/** What a runner says of itself in its own machine-readable report. */
interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Those that failed, by file and name, as far as the report tells: the end of a log is what is read first. */
  readonly names: readonly string[]
}

interface Runner {
  readonly name: string
  readonly shell: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Reads the report. @throws when there is none: the runner crashed. */
  readonly read: () => Counts
}

function json(file: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(reports, file), 'utf8'))
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

/** Attributes of the outermost element of a JUnit report. */
function junit(file: string): Counts {
  const text = fs.readFileSync(path.join(reports, file), 'utf8')
  const head = /<testsuites\b[^>]*>/.exec(text)?.[0] ?? ''
  const number = (name: string): number => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? Number.NaN)
  const [tests, failed, skipped] = [number('tests'), number('failures'), number('skipped') || 0]
  if (Number.isNaN(tests) || Number.isNaN(failed)) throw new Error(`${file} cannot be read`)
  const names = [...text.matchAll(/<testcase\b[^>]*?\bname="([^"]*)"[^>]*>\s*<failure/g)].map(([, name]) => name ?? '')
  return { passed: tests - failed - skipped, failed, skipped, names }
}

/** A suite of Playwright's report: files, groups, tests. */
interface Suite {
  readonly title: string
  readonly suites?: readonly Suite[]
  readonly specs?: readonly { readonly title: string; readonly tests: readonly { readonly status: string }[] }[]
}

function failedSpecs({ title, suites = [], specs = [] }: Suite): string[] {
  const bad = specs.filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'))
  return [...bad.map((one) => one.title), ...suites.flatMap(failedSpecs)].map((name) => `${title} › ${name}`)
}

const runners: Runner[] = [
  {
    name: 'vitest (unit, contract, behaviour, interop, desktop, architecture)',
    shell: `Node ${process.versions.node}`,
    command: ['vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=.cache/test/vitest.json'],
    read() {
      const report = json('vitest.json') as {
        numPassedTests: number
        numFailedTests: number
        numPendingTests: number
        numTodoTests: number
        numFailedTestSuites: number
        testResults: {
          name: string
          status: string
          assertionResults: { status: string; fullName: string }[]
        }[]
      }
      return {
        names: report.testResults.flatMap(({ name, status, assertionResults }) => {
          const failed = assertionResults.filter((one) => one.status === 'failed').map((one) => one.fullName)
          const file = path.relative(root, name)
          if (failed.length === 0) return status === 'failed' ? [file] : []
          return failed.map((one) => `${file} › ${one}`)
        }),
        passed: report.numPassedTests,
        // A file that could not even be loaded has no failed test of its own.
        failed: Math.max(report.numFailedTests, report.numFailedTestSuites > 0 ? 1 : 0),
        skipped: report.numPendingTests + report.numTodoTests,
      }
    },
  },
]
/**
 * The gate's own tests, once more on Electron's TLS library. Not those whose other side needs what Bun lacks: two
 * listeners of both families on one port (redirect), events of TLS servers (upstream-tls), /proc and a clock that the
 * test moves (floods, pace).
 */
const onBoringSsl = [
  './test/bun',
  ...'forward health intermediates login own-page renewal requests revocation rules sent-intermediates stale-list upstream visitors'
    .split(' ')
    .map((name) => `./test/behaviour/gate/${name}.test.ts`),
  ...'identity policy requests'.split(' ').map((name) => `./test/behaviour/threats/${name}.test.ts`),
]
runners.push({
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
  read: () => junit('bun.xml'),
})
runners.push({
  name: 'fuzz (readers of foreign bytes, a short run)',
  shell: `Node ${process.versions.node}`,
  command: ['node', 'test/fuzz/run.ts', '--time', FUZZ_SECONDS, '--report', '.cache/test/fuzz.json'],
  read() {
    const { passed, failed } = json('fuzz.json') as { passed: number; failed: number }
    return { passed, failed, skipped: 0, names: [] }
  },
})
if (fs.existsSync(path.join(root, 'test/e2e/playwright.config.ts'))) {
  runners.push({
    name: 'playwright (end to end)',
    shell: shellInWords(),
    command: ['playwright', 'test', '--config', 'test/e2e/playwright.config.ts'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: path.join(reports, 'playwright.json') },
    read() {
      const { stats, suites } = json('playwright.json') as {
        stats: { expected: number; unexpected: number; flaky: number; skipped: number }
        suites: Suite[]
      }
      // A test that passes only when tried again has failed.
      return {
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky,
        skipped: stats.skipped,
        names: suites.flatMap(failedSpecs),
      }
    },
  })
}

fs.rmSync(reports, { recursive: true, force: true })
fs.mkdirSync(reports, { recursive: true })

// Main, gate, preload and renderer: the desktop's tests run what is built.
const built = (await run(['electron-vite', 'build', '--logLevel', 'warn'])) === 0
const total = { passed: 0, failed: built ? 0 : 1, skipped: 0 }
const lines: string[] = built ? [] : ['electron-vite build: failed']
for (const runner of runners) {
  const status = await run(runner.command, runner.env)
  let counts: Counts
  try {
    counts = runner.read()
  } catch {
    counts = { passed: 0, failed: 1, skipped: 0, names: [] }
  }
  // A runner that ran nothing, or ended badly without naming a test, is a failure of its own.
  if (counts.failed === 0 && (status !== 0 || counts.passed === 0)) counts = { ...counts, failed: 1 }
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  lines.push(
    `${runner.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${runner.shell})`,
    ...counts.names.map((name) => `  failed: ${name}`),
  )
}
process.stdout.write(`\n${lines.join('\n')}\n`)
process.stdout.write(
  electronRuntime()
    ? 'The end-to-end tests ran in Electron itself; the tests of its shell ran on a stand-in for the electron module.\n'
    : 'Electron’s own runtime is not here; its shell ran on a stand-in for the electron module.\n',
)
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exitCode = total.failed > 0 ? 1 : 0
