import { expect, test } from 'vitest'
import { kept } from '../../../electron/pki/asn1/memoize.ts'

test('what was made is made once, and again when too much else came between', () => {
  const made: number[] = []
  const double = kept((value: number) => {
    made.push(value)
    return value * 2
  }, 3)
  expect([1, 2, 1, 3, 2, 1].map(double)).toEqual([2, 4, 2, 6, 4, 2])
  expect(made).toEqual([1, 2, 3])
  expect([4, 1].map(double)).toEqual([8, 2])
  expect(made).toEqual([1, 2, 3, 4, 1])
})
