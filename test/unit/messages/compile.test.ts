import { describe, expect, test } from 'vitest'
import * as runtime from '../../../shared/messages/runtime.ts'
import { compileAll, compileLanguage } from '../../tools/messages/compile.ts'
import { compare, gapsOf } from '../../tools/messages/source.ts'

type Compiled = Readonly<Record<string, string | ((values: Readonly<Record<string, unknown>>) => string)>>

/** What the module of one area exports, run with the real runtime. */
function compile(language: string, texts: Readonly<Record<string, string>>, english = texts): Compiled {
  const code = compileLanguage(language, { text: texts }, { text: english })[`${language}/text.ts`] ?? ''
  const body = code
    .replaceAll(/^import .*$/gm, '')
    .replaceAll(/\((_?d): \{[^}]*\}\) =>/g, '($1) =>')
    .replace(/^export const text(: typeof English)? = /m, 'return ')
  // oxlint-disable-next-line typescript/no-implied-eval -- it was compiled here, from texts of this file
  return new Function(...Object.keys(runtime), body)(...Object.values(runtime)) as Compiled
}

const fill = (compiled: Compiled, key: string, values: Readonly<Record<string, unknown>>): string => {
  const entry = compiled[key]
  return typeof entry === 'function' ? entry(values) : (entry ?? '')
}

describe('a compiled text', () => {
  test('without gaps is a string, quotes and braces of ICU undone', () => {
    expect(compile('en', { a: "it''s '{{'name'}}' at 5 o’clock" })['a']).toBe("it's {{name}} at 5 o’clock")
  })

  test('with gaps is a function of them, by name', () => {
    const compiled = compile('en', { a: '{who} knocked at {site}', only: '{who}' })
    expect(fill(compiled, 'a', { who: 'Bob', site: 'NAS' })).toBe('Bob knocked at NAS')
    expect(fill(compiled, 'only', { who: 7 })).toBe('7')
  })

  test('chooses plural and select by the language, with numbers as it writes them', () => {
    const english = { a: '{n, plural, =0 {none} one {# file} other {# files}} {how, select, up {↑} other {–}}' }
    const polish = {
      a: '{n, plural, =0 {brak} one {# plik} few {# pliki} many {# plików} other {# pliku}} {how, select, up {↑} other {–}}',
    }
    const [en, pl] = [compile('en', english), compile('pl', polish, english)]
    const say = (compiled: Compiled, n: number) => fill(compiled, 'a', { n, how: 'up' })
    expect([0, 1, 1500].map((n) => say(en, n))).toEqual(['none ↑', '1 file ↑', '1,500 files ↑'])
    expect([0, 1, 3, 5, 12345].map((n) => say(pl, n).replaceAll(/\s/g, ' '))).toEqual([
      'brak ↑',
      '1 plik ↑',
      '3 pliki ↑',
      '5 plików ↑',
      '12 345 plików ↑',
    ])
  })

  test('knows the formats of this catalogue', () => {
    const compiled = compile('de', {
      a: '{names, list} | {names, list, or} | {at, date} | {size, bytes} | {word, lower} | {problem, message}',
    })
    const values = { names: ['x', 'y'], at: 0, size: 2_000_000, word: 'Wort', problem: 'kaputt' }
    expect(fill(compiled, 'a', values)).toMatch(/^x und y \| x oder y \| 1\. Jan\. 1970 \| 2,0\sMB \| wort \| kaputt$/)
  })
})

describe('the check of a translation', () => {
  const english = { text: { a: 'One {name}', b: { c: 'Two', d: '' } } }
  test('finds nothing in one that is complete', () => {
    expect(compare(english, { text: { a: '{name}: eins', b: { c: 'Zwei', d: '' } } }, 'de')).toEqual([])
  })

  test.each([
    ['a text that is missing', { text: { a: '{name}', b: { d: '' } } }, 'de: text.b.c is missing'],
    ['an area that is missing', {}, 'de: text.a is missing'],
    ['an empty text', { text: { a: '{name}', b: { c: '', d: '' } } }, 'de: text.b.c is empty'],
    [
      'a gap with another name',
      { text: { a: '{nom}', b: { c: 'Zwei', d: '' } } },
      'de: text.a has the gaps [nom], not [name]',
    ],
    [
      'a gap that is left out',
      { text: { a: 'eins', b: { c: 'Zwei', d: '' } } },
      'de: text.a has the gaps [], not [name]',
    ],
    [
      'a text of yesterday',
      { text: { a: '{name}', b: { c: 'Zwei', d: '', e: 'x' } } },
      'de: text.b.e does not exist in English',
    ],
  ])('finds %s', (_what, other, problem) => {
    expect(compare(english, other, 'de')).toContain(problem)
  })

  test.each([
    ['{name', 'Unexpected message end'],
    ['{n, plural, other {x}', 'Unexpected message end'],
    ['{n, plural, one {x}}', '{n, plural} lacks “other”'],
    ['{n, select, one {x}}', '{n, select} lacks “other”'],
    ['{n, nonsense}', '{n, nonsense}: there is no such type'],
  ])('rejects what is no ICU MessageFormat: %s', (text, problem) => {
    expect(() => gapsOf(text)).toThrow(problem)
  })

  test('rejects a gap of two types', () => {
    expect(() => gapsOf('{a, date} {a, plural, other {x}}')).toThrow('two types')
    expect(gapsOf('{a} {a, plural, other {x}}')).toEqual({ a: 'number' })
  })
})

test('a language with a region is one like the others', () => {
  const english = { text: { a: '{n, plural, one {# file} other {# files}}' }, language: { name: 'English' }, pages: {} }
  const brazil = { ...english, language: { name: 'Português' } }
  const files = compileAll({ en: english, 'pt-BR': brazil })
  expect(files['pt-BR/text.ts']).toContain('const pt = pluralRules("pt-BR")')
  expect(files['languages.ts']).toContain(`"pt-BR": () => import('./pt-BR/window.ts')`)
  expect(files['pages.ts']).toContain(`import { pages as pt_BR } from './pt-BR/pages.ts'`)
  expect(files['pages.ts']).toContain('{ en, "pt-BR": pt_BR }')
})
