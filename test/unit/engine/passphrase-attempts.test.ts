import { beforeEach, describe, expect, test } from 'vitest'
import { createPassphraseAttempts, delayAfter } from '../../../electron/engine/app/passphrase-attempts.ts'
import type { Caller } from '../../../shared/contract/method.ts'
import { AppError } from '../../../shared/errors/index.ts'

let clock = 0
let caller: Caller = { via: 'browser', session: 'one' }
let slept: number[] = []
let told: { via: string; count: number }[] = []
const make = () =>
  createPassphraseAttempts({
    caller: () => caller,
    onWrong: (attempt) => void told.push(attempt),
    now: () => clock,
    sleep: async (milliseconds) => {
      slept.push(milliseconds)
      clock += milliseconds
    },
  })
const wrong = () => Promise.reject(new AppError('authority/wrong-passphrase'))
const right = async () => 'open'
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(String, (error: unknown) => (error instanceof AppError ? error.code : 'other'))

beforeEach(() => {
  clock = 1_000_000
  caller = { via: 'browser', session: 'one' }
  slept = []
  told = []
})

test('the delay grows from the fourth wrong one on, to half a minute and no further', () => {
  expect([0, 1, 3, 4, 5, 6, 8, 9, 100].map(delayAfter)).toEqual([0, 0, 0, 1000, 2000, 4000, 16_000, 30_000, 30_000])
})

test('ten wrong ones cost what the table says, and each is told with its count', async () => {
  const attempts = make()
  for (let n = 0; n < 10; n += 1) expect(await outcome(attempts.run(wrong))).toBe('authority/wrong-passphrase')
  expect(slept).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000])
  expect(told.map(({ count }) => count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test('the right one is let through after the rest of the delay, and begins anew', async () => {
  const attempts = make()
  for (let n = 0; n < 6; n += 1) await outcome(attempts.run(wrong))
  clock += 3000
  slept = []
  expect(await outcome(attempts.run(right))).toBe('open')
  // Of 4 seconds 3 had passed.
  expect(slept).toEqual([1000])
  slept = []
  await outcome(attempts.run(wrong))
  await outcome(attempts.run(wrong))
  expect(slept).toEqual([])
})

test('another source does not wait: the owner at the terminal, another browser', async () => {
  const attempts = make()
  for (let n = 0; n < 8; n += 1) await outcome(attempts.run(wrong))
  slept = []
  for (const other of [{ via: 'local' }, { via: 'window' }, { via: 'browser', session: 'two' }] as const) {
    caller = other
    expect(await outcome(attempts.run(right))).toBe('open')
  }
  expect(slept).toEqual([])
})

test('what fails for another reason is no guess', async () => {
  const attempts = make()
  for (let n = 0; n < 8; n += 1) {
    await outcome(attempts.run(() => Promise.reject(new AppError('authority/none'))))
  }
  expect([slept, told]).toEqual([[], []])
})

test('is forgotten after a quarter of an hour', async () => {
  const attempts = make()
  for (let n = 0; n < 8; n += 1) await outcome(attempts.run(wrong))
  clock += 15 * 60_000
  slept = []
  expect(await outcome(attempts.run(wrong))).toBe('authority/wrong-passphrase')
  expect(slept).toEqual([])
})

describe('a burst of guesses', () => {
  test('is tried one after the other, a few at full speed, and the rest is refused untried', async () => {
    const attempts = make()
    let tried = 0
    let atOnce = 0
    const guess = async (): Promise<never> => {
      tried += 1
      atOnce += 1
      await Promise.resolve()
      expect(atOnce).toBe(1)
      atOnce -= 1
      throw new AppError('authority/wrong-passphrase')
    }
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => outcome(attempts.run(guess))))
    expect(tried).toBeLessThanOrEqual(8)
    expect(outcomes.filter((one) => one === 'authority/too-many-attempts')).toHaveLength(200 - tried)
    // Afterwards the right one is let through.
    expect(await outcome(attempts.run(right))).toBe('open')
  })

  test('does not hold up calls that come together with the right one', async () => {
    const attempts = make()
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcome(attempts.run(right))))
    expect(new Set(outcomes)).toEqual(new Set(['open']))
    expect(slept).toEqual([])
  })
})
