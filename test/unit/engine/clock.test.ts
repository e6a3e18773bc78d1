import { expect, test } from 'vitest'
import { compare } from '../../../electron/engine/app/clock.ts'

const SECOND = 1000
const YEAR = 365.25 * 86_400 * SECOND
const before = { wall: 1_800_000_000_000, running: 5_000_000 }
const after = (wall: number, running: number) => ({ wall: before.wall + wall, running: before.running + running })
const EVERY = 15 * SECOND

test.each([
  ['time that passed', after(EVERY, EVERY), null],
  ['a look that came a little late', after(EVERY + 40 * SECOND, EVERY + 40 * SECOND), null],
  ['a time server’s correction', after(EVERY + 20 * SECOND, EVERY), null],
  ['a night’s sleep', after(8 * 3600 * SECOND, 8 * 3600 * SECOND), { why: 'slept' }],
  ['a clock set ten years ahead', after(EVERY + 10 * YEAR, EVERY), { why: 'set', by: 10 * YEAR }],
  ['a clock set ten years back', after(EVERY - 10 * YEAR, EVERY), { why: 'set', by: -10 * YEAR }],
  ['a clock set during sleep', after(3600 * SECOND, 2 * 3600 * SECOND), { why: 'set', by: -3600 * SECOND }],
])('%s', (_name, reading, change) => {
  expect(compare(before, reading, EVERY)).toEqual(change)
})
