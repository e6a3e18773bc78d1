import { describe, expect, test } from 'vitest'
import { passphraseStrength } from '../../../shared/passphrase.ts'

describe('the strength of a passphrase', () => {
  test.each([
    '',
    '1234567',
    'password',
    'P@ssw0rd!',
    'qwertyuiop',
    '12345678',
    'aaaaaaaaaaaaaaaa',
    'abababab',
    'abcdefghijkl',
  ])('refuses what anybody would try: %s', (text) => expect(passphraseStrength(text).score).toBe(0))
  test.each([
    'correct horse battery staple',
    'tidal otter lantern basin',
    'Tr7#kq9vLp',
    'мой дом стоит у реки',
    '海の近くの古い青い家屋',
  ])('takes what is hard to guess: %s', (text) => expect(passphraseStrength(text).score).toBeGreaterThanOrEqual(1))
  test('grows with each unrelated word', () => {
    const scores = [
      'tidal otter',
      'tidal otter lantern',
      'tidal otter lantern basin',
      'tidal otter lantern basin comet amber maple',
    ].map((text) => passphraseStrength(text).score)
    expect(scores).toEqual([...scores].sort((a, b) => a - b))
    expect(scores.at(-1)).toBe(4)
  })
  test('takes no noticeable time on the longest', () => {
    const start = performance.now()
    passphraseStrength('a b'.repeat(341))
    expect(performance.now() - start).toBeLessThan(100)
  })
})
