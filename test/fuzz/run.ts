/**
 * `npm run fuzz`: changed files for every reader of foreign bytes. `-- --help` says what can be chosen.
 * Ends with status 1 when a reader fails, after writing what it failed on to `.cache/fuzz/`.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { seededRandom } from '../support/random.ts'
import { makeCorpus } from './corpus.ts'
import { startSession, type Outcome, type Session } from './session.ts'

const HELP = `npm run fuzz -- [options]
  --time SECONDS   for all targets together (60)
  --runs N         so many inputs for each target instead
  --target NAME    this one only
  --seed N         the inputs of an earlier run, as long as .cache/fuzz/corpus is the same
  --replay FILE    one file that a reader failed on
  --report FILE    the counts, as JSON
  --list           the names of the targets
`

const cache = fileURLToPath(new URL('../../.cache/fuzz', import.meta.url))
/** Both cores of a small machine. */
const THREADS = 2

const { values } = parseArgs({
  options: {
    time: { type: 'string' },
    runs: { type: 'string' },
    target: { type: 'string' },
    seed: { type: 'string' },
    replay: { type: 'string' },
    report: { type: 'string' },
    list: { type: 'boolean' },
    help: { type: 'boolean' },
  },
})

const say = (text: string): void => void process.stdout.write(`${text}\n`)

function number(name: 'time' | 'runs' | 'seed', text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0)) throw new Error(`--${name} must be a number`)
  return value
}

function report(target: string, seed: number, { failure, runs }: Outcome): boolean {
  if (!failure) {
    say(`${target.padEnd(24)} ${String(runs).padStart(8)} inputs`)
    return true
  }
  const file = path.join(cache, `${target}-${seed}-${failure.index}.bin`)
  fs.mkdirSync(cache, { recursive: true })
  fs.writeFileSync(file, failure.input)
  say(`${target.padEnd(24)} FAILED at input ${failure.index} of seed ${seed}: ${failure.wrong}`)
  say(`  ${failure.input.length} bytes, for npm run fuzz -- --replay ${path.relative('.', file)}`)
  return false
}

/** `pem-123-4.bin` → `pem`. */
function targetOf(file: string): string {
  return path.basename(file).replace(/-\d+-\d+\.bin$/, '')
}

async function replay(session: Session, file: string): Promise<boolean> {
  const target = values.target ?? targetOf(file)
  const outcome = await session.run({ target, seed: 0, input: fs.readFileSync(file) })
  say(outcome.failure ? `${target} FAILED: ${outcome.failure.wrong}` : `${target} reads it`)
  return outcome.failure === null
}

async function fuzz(sessions: readonly Session[], names: readonly string[]): Promise<boolean> {
  const { seed } = seededRandom(values.seed === undefined ? undefined : number('seed', values.seed))
  say(`seed ${seed}`)
  const each = (number('time', values.time ?? '60') * 1000 * sessions.length) / names.length
  const waiting = [...names]
  const failed: string[] = []
  let inputs = 0
  await Promise.all(
    sessions.map(async (session) => {
      for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
        const limit = values.runs === undefined ? { until: Date.now() + each } : { runs: number('runs', values.runs) }
        const outcome = await session.run({ target, seed, ...limit })
        inputs += outcome.runs
        if (!report(target, seed, outcome)) failed.push(target)
      }
    }),
  )
  const passed = names.length - failed.length
  say(`${names.length} readers, ${inputs} inputs, ${failed.length} failed`)
  if (values.report !== undefined) {
    fs.writeFileSync(values.report, JSON.stringify({ passed, failed, inputs }))
  }
  return failed.length === 0
}

async function main(): Promise<boolean> {
  if (values.help) {
    say(HELP)
    return true
  }
  const corpus = await makeCorpus(path.join(cache, 'corpus'))
  const first = await startSession({ corpus })
  const sessions = [first]
  try {
    if (values.list) {
      say(first.targets.join('\n'))
      return true
    }
    if (values.replay !== undefined) return await replay(first, values.replay)
    const names = values.target === undefined ? first.targets : [values.target]
    if (!names.every((name) => first.targets.includes(name))) throw new Error(`there is no target ${values.target}`)
    while (sessions.length < Math.min(THREADS, names.length)) sessions.push(await startSession({ corpus }))
    return await fuzz(sessions, names)
  } finally {
    await Promise.all(sessions.map((session) => session.close()))
  }
}

process.exitCode = (await main()) ? 0 : 1
