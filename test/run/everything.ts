/**
 * `npm run test:everything`: every runner on every runtime, and one line that counts them.
 *
 * Usage: node test/run/everything.ts [--short] [--without STEP]…
 *
 * `--short`: on the other runtimes only what they have a part in, see each of them; and a third of the pairs of calls.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Step {
  readonly step: string
  readonly name: string
  readonly words: readonly string[]
  /** Takes `--short`. */
  readonly short?: true
}

const STEPS: readonly Step[] = [
  { step: 'node', name: 'the pinned Node', words: ['test/run.ts'] },
  { step: 'electron', name: 'Electron', words: ['test/runtimes/electron.ts'], short: true },
  { step: 'nodes', name: 'the current Node', words: ['test/runtimes/nodes.ts'], short: true },
  { step: 'windows', name: 'Windows’ Node under Wine', words: ['test/runtimes/windows.ts'] },
  { step: 'peers', name: 'newer peers', words: ['test/runtimes/peers.ts'] },
  {
    step: 'start',
    name: 'npm start on a bare machine, Node 26',
    words: ['test/runtimes/bare.ts', '--node', '26', '--only-start'],
  },
  { step: 'start', name: 'npm start on a bare machine, Node 20', words: ['test/runtimes/bare.ts', '--only-start'] },
  { step: 'install', name: 'what people install', words: ['test/install/run.ts'] },
  { step: 'bare', name: 'npm test on a bare machine', words: ['test/runtimes/bare.ts'] },
]

const { values } = parseArgs({
  options: { without: { type: 'string', multiple: true, default: [] }, short: { type: 'boolean', default: false } },
})

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Lines that name what failed, as the step wrote them. */
  readonly names: readonly string[]
}

/**
 * Passes on what a step says, reads the line that it closes with, and keeps those that name what failed: the end of a log
 * is what is read first. A step without a closing line has its status.
 */
function step(words: readonly string[]): Promise<Counts> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.pipe(process.stdout, { end: false })
    const names: string[] = []
    let closing: readonly string[] | undefined
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('  failed: ')) names.push(line)
      closing = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(line) ?? closing
    })
    child.on('close', (code) => {
      const [, passed, failed, skipped] = closing ?? []
      const bad = code === 0 ? 0 : 1
      if (passed === undefined) resolve({ passed: 1 - bad, failed: bad, skipped: 0, names })
      else resolve({ passed: Number(passed), failed: Math.max(Number(failed), bad), skipped: Number(skipped), names })
    })
  })
}

if (!values.short) process.env['PAIRS'] = 'all'
const lines: string[] = []
const total = { passed: 0, failed: 0, skipped: 0 }
for (const { name, words, short } of STEPS.filter((one) => !values.without.includes(one.step))) {
  const from = Date.now()
  process.stdout.write(`\n=== ${name}\n`)
  const { passed, failed, skipped, names } = await step([
    ...words,
    ...(values.short && short === true ? ['--short'] : []),
  ])
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
  const minutes = ((Date.now() - from) / 60_000).toFixed(1)
  lines.push(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped, in ${minutes} minutes`, ...names)
}
process.stdout.write(
  `\n${lines.join('\n')}\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`,
)
process.exitCode = total.failed > 0 ? 1 : 0
