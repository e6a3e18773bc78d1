import { expect, test } from 'vitest'
import { instant } from '../../../electron/engine/app/context.ts'

test.each([
  0, -1, -86_400_000, 951_782_399_999, 951_782_400_000, 1_795_271_400_123.9, -0.5, 253_402_300_799_999,
  253_402_300_800_000, -62_198_755_200_000, 8.64e15, -8.64e15,
])('%d is written as JavaScript writes it', (at) => {
  expect(instant(at)).toBe(new Date(at).toISOString())
})

test('every minute of some days, also after many other days', () => {
  for (let day = 0; day < 12_000; day += 1) instant(day * 86_400_000)
  for (let at = 1_700_000_000_000; at < 1_700_300_000_000; at += 59_777) {
    expect(instant(at)).toBe(new Date(at).toISOString())
  }
})

test('what is no point in time is an error', () => {
  expect(() => instant(Number.NaN)).toThrow(RangeError)
})
