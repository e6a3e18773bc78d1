/** `npm run test:everything`, the last step of .ci/run: every runner on every runtime, and one line that counts them. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

const STEPS: readonly (readonly [name: string, ...words: string[]])[] = [
  ['the pinned Node', 'test/run.ts'],
  ['Electron', 'test/runtimes/electron.ts'],
  ['the current Node', 'test/runtimes/nodes.ts'],
  ['Windows’ Node under Wine', 'test/runtimes/windows.ts'],
  ['newer peers', 'test/runtimes/peers.ts'],
  ['a bare machine, the current Node', 'test/runtimes/bare.ts', '--node', '26', '--only-start'],
  ['a bare machine', 'test/runtimes/bare.ts'],
]

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Passes on what a step says, and reads the line that it closes with; a step without one has its status. */
function step(words: readonly string[]): Promise<Counts> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    let end = ''
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      end = (end + chunk.toString()).slice(-4000)
    })
    child.on('close', (code) => {
      const [, passed, failed, skipped] =
        /^(\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(end.split('\n').toReversed().join('\n')) ?? []
      const bad = code === 0 ? 0 : 1
      if (passed === undefined) resolve({ passed: 1 - bad, failed: bad, skipped: 0 })
      else resolve({ passed: Number(passed), failed: Math.max(Number(failed), bad), skipped: Number(skipped) })
    })
  })
}

const lines: string[] = []
const total = { passed: 0, failed: 0, skipped: 0 }
for (const [name, ...words] of STEPS) {
  const from = Date.now()
  process.stdout.write(`\n=== ${name}\n`)
  const { passed, failed, skipped } = await step(words)
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
  const minutes = ((Date.now() - from) / 60_000).toFixed(1)
  lines.push(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped, in ${minutes} minutes`)
}
process.stdout.write(
  `\n${lines.join('\n')}\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`,
)
process.exitCode = total.failed > 0 ? 1 : 0
