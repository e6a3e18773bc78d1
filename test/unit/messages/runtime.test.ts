import { describe, expect, test } from 'vitest'
import { bytes, date, list, lower, number, plural, pluralRules, select } from '../../../shared/messages/runtime.ts'

/** Expected values are those of the CLDR, as `Intl` of Node has them. */
describe('plurals', () => {
  const cases = { one: 'file', few: 'few', many: 'many', other: 'files' }
  test.each([
    // CLDR plural rules: Polish has few (2-4) and many (5-), English and German have neither.
    ['en', 1, 'file'],
    ['en', 0, 'files'],
    ['en', 2, 'files'],
    ['de', 1, 'file'],
    ['pl', 3, 'few'],
    ['pl', 5, 'many'],
    ['pl', 22, 'few'],
  ])('%s: %i → %s', (language, value, expected) => {
    expect(plural(value, 0, pluralRules(language), cases)).toBe(expected)
  })

  test('an exact match is stronger than the category', () => {
    expect(plural(1, 0, pluralRules('en'), { 1: 'exactly', one: 'file', other: 'files' })).toBe('exactly')
  })

  test('the category is that of what is left after the offset, an exact match that of the value', () => {
    const cases = { 1: 'you', one: 'you and one more', other: 'you and others' }
    const say = (value: number) => plural(value, 1, pluralRules('en'), cases)
    expect([1, 2, 3].map(say)).toEqual(['you', 'you and one more', 'you and others'])
  })

  test('a category without a text falls back to other', () => {
    expect(plural(3, 0, pluralRules('pl'), { one: 'a', other: 'b' })).toBe('b')
  })

  test('ordinals', () => {
    const cases = { one: 'st', two: 'nd', few: 'rd', other: 'th' }
    const say = (value: number) => plural(value, 0, pluralRules('en'), cases, true)
    expect([1, 2, 3, 4, 11, 21].map(say)).toEqual(['st', 'nd', 'rd', 'th', 'th', 'st'])
  })
})

test('a select takes its own cases only', () => {
  expect(select('a', { a: 'A', other: 'O' })).toBe('A')
  expect(select('toString', { a: 'A', other: 'O' })).toBe('O')
})

test('numbers, lists and sizes are those of the language', () => {
  expect(['en', 'de', 'es'].map((one) => number(one, 12345, 0))).toEqual(['12,345', '12.345', '12.345'])
  expect(number('en', 3, 1)).toBe('2')
  const names = ['a', 'b', 'c']
  expect(['en', 'de', 'es'].map((one) => list(names, one))).toEqual(['a, b and c', 'a, b und c', 'a, b y c'])
  expect(['en', 'de', 'es'].map((one) => list(names, one, 'or'))).toEqual(['a, b or c', 'a, b oder c', 'a, b o c'])
  expect(list(names, 'de', 'comma')).toBe('a, b, c')
  expect(list(names, 'de', 'arrows')).toBe('a → b → c')
  expect(list(['One.', '', 'Two.'], 'en', 'sentences')).toBe('One. Two.')
  expect(list([], 'en')).toBe('')
  expect(['en', 'de'].map((one) => bytes(14_200_000_000, one))).toEqual(['14 GB', '14\u00A0GB'])
  expect(['en', 'de'].map((one) => bytes(1_400_000, one))).toEqual(['1.4 MB', '1,4 MB'])
  expect(bytes(0, 'en')).toBe('0.0 kB')
  // Turkish writes the small letter of I without a dot.
  expect(['en', 'tr'].map((one) => lower('INDEX', one))).toEqual(['index', 'ındex'])
})

test('dates are written as the reader writes them; what is no date stays as it is', () => {
  const noon = Date.UTC(2026, 10, 20, 12)
  expect(['en', 'de', 'es'].map((one) => date(noon, one))).toEqual(['20 Nov 2026', '20. Nov. 2026', '20 nov 2026'])
  expect(date(new Date(noon).toISOString(), 'en')).toBe('20 Nov 2026')
  expect(date(noon, 'en', 'minute')).toMatch(/^20 Nov 2026, \d\d:\d\d$/)
  expect(date('soon', 'en')).toBe('soon')
})
