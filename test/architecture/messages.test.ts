import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { languageNames, languages } from '../../shared/messages/compiled/languages.ts'
import { readCatalogues } from '../tools/compile-messages.ts'
import { gapsOf, walk } from '../tools/messages/source.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const catalogues = readCatalogues()
const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(
    (file) => /^(?:electron|renderer|shared)\/.*\.(?:tsx?|js)$/.test(file) && !file.includes('/messages/compiled/'),
  )
  .filter((file) => fs.existsSync(path.join(root, file)))

test('each language has a name of its own, and every text', () => {
  expect(Object.keys(catalogues)).toEqual([...languages])
  expect(new Set(Object.values(languageNames)).size).toBe(languages.length)
  // `npm run check:messages` holds ids and gaps together; here that none was forgotten as a whole.
  const count = (language: string): number => {
    let texts = 0
    for (const area of Object.values(catalogues[language] ?? {})) walk(area, () => (texts += 1))
    return texts
  }
  expect(new Set(languages.map(count)).size).toBe(1)
})

/** Keys that sources put together, in the areas where they do. */
const COMPOSED: readonly RegExp[] = [
  // One meaning for each code of OpenSSL, RFC 8446 and RFC 5246; one pair for each error code, which its type demands.
  /^(?:verify|alerts|errors|pasted|serverAdvice)\./,
  /^reasons\.[a-z-]+-unnamed$/,
  /^serverDiagnosis\.clock\.(?:minutes|hours)(?:Ahead|Behind)$/,
]

test('no text is one that nothing says', () => {
  const words = new Set(
    sources.flatMap((file) => fs.readFileSync(path.join(root, file), 'utf8').match(/[\w$-]+/g) ?? []),
  )
  const named = (key: string): boolean => words.has(key) || key.split('-').every((part) => words.has(part))
  const dead: string[] = []
  for (const [area, texts] of Object.entries(catalogues['en'] ?? {})) {
    walk(texts, (keys) => {
      const id = [area, ...keys].join('.')
      const name = keys.findLast((key) => !/^\d+$/.test(key))
      if (name !== undefined && !named(name) && !COMPOSED.some((one) => one.test(id))) dead.push(id)
    })
  }
  expect(dead).toEqual([])
})

test('no sentence is put together from a plural and the words around it', () => {
  // `{n} {n, plural, one {day} other {days}}`: a translator needs number and noun in one choice.
  const loose: string[] = []
  for (const [language, areas] of Object.entries(catalogues)) {
    for (const [area, texts] of Object.entries(areas)) {
      walk(texts, (keys, text) => {
        for (const name of Object.keys(gapsOf(text))) {
          if (new RegExp(`\\{${name}(?:, number)?\\} ?\\{${name}, plural`).test(text))
            loose.push([language, area, ...keys].join('.'))
        }
      })
    }
  }
  expect(loose).toEqual([])
})
