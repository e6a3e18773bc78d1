import { message, type Message } from './messages/message.ts'

/** How hard a new passphrase is to guess, for the hint while typing and for the engine's refusal. */
export interface PassphraseStrength {
  /** 0 is refused; 1 weak, 2 fair, 3 good, 4 strong. */
  readonly score: 0 | 1 | 2 | 3 | 4
  /** What it is, and what would make it better. */
  readonly words: Message
}

/** Characters. */
const MIN_LENGTH = 8

/** Bits below which a passphrase is refused. */
const WEAK = 25

/** What everybody tries first; compared after folding case, look-alikes and trailing digits away. */
const COMMON = new Set(
  (
    'password passphrase passwort kennwort motdepasse contrasena qwerty qwertyuiop qwertz azerty asdfgh asdfghjkl ' +
    'letmein iloveyou welcome admin administrator root default changeme secret trustno monkey dragon football ' +
    'baseball sunshine princess superman batman master shadow michael jordan vestibule homeca homeassistant ' +
    'abcdefgh abcdefghi abcd abc test testtest guest login hello'
  ).split(' '),
)

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '@': 'a',
  $: 's',
}

function isCommon(text: string): boolean {
  const folded = text.toLowerCase()
  const bare = folded.replace(/[\d\W_]+$/u, '').replace(/^[\d\W_]+/u, '')
  const read = Array.from(bare, (letter) => LOOK_ALIKES[letter] ?? letter).join('')
  return [folded, bare, read].some((form) => COMMON.has(form))
}

/** Characters that are not simply the one before, or one step up or down from it (“aaaa”, “12345”, “fedcb”). */
function unpredictable(characters: readonly string[]): number {
  let count = 0
  let before = Number.NaN
  for (const character of characters) {
    const code = character.codePointAt(0) ?? 0
    if (!(Math.abs(code - before) <= 1)) count += 1
    before = code
  }
  return count
}

function alphabet(text: string): number {
  let size = 0
  if (/[a-z]/.test(text)) size += 26
  if (/[A-Z]/.test(text)) size += 26
  if (/\d/.test(text)) size += 10
  if (/[ -/:-@[-`{-~]/.test(text)) size += 20
  if (/[^ -~]/.test(text)) size += 60
  return size
}

/** Scripts that put no spaces between words: their letters cannot be counted as one word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u

/**
 * An estimate in bits: never more than the letters give, and words count as words (a dozen bits each, a little more
 * for long ones), because people's words come from a short list. Pure, no dictionary beyond the first guesses.
 */
function bits(text: string): number {
  const characters = Array.from(text)
  const effective = Math.min(unpredictable(characters), new Set(characters).size * 2)
  const letters = effective * Math.log2(Math.max(alphabet(text), 2))
  const parts = text.split(/[\s\-_.,]+/)
  const words = parts.filter((word) => /^\p{L}{3,}$/u.test(word) && !UNSPACED.test(word))
  if (words.length === 0) return letters
  const different = new Set(words.map((word) => word.toLowerCase()))
  const rest = characters.length - words.join('').length
  let known = rest * 2
  for (const word of different) known += 11 + word.length / 2
  // One long run of letters may be chance as well as a word: weak, but not refused.
  if (different.size === 1 && characters.length >= 12) known = Math.max(known, WEAK)
  return Math.min(letters, known)
}

/** Judges a new passphrase. Score 0 is too easy to guess and refused by the engine. */
export function passphraseStrength(passphrase: string): PassphraseStrength {
  const length = Array.from(passphrase).length
  if (length === 0) return { score: 0, words: message('passphrase.empty') }
  if (length < MIN_LENGTH) return { score: 0, words: message('passphrase.short', { count: MIN_LENGTH - length }) }
  if (isCommon(passphrase)) return { score: 0, words: message('passphrase.common') }
  const estimate = bits(passphrase)
  if (estimate < WEAK) return { score: 0, words: message('passphrase.easy') }
  if (estimate < 42) return { score: 1, words: message('passphrase.weak') }
  if (estimate < 55) return { score: 2, words: message('passphrase.fair') }
  if (estimate < 75) return { score: 3, words: message('passphrase.good') }
  return { score: 4, words: message('passphrase.strong') }
}
