/**
 * `npm run mutate -- --sample N --seed S [--area NAME]`: plants N faults, one at a time, in a copy of the tree, runs the
 * tests that reach the place, and tells which test killed each. Survivors that are equal to the original are listed in
 * equal.json with the reason. Not part of continuous integration.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { countVitest, type VitestReport } from '../run/report.ts'
import { seededRandom } from '../support/random.ts'
import { faultsIn, type Fault } from './operators.ts'
import { createReach } from '../run/reach.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const copy = path.join(root, '.cache/mutate/tree')

const AREAS: Readonly<Record<string, readonly string[]>> = {
  gate: ['electron/gate/'],
  access: ['shared/access/'],
  pki: ['electron/pki/'],
  authority: ['electron/engine/authority/', 'electron/engine/device/'],
  store: ['electron/engine/store/'],
  backup: ['electron/engine/backup/'],
  enforcement: ['electron/engine/site/', 'electron/engine/enforcement/'],
  diagnosis: ['electron/engine/diagnosis/', 'shared/verify/'],
  shells: ['electron/headless/', 'electron/desktop/', 'electron/rpc/'],
  renderer: ['renderer/'],
}
/** Test files that are run for a fault, at most; those that start the place as a process come besides. */
const MAX_TEST_FILES = 14
/** A fault that hangs is killed by that; the time covers these tests on a slow computer. */
const RUN_TIMEOUT_MS = 420_000

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    area: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
})

interface Planted extends Fault {
  readonly area: string
  readonly file: string
  readonly line: number
  /** The whole line, which finds the fault again after changes elsewhere. */
  readonly text: string
}

interface Equal {
  readonly file: string
  readonly text: string
  readonly replacement: string
  readonly reason: string
}

const tracked = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 1e8,
})
  .stdout.split('\n')
  .filter((name) => name !== '' && fs.existsSync(path.join(root, name)))

function places(): Planted[] {
  return Object.entries(AREAS)
    .filter(([area]) => values.area === undefined || values.area === area)
    .flatMap(([area, folders]) =>
      tracked
        .filter((file) => folders.some((folder) => file.startsWith(folder)) && /\.tsx?$/.test(file))
        // Sentences are not rules.
        .filter((file) => !/\.d\.ts$|\/(?:words|messages|german)\//.test(file))
        .flatMap((file) => {
          const source = fs.readFileSync(path.join(root, file), 'utf8')
          const bytes = Buffer.from(source)
          return faultsIn(source, file.endsWith('x')).map((fault) => {
            const line = bytes.subarray(0, fault.start).toString().split('\n').length
            return { ...fault, area, file, line, text: source.split('\n')[line - 1]?.trim() ?? '' }
          })
        }),
    )
}

/** As many from each area, so that a large one does not hide a small one. */
function sample(all: readonly Planted[], count: number, pick: (below: number) => number): Planted[] {
  const areas = new Map<string, Planted[]>()
  for (const one of all) areas.set(one.area, [...(areas.get(one.area) ?? []), one])
  const chosen: Planted[] = []
  while (chosen.length < count && [...areas.values()].some((left) => left.length > 0)) {
    for (const left of areas.values()) {
      if (left.length === 0 || chosen.length >= count) continue
      const [one] = left.splice(pick(left.length), 1)
      if (one) chosen.push(one)
    }
  }
  return chosen
}

function prepareCopy(): void {
  fs.rmSync(copy, { recursive: true, force: true })
  for (const name of tracked) {
    fs.mkdirSync(path.dirname(path.join(copy, name)), { recursive: true })
    fs.copyFileSync(path.join(root, name), path.join(copy, name))
  }
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
}

interface Verdict {
  readonly outcome: 'killed' | 'survived' | 'no test'
  readonly by: string
}

function bin(name: string): string {
  return path.join(copy, 'node_modules/.bin', name)
}

function judge(fault: Planted, tests: readonly string[]): Verdict {
  const isBuilt = /^(?:renderer|electron\/desktop|shared)\//.test(fault.file)
  if (isBuilt && spawnSync(bin('electron-vite'), ['build', '--logLevel', 'error'], { cwd: copy }).status !== 0) {
    return { outcome: 'killed', by: 'the build' }
  }
  if (fault.area === 'renderer') {
    const config = ['test', '-c', 'test/e2e/playwright.config.ts', '-x', '--reporter=line']
    const ran = spawnSync(bin('playwright'), config, { cwd: copy, encoding: 'utf8', timeout: 4 * RUN_TIMEOUT_MS })
    const name = /^\s*1\) (.*)$/m.exec(ran.stdout)?.[1]?.trim()
    return ran.status === 0 ? { outcome: 'survived', by: '' } : { outcome: 'killed', by: name ?? 'a hang' }
  }
  if (tests.length === 0) return { outcome: 'no test', by: '' }
  const report = path.join(copy, '.cache/mutate.json')
  fs.rmSync(report, { force: true })
  const args = ['run', '--bail=1', '--reporter=json', `--outputFile.json=${report}`, ...tests]
  const ran = spawnSync(bin('vitest'), args, { cwd: copy, encoding: 'utf8', timeout: RUN_TIMEOUT_MS, maxBuffer: 1e8 })
  if (ran.status === 0) return { outcome: 'survived', by: '' }
  if (!fs.existsSync(report)) return { outcome: 'killed', by: 'a hang or a crash' }
  const { names } = countVitest(JSON.parse(fs.readFileSync(report, 'utf8')) as VitestReport, [], copy)
  return { outcome: 'killed', by: names[0] ?? 'a hang or a crash' }
}

