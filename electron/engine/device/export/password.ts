import { randomInt } from 'node:crypto'

// No c, q, w, x, y: each syllable reads and sounds in one way.
const CONSONANTS = 'bdfghjklmnprstvz'
const VOWELS = 'aeiou'
// No 0 and 1, which look like letters.
const DIGITS = '23456789'

const pick = (letters: string): string => letters.charAt(randomInt(letters.length))

function word(): string {
  return Array.from({ length: 3 }, () => pick(CONSONANTS) + pick(VOWELS)).join('')
}

/**
 * A password such as `bakomi-rupeta-sulido-47`: lower-case ASCII that can be read out and typed on a phone without
 * changing the keyboard more than once. 9 × log2(80) + 6 = 62.9 random bits.
 */
export function generatePassword(): string {
  return [word(), word(), word(), pick(DIGITS) + pick(DIGITS)].join('-')
}
