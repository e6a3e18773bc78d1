import { expect, test } from 'vitest'
import { Listen } from '../../../shared/contract/host.ts'

test.each([
  ['8444', '0.0.0.0:8444'],
  [':8444', '0.0.0.0:8444'],
  [' 192.168.1.5:443 ', '192.168.1.5:443'],
  ['[fd00::1]:443', '[fd00::1]:443'],
  ['*:443', '*:443'],
  ['localhost:0', 'localhost:0'],
])('%j is %s', (typed, place) => {
  expect(Listen.parse(typed)).toBe(place)
  // What was read once is read again as the same.
  expect(Listen.parse(place)).toBe(place)
})

test.each([
  ['65536', 'parts.field.port'],
  ['*:99999', 'parts.field.port'],
  ['844444', 'parts.field.listen'],
  ['', 'parts.field.listen'],
  [':', 'parts.field.listen'],
  ['fd00::1', 'parts.field.listen'],
  ['camera', 'parts.field.listen'],
  ['8444 8445', 'parts.field.listen'],
  ['http://192.168.1.5:80', 'parts.field.listen'],
])('%j is refused: %s', (typed, problem) => {
  const { error } = Listen.safeParse(typed)
  // The first one is told.
  expect(error?.issues[0]?.message).toBe(problem)
})
