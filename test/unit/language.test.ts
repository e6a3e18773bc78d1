import { expect, test } from 'vitest'
import { acceptedLanguages, languageFor } from '../../shared/language.ts'

// Examples of RFC 9110 §12.5.4 and of browsers.
test.each<[string, string[]]>([
  ['da, en-gb;q=0.8, en;q=0.7', ['da', 'en-gb', 'en']],
  ['en;q=0.5,de', ['de', 'en']],
  ['de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7', ['de-AT', 'de', 'en-US', 'en']],
  ['de;q=0, en', ['en']],
  ['', []],
  [',;q=1,,', []],
])('“%s” prefers %j', (header, languages) => expect(acceptedLanguages(header)).toEqual(languages))

test.each([
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['fr-CA,fr;q=0.9,de;q=0.2,en;q=0.1', 'de'],
  ['fr', 'en'],
  ['DE', 'de'],
  ['es-419,es;q=0.9', 'es'],
  ['', 'en'],
  [`${'x,'.repeat(100_000)}de`, 'en'],
] as const)('who says “%.40s” reads %s', (header, language) =>
  expect(languageFor('auto', acceptedLanguages(header))).toBe(language),
)

test('what was chosen counts more than what the system prefers', () => {
  expect(languageFor('en', ['de'])).toBe('en')
  expect(languageFor('de', ['en'])).toBe('de')
})