const { pick } = seededRandom(Number(values.seed))
const all = places()
const chosen = sample(all, Number(values.sample), pick)
process.stdout.write(`${all.length} places, ${chosen.length} faults, seed ${values.seed}\n`)
const equals = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'equal.json'), 'utf8')) as Equal[]
const tests = tracked.filter(
  (name) => name.endsWith('.test.ts') && !/^test\/(?:bun|electron|windows|fuzz)\//.test(name),
)
const figures = new Map<string, { killed: number; equal: number; all: number }>()
if (!values.list) prepareCopy()
const reach = createReach(root, tests)
for (const fault of chosen) {
  const what = `${fault.file}:${fault.line}  ${JSON.stringify(fault.original.slice(0, 60))} → ${JSON.stringify(fault.replacement.slice(0, 60))}`
  if (values.list) {
    process.stdout.write(`${what}  ${reach(fault.file, MAX_TEST_FILES).length} test files\n`)
    continue
  }
  const bytes = fs.readFileSync(path.join(root, fault.file))
  const changed = Buffer.concat([
    bytes.subarray(0, fault.start),
    Buffer.from(fault.replacement),
    bytes.subarray(fault.end),
  ])
  fs.writeFileSync(path.join(copy, fault.file), changed)
  const from = Date.now()
  const { outcome, by } = judge(fault, reach(fault.file, MAX_TEST_FILES))
  fs.writeFileSync(path.join(copy, fault.file), bytes)
  const equal = equals.find(
    (one) => one.file === fault.file && one.text === fault.text && one.replacement === fault.replacement,
  )
  const figure = figures.get(fault.area) ?? { killed: 0, equal: 0, all: 0 }
  figure.all += 1
  if (outcome === 'killed') figure.killed += 1
  else if (equal) figure.equal += 1
  figures.set(fault.area, figure)
  const said = outcome === 'killed' ? `killed by ${by}` : equal ? `equal: ${equal.reason}` : outcome.toUpperCase()
  process.stdout.write(`${what}  ${said}  (${Math.round((Date.now() - from) / 1000)} s)\n`)
}
const sum = { killed: 0, all: 0 }
for (const [area, { killed, equal, all: planted }] of figures) {
  process.stdout.write(
    `${area}: ${killed} of ${planted - equal} killed${equal > 0 ? `, ${equal} equal to the original` : ''}\n`,
  )
  sum.killed += killed
  sum.all += planted - equal
}
if (!values.list) process.stdout.write(`seed ${values.seed}: ${sum.killed} of ${sum.all} killed\n`)
