import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { contract } from '../../../shared/contract/index.ts'
import { FailureError } from '../../../shared/errors/failure-error.ts'
import { startEngine, type TestEngine } from '../../support/engine.ts'
import { apart, writing, type Target, type Writing } from '../../support/pairs/methods.ts'
import { seededRandom } from '../../support/random.ts'
import { createWorld, stateOf, type World } from '../../support/pairs/world.ts'

const { pauses } = await vi.hoisted(async () => {
  const { createPauses } = await import('../../support/pairs/pause.ts')
  return { pauses: createPauses() }
})
vi.mock('node:crypto', async (original) => {
  const { pausedCrypto } = await import('../../support/pairs/pause.ts')
  return pausedCrypto(await original(), pauses)
})

/** Calls have at most so many slow steps that are worth an order of their own. */
const MAX_STEPS = 2
/** After so long without an answer a call is taken to wait for the one that is held. Only the order depends on it. */
const WAITS_MS = 60

// In memory where there is such a place: thousands of commits are synced.
const shelf = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir()
const folder = fs.mkdtempSync(path.join(shelf, 'vestibule-test-'))
/** Policies and lists tell of every world that an engine has: so many are few enough. */
const WORLDS_AN_ENGINE = 8
let house: TestEngine | null = null
let worlds = 0
const bugs: unknown[] = []

async function closeHouse(): Promise<void> {
  bugs.push(...(house?.bugs ?? []))
  await house?.engine.close()
  house = null
}

async function newWorld(): Promise<{ world: World; engine: TestEngine }> {
  if (worlds % WORLDS_AN_ENGINE === 0) await closeHouse()
  worlds += 1
  const engine = (house ??= await startEngine(path.join(folder, String(worlds)), { lockAfterMinutes: 600 }))
  engine.gate.delay = () => pauses.step()
  return { world: await createWorld(engine), engine }
}

afterAll(async () => {
  await closeHouse()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** What a call came to, as far as it can be compared. */
async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    (value) => (Array.isArray(value) || typeof value !== 'object' ? `ok ${JSON.stringify(value)}` : 'ok'),
    (error: unknown) => (error instanceof FailureError ? error.code : String(error)),
  )
}

interface Outcome {
  readonly results: readonly [first: string, second: string]
  readonly state: unknown
}

async function settled(world: World, engine: TestEngine): Promise<unknown> {
  // What is done behind the calls: lists that wait to be signed, policies on their way.
  await expect
    .poll(async () => (await world.client.call('authority.list', {})).some((one) => one.crl?.pending === true))
    .toBe(false)
  return stateOf(world, engine)
}

async function inOrder(first: Writing, second: Writing): Promise<Outcome> {
  const { world, engine } = await newWorld()
  const one = await outcome(first.call(world))
  const other = await outcome(second.call(world))
  return { results: [one, other], state: await settled(world, engine) }
}

/** Lets the second call run while the first is in its n-th slow step. @returns null when it has no such step */
async function during(first: Writing, second: Writing, step: number): Promise<Outcome | null> {
  const { world, engine } = await newWorld()
  pauses.hold(step)
  const begun = outcome(first.call(world))
  const isHeld = await Promise.race([pauses.held().then(() => true), begun.then(() => false)])
  if (!isHeld) {
    pauses.release()
    return null
  }
  const meanwhile = outcome(second.call(world))
  await Promise.race([meanwhile, new Promise((resolve) => setTimeout(resolve, WAITS_MS))])
  pauses.release()
  const results: Outcome['results'] = [await begun, await meanwhile]
  return { results, state: await settled(world, engine) }
}

const { pick, seed } = seededRandom()
/** A third of them, another one in each run; PAIRS=all takes six minutes. */
const isChosen = (): boolean => process.env['PAIRS'] === 'all' || pick(3) === 0

const pairsOn = (target: Target): [string, string][] => {
  const names = Object.keys(writing).filter((name) => writing[name]?.on.includes(target))
  return names.flatMap((one) => names.map((other): [string, string] => [one, other])).filter(isChosen)
}

/** No certificate of a device that was revoked for good lets it in, whatever else was called. */
function expectLockedOut({ results, state }: Outcome, pair: readonly [Writing, Writing]): void {
  if (!pair.some(({ revokes }, at) => revokes && results[at]?.startsWith('ok'))) return
  const { devices } = state as { devices: { name: string; status: string; onHold: boolean; certificates: string[] }[] }
  const device = devices.find((one) => one.name === 'Plain' || one.name === 'Renamed')
  if (!device) return
  expect(device).toMatchObject({ status: 'revoked', onHold: false })
  expect(device.certificates.filter((line) => line.endsWith('null]'))).toEqual([])
}

test('every method of the contract is among the pairs, or is said to write nothing that two calls could fight for', () => {
  const paired = new Set(Object.keys(writing).map((name) => name.split(' ')[0]))
  const missing = Object.keys(contract).filter(
    (method) =>
      !paired.has(method) && apart[method as keyof typeof contract] === undefined && !method.startsWith('diagnosis.'),
  )
  expect(missing).toEqual([])
})

let count = 0
describe.each<Target>(['device', 'site', 'authority'])(
  `two calls at one %s end as in one of the two orders (seed ${seed})`,
  (target) => {
    const known = new Map<string, Promise<Outcome>>()
    const serial = (one: string, other: string): Promise<Outcome> => {
      const key = `${one} | ${other}`
      const found = known.get(key) ?? inOrder(writing[one]!, writing[other]!)
      known.set(key, found)
      return found
    }
    test.each(pairsOn(target))('%s, and %s meanwhile', async (one, other) => {
      if (process.env['PAIRS_LOG']) fs.appendFileSync(process.env['PAIRS_LOG'], `${one} | ${other}\n`)
      const [first, second] = [writing[one], writing[other]]
      if (!first || !second) throw new Error('no such call')
      const forward = await serial(one, other)
      const { results, state } = await serial(other, one)
      const backward: Outcome = { results: [results[1], results[0]], state }
      for (let step = 1; step <= MAX_STEPS; step += 1) {
        const seen = await during(first, second, step)
        if (!seen) break
        count += 1
        expectLockedOut(seen, [first, second])
        expect([forward, backward]).toContainEqual(seen)
      }
    })
  },
)

test('says how many there were, and that none was a bug', () => {
  console.log(`pairs of calls at one device, site or authority: ${count} orders tried`)
  expect(count).toBeGreaterThan(100)
  expect([...bugs, ...(house?.bugs ?? [])]).toEqual([])
})
