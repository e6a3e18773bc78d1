import { expect, test } from 'vitest'
import { cut, MAX_ENTRY_LINES, piecesOf } from '../../tools/messages/pieces.ts'

const entries = (group: string, count: number, lines = 1) =>
  Array.from({ length: count }, (_one, at) => ({ name: `${group} ${at}`, group, lines }))

test('pieces are no longer than a module may be, and lose nothing', () => {
  const all = [...entries('a', 300), ...entries('b', 200), ...entries('c', 900), ...entries('d', 40, 9)]
  const pieces = cut(all, (one) => one)
  expect(pieces.flat()).toEqual(all)
  const lengths = pieces.map((piece) => piece.reduce((sum, { lines }) => sum + lines, 0))
  expect(lengths.filter((one) => one > MAX_ENTRY_LINES || one === 0)).toEqual([])
})

test('what belongs together is in one piece where it fits into one', () => {
  const pieces = cut([...entries('a', 300), ...entries('b', 200)], (one) => one)
  expect(pieces.map((piece) => [...new Set(piece.map(({ group }) => group))])).toEqual([['a'], ['b']])
})

test('a short area is one piece; keys with one prefix belong together', () => {
  expect(piecesOf({ one: 'x', two: { a: 'x' } })).toEqual([['one', 'two']])
  const many = (prefix: string) => Array.from({ length: 100 }, (_one, at) => [`${prefix}/${at}`, { message: 'x' }])
  const pieces = piecesOf(
    Object.fromEntries([...many('site'), ...many('device')]) as Record<string, { message: string }>,
  )
  expect(pieces.map((keys) => [...new Set(keys.map((key) => key.split('/')[0]))])).toEqual([['site'], ['device']])
})
