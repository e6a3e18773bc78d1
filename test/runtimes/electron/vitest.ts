/**
 * As much of vitest as the gate's and the diagnosis's tests use, for a utilityProcess of Electron, in which vitest
 * itself does not run: groups, hooks, tables. One file a process; results go to the parent as messages.
 */
import { inspect } from 'node:util'
export { expect } from '@playwright/test'

type Body = (...args: never[]) => unknown
type Hook = () => unknown
type Options = { readonly timeout?: number; readonly tags?: readonly string[] }

interface Group {
  readonly name: string
  readonly parts: (Group | Test)[]
  readonly beforeAll: Hook[]
  readonly afterAll: Hook[]
  readonly beforeEach: Hook[]
  readonly afterEach: Hook[]
  readonly skip: boolean
}

interface Test {
  readonly name: string
  readonly body: Hook
  readonly timeout: number
  readonly skip: boolean
}

const TEST_TIMEOUT_MS = 120_000

const newGroup = (name: string, skip = false): Group => ({
  name,
  parts: [],
  beforeAll: [],
  afterAll: [],
  beforeEach: [],
  afterEach: [],
  skip,
})
const root = newGroup('')
let current = root
const waiting: (() => Promise<void>)[] = []

/** `%s`, `%i`, `%j` of a row, or `$name` of its fields. */
function titleOf(name: string, row: readonly unknown[]): string {
  let at = 0
  const [first] = row
  return name
    .replaceAll(/%[sijdo%]/g, (found) => {
      if (found === '%%') return '%'
      const value = row[at]
      at += 1
      return typeof value === 'string' ? value : found === '%j' ? JSON.stringify(value) : inspect(value, { depth: 1 })
    })
    .replaceAll(/\$(\w+)/g, (found, field: string) =>
      typeof first === 'object' && first !== null && field in first
        ? String((first as Record<string, unknown>)[field])
        : found,
    )
}

const rowOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value])

function sorted(a: Options | Body | number | undefined, b: Options | Body | number | undefined) {
  const body = (typeof a === 'function' ? a : b) as Body
  const options = typeof a === 'object' ? a : typeof b === 'object' ? b : typeof b === 'number' ? { timeout: b } : {}
  return { body, options }
}

function add(name: string, a: Options | Body, b?: Options | Body | number, skip = false): void {
  const { body, options } = sorted(a, b)
  current.parts.push({ name, body, timeout: options.timeout ?? TEST_TIMEOUT_MS, skip })
}

function group(name: string, a: Options | Body, b?: Options | Body | number, skip = false): void {
  const { body } = sorted(a, b)
  const made = newGroup(name, skip)
  const outer = current
  outer.parts.push(made)
  // A group may be async: its parts are collected in order, later.
  waiting.push(async () => {
    current = made
    await body()
    current = outer
  })
}

type Add = typeof add
const each =
  (one: Add) =>
  (table: readonly unknown[]) =>
  (name: string, a: Options | Body, b?: Options | Body | number): void => {
    for (const value of table) {
      const row = rowOf(value)
      const { body, options } = sorted(a, b)
      one(titleOf(name, row), options, () => body(...(row as never[])))
    }
  }
const skipping =
  (one: Add) =>
  (name: string, a: Options | Body, b?: Options | Body | number): void =>
    one(name, a, b, true)
function withAll(one: Add) {
  return Object.assign((name: string, a: Options | Body, b?: Options | Body | number) => one(name, a, b), {
    each: each(one),
    skip: skipping(one),
    skipIf: (condition: unknown) => (condition ? skipping(one) : one),
    runIf: (condition: unknown) => (condition ? one : skipping(one)),
  })
}

export const test = withAll(add)
export const it = withAll(add)
export const describe = withAll(group)
export const beforeAll = (hook: Hook): void => void current.beforeAll.push(hook)
export const afterAll = (hook: Hook): void => void current.afterAll.unshift(hook)
export const beforeEach = (hook: Hook): void => void current.beforeEach.push(hook)
export const afterEach = (hook: Hook): void => void current.afterEach.unshift(hook)

export interface Result {
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly error?: string
}

const parent = (process as unknown as { parentPort: { postMessage(message: unknown): void } }).parentPort
const say = (result: Result): void => parent.postMessage(result)

const isGroup = (part: Group | Test): part is Group => 'parts' in part

async function runTest(test: Test, outer: readonly Group[]): Promise<void> {
  const name = [...outer.map((one) => one.name), test.name].filter((one) => one !== '').join(' › ')
  if (test.skip || outer.some((one) => one.skip)) return say({ name, outcome: 'skipped' })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it took longer than ${test.timeout} ms`)), test.timeout)
  })
  try {
    for (const hook of outer.flatMap((one) => one.beforeEach)) await hook()
    await Promise.race([test.body(), late])
    for (const hook of outer.toReversed().flatMap((one) => one.afterEach)) await hook()
    return say({ name, outcome: 'passed' })
  } catch (error) {
    return say({ name, outcome: 'failed', error: error instanceof Error ? String(error.stack) : inspect(error) })
  } finally {
    clearTimeout(timer)
  }
}

async function runGroup(group: Group, outer: readonly Group[]): Promise<void> {
  const all = [...outer, group]
  try {
    for (const hook of group.beforeAll) await hook()
    for (const part of group.parts) await (isGroup(part) ? runGroup(part, all) : runTest(part, all))
    for (const hook of group.afterAll) await hook()
  } catch (error) {
    say({ name: `${group.name} (its hooks)`, outcome: 'failed', error: inspect(error) })
  }
}

/** Runs what the file of this process has described. */
export async function runAll(): Promise<void> {
  // Groups within groups are described while those around them are.
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const behind = waiting.splice(0)
    await next()
    waiting.push(...behind)
  }
  await runGroup(root, [])
  process.exit()
}
