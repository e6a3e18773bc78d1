import { ZxcvbnFactory, type ZxcvbnResult } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common'
import { dictionary as german } from '@zxcvbn-ts/language-de'
import { dictionary as english } from '@zxcvbn-ts/language-en'
import type { PassphraseStrength } from '../../../shared/contract/passphrase.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

/** Characters (code points). */
const MIN_LENGTH = 8

/**
 * UTF-16 units that are analysed: the estimator's work grows faster than its input, and what follows can only make a
 * passphrase better.
 */
const MAX_ANALYSED = 64

/**
 * Guesses within which a passphrase is refused. zxcvbn calls less than that no protection against somebody who has a
 * copy of what is encrypted (score 2), however slow each guess is made.
 */
const MIN_GUESSES = 1e8

/** Guesses from which it is fair, good, strong. */
const FAIR = 1e10
const GOOD = 1e12
const STRONG = 1e15

/** What is on everybody's mind in front of this form. */
const NEAR_AT_HAND = ['vestibule', 'homeca', 'homelab', 'homeassistant', 'passphrase', 'passwort', 'kennwort']

/** Half a second each time, so not made when the module is loaded. */
let estimator: ZxcvbnFactory | undefined

function estimate(text: string): ZxcvbnResult {
  estimator ??= new ZxcvbnFactory({
    dictionary: { ...common, ...english, ...german },
    graphs: adjacencyGraphs,
    maxLength: MAX_ANALYSED,
    // The default, 100, takes ten times as long on hostile input and finds no more of the passphrases that are refused.
    l33tMaxSubstitutions: 8,
  })
  return estimator.check(text.slice(0, MAX_ANALYSED), NEAR_AT_HAND)
}

/** Why it is found soon, by the warnings of zxcvbn. */
function weakness({ feedback, sequence }: ZxcvbnResult): Message {
  switch (feedback.warning) {
    case 'topTen':
    case 'topHundred':
    case 'common':
    case 'similarToCommon':
    case 'userInputs':
      return message('passphrase.common')
    case 'wordByItself':
      return message('passphrase.word')
    case 'namesByThemselves':
    case 'commonNames':
      return message('passphrase.name')
    case 'dates':
    case 'recentYears':
      return message('passphrase.date')
    case 'simpleRepeat':
    case 'extendedRepeat':
      return message('passphrase.repeat')
    case 'sequences':
      return message('passphrase.sequence')
    case 'straightRow':
    case 'keyPattern':
      return message('passphrase.keys')
    case 'pwned':
    case null:
    default:
      return message(
        sequence.some(({ pattern }) => pattern === 'dictionary') ? 'passphrase.decorated' : 'passphrase.easy',
      )
  }
}

/**
 * Judges a new passphrase by the guesses that a program needs that tries passwords, names, words, dates and keyboard
 * paths first (https://github.com/zxcvbn-ts/zxcvbn). Score 0 is refused wherever a passphrase is set.
 *
 * Loads 60 MB of dictionaries: it is called in the reading thread, see untrusted/tasks.ts.
 */
export async function passphraseStrength(passphrase: string): Promise<PassphraseStrength> {
  // As it is derived: RFC 8265 §4.2.
  const text = passphrase.normalize('NFC')
  const length = Array.from(text).length
  if (length === 0) return { score: 0, words: message('passphrase.empty') }
  if (length < MIN_LENGTH) return { score: 0, words: message('passphrase.short', { count: MIN_LENGTH - length }) }
  const result = estimate(text)
  if (result.guesses < MIN_GUESSES) return { score: 0, words: weakness(result) }
  if (result.guesses < FAIR) return { score: 1, words: message('passphrase.weak') }
  if (result.guesses < GOOD) return { score: 2, words: message('passphrase.fair') }
  if (result.guesses < STRONG) return { score: 3, words: message('passphrase.good') }
  return { score: 4, words: message('passphrase.strong') }
}
