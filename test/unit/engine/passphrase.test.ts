import { describe, expect, test } from 'vitest'
import { passphraseStrength } from '../../../electron/engine/passphrase/strength.ts'

describe('the strength of a passphrase', () => {
  test.each([
    ['', 'passphrase.empty'],
    ['1234567', 'passphrase.short'],
    ['password', 'passphrase.common'],
    ['P@ssw0rd!', 'passphrase.common'],
    ['qwertyuiop', 'passphrase.common'],
    ['1q2w3e4r5t', 'passphrase.common'],
    ['trustno1trustno1', 'passphrase.repeat'],
    ['aaaaaaaaaaaaaaaa', 'passphrase.repeat'],
    ['abcdefghijkl', 'passphrase.sequence'],
    ['charlotte2015', 'passphrase.name'],
    ['Summer2026!', 'passphrase.decorated'],
    ['vestibule2026', 'passphrase.common'],
  ])('refuses what is guessed soon, and says why: %s', async (text, id) => {
    expect(await passphraseStrength(text)).toMatchObject({ score: 0, words: { id } })
  })
  test.each([
    'correct horse battery staple 9',
    'tidal otter lantern basin',
    'Tr7#kq9vLp',
    'мой дом стоит у реки',
    '海の近くの古い青い家屋',
  ])('takes what is hard to guess: %s', async (text) => {
    expect((await passphraseStrength(text)).score).toBeGreaterThanOrEqual(1)
  })
  test('is the same however an accent is typed', async () => {
    const text = 'éclair über naïve'
    expect(await passphraseStrength(text.normalize('NFD'))).toEqual(await passphraseStrength(text.normalize('NFC')))
  })
  test('grows with each unrelated word', async () => {
    const texts = ['tidal otter', 'tidal otter lantern', 'tidal otter lantern basin']
    const scores = await Promise.all(texts.map(async (text) => (await passphraseStrength(text)).score))
    expect(scores).toEqual(scores.toSorted((a, b) => a - b))
    expect(scores.at(-1)).toBe(4)
  })
  test('what follows after the part that is analysed changes nothing', async () => {
    const hostile = 'p4ssw0rd1@$'.repeat(6).slice(0, 64)
    expect(await passphraseStrength(hostile.repeat(16))).toEqual(await passphraseStrength(hostile))
  })
})
