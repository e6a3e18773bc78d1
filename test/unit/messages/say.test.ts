import { describe, expect, test } from 'vitest'
import { AppError, problem } from '../../../shared/errors/index.ts'
import { english } from '../../../shared/messages/english.ts'
import { withTexts } from '../../../shared/messages/json.ts'
import { message, messageOf, oneLine, sentences, verbatim } from '../../../shared/messages/message.ts'
import { createSpeaker } from '../../../shared/messages/say.ts'
import { loadSpoken } from '../../../shared/messages/compiled/languages.ts'

const german = createSpeaker((await loadSpoken.de()).spoken)
const NUL_TO_BEL = '\u0000\u0007'

describe('a message', () => {
  test('is said in each language from its id and values, messages within it too', () => {
    const error = new AppError('app/file-unreadable', { file: 'a.pem', problem: message('parts.file.missing') })
    expect(english.failure(error.toFailure()).message).toBe('The file a.pem could not be read: it does not exist.')
    expect(german.failure(error.toFailure()).message).toBe(
      'Die Datei a.pem konnte nicht gelesen werden: es gibt sie nicht.',
    )
  })

  test('several sentences are one message; null is left out, and one alone is that one', () => {
    const letIn = message('reasons.allowed-unnamed')
    expect(sentences(null, letIn)).toEqual(letIn)
    expect(english.say(sentences(letIn, null, letIn))).toBe(`${english.say(letIn)} ${english.say(letIn)}`)
  })

  test('words of others stand as they are, in one line', () => {
    expect(english.say(verbatim(`a\nb${NUL_TO_BEL}\u2028c`))).toBe('a\uFFFDb\uFFFD\uFFFD\uFFFDc')
    expect(oneLine('x'.repeat(5000))).toHaveLength(1000)
    expect(german.say(verbatim('{name}'))).toBe('{name}')
  })

  test('that this version does not know is said by its id, and an error by the English that came with it', () => {
    const unknown = { id: 'reasons.ofTomorrow', values: {} }
    expect(english.say(unknown)).toBe('reasons.ofTomorrow')
    for (const id of ['reasons', 'reasons.allowed-unnamed.x', '__proto__', 'toString', ''])
      expect(english.say({ id, values: {} })).toBe(id)
    const failure = { code: 'app/of-tomorrow', message: 'It rains.', remedy: 'Wait.' }
    expect(german.failure(failure)).toEqual({ message: 'It rains.', remedy: 'Wait.' })
  })

  test('of an error can stand within another message', () => {
    expect(english.say(messageOf(new AppError('authority/locked')))).toBe('The authority is locked.')
  })
})

describe('an answer as JSON', () => {
  const letIn = message('reasons.allowed-unnamed')
  test('has the text of a message under its name, and id and values beside it', () => {
    expect(withTexts({ at: 1, reason: letIn }, english)).toEqual({
      at: 1,
      reason: english.say(letIn),
      reasonMessage: letIn,
    })
  })

  test('has the texts of a list under its name, and ids and values beside them', () => {
    expect(withTexts({ notes: [letIn, letIn], names: ['a'], none: [] }, english)).toEqual({
      notes: [english.say(letIn), english.say(letIn)],
      notesMessages: [letIn, letIn],
      names: ['a'],
      none: [],
    })
  })

  test('has id, message and remedy of a problem, whatever else it carries', () => {
    const found = { ...problem('authority/locked'), file: 'ca.key' }
    expect(withTexts({ problems: [found] }, english)).toEqual({
      problems: [
        {
          code: 'authority/locked',
          id: 'authority/locked',
          values: {},
          message: 'The authority is locked.',
          remedy: 'Unlock it with its passphrase and try again.',
          file: 'ca.key',
        },
      ],
    })
  })

  test('is as it was where there is nothing to say', () => {
    const plain = { id: 'x', name: 'y', values: { deep: [1, null, true, { id: 1, values: {} }] } }
    expect(withTexts(plain, english)).toEqual(plain)
    expect(withTexts(null, english)).toBeNull()
  })
})
