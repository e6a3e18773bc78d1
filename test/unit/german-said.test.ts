import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { explainCode, listCodes } from '../../electron/engine/diagnosis/codes.ts'
import { germanCode } from '../../shared/german/code.ts'
import { germanFragment } from '../../shared/german/fragments.ts'
import { allSaid, germanSaid } from '../../shared/german/said.ts'
import { germanAlerts } from '../../shared/german/verify/alerts.ts'
import { germanMeanings } from '../../shared/german/verify/index.ts'
import { allAlertMeanings } from '../../shared/verify/alert-meaning.ts'
import { curlTexts, knownTexts } from '../../shared/verify/known-texts.ts'
import { allMeanings } from '../../shared/verify/meaning.ts'
import { englishIn } from '../support/english.ts'

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted()

describe('sentences of the diagnosis in German', () => {
  test('each has the same names in it, and no English', () => {
    for (const [english, german] of allSaid) {
      expect([...new Set(placeholders(german))], english).toEqual([...new Set(placeholders(english))])
      expect(englishIn(german.replace(/\{\w+\}/g, '')), english).toEqual([])
    }
  })

  test('every code and alert has as many causes as in English', () => {
    const counts = (all: Readonly<Record<string, { causes: readonly string[] }>>): Record<string, number> =>
      Object.fromEntries(Object.entries(all).map(([name, { causes }]) => [name, causes.length]))
    expect(counts(germanMeanings)).toEqual(counts(allMeanings))
    expect(counts(germanAlerts)).toEqual(counts(allAlertMeanings))
  })

  test('what is not known stays, and what is known around it does not', () => {
    expect(germanSaid('Something new. It is damaged beyond words: really.')).toBe(
      'Something new. It is damaged beyond words: really.',
    )
    expect(germanSaid('Something new. The certificate was revoked by its authority. Odd.')).toBe(
      'Something new. Das Zertifikat wurde von seiner Stelle gesperrt. Odd.',
    )
    // What is wrong with one of several files stands behind its name.
    expect(germanSaid('my phone (1).pfx: The file is encrypted.')).toBe(
      'my phone (1).pfx: Die Datei ist verschlüsselt.',
    )
  })
})

describe('codes in German', () => {
  test.each(listCodes().map((code) => [code.name, code] as const))('%s is explained', (_name, code) => {
    const german = germanCode(code)
    for (const text of [german.explanation, ...german.causes, german.fix]) expect(englishIn(text)).toEqual([])
    expect(german.aliases.join('; ')).not.toMatch(/behind it|sent by/)
  })

  test.each([...knownTexts, ...curlTexts].flatMap(({ says }) => (says === undefined ? [] : [says])))('%s', (says) => {
    expect(germanSaid(says)).not.toBe(says)
    expect(englishIn(germanSaid(says))).toEqual([])
  })

  test('a number that is both a code and an alert is explained as both', () => {
    expect(germanCode(explainCode('10')).explanation).toBe(
      'Die Zeit des Zertifikats oder einer Stelle über ihm ist vorbei. Als Nummer eines TLS-Alerts ist 10 unexpected_message: Eine Nachricht kam in einem Augenblick, in dem sie keinen Sinn ergibt.',
    )
  })
})

/** Sentences that stand whole in the sources of what speaks through `said`. */
function sentencesIn(folder: string): [file: string, sentence: string][] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    if (!name.endsWith('.ts')) return []
    const source = fs.readFileSync(path.join(folder, name), 'utf8').replace(/^\s*(?:\/\/|\/?\*).*$/gm, '')
    const found = [...source.matchAll(/'((?:[^'\\\n]|\\.)*)'/g), ...source.matchAll(/`([^`$\n]*)`/g)]
    return found
      .map(([, text = '']) => text.replaceAll("\\'", "'").replaceAll('\\n', '\n').trim())
      .filter((text) => /^[A-Z“].*\s.*\s.*[.:]$/s.test(text))
      .map((text): [string, string] => [name, text])
  })
}

describe('what the diagnosis says is known', () => {
  const spoken = [
    // The fixes are said by their id.
    ...sentencesIn('electron/engine/diagnosis').filter(([file]) => file !== 'fixes.ts'),
    ...sentencesIn('shared/apps'),
    ...sentencesIn('shared/platforms').filter(([file]) => file === 'advice.ts' || file === 'forecast.ts'),
  ]

  test('there are sentences to look at', () => expect(spoken.length).toBeGreaterThan(150))

  test.each(spoken)('%s: %s', (_file, sentence) => {
    expect(englishIn(germanSaid(sentence))).toEqual([])
    expect(germanSaid(sentence)).not.toBe(sentence)
  })
})

/** What is put into the messages of the catalogue: named as such, or by the system's code that it stands for. */
function fragmentsIn(folder: string): [file: string, fragment: string][] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    if (!name.endsWith('.ts')) return []
    const source = fs.readFileSync(path.join(folder, name), 'utf8')
    return [
      ...source.matchAll(/(?:\bproblem:|^\s*E[A-Z_]+:) '([^'\n]* [^'\n]*)'/gm),
      ...source.matchAll(/\b(?:refuse|unreachable|unreadable|problem|restartLater)\('([a-z][^'\n]* [^'\n]*)'\)/g),
      ...source.matchAll(/return '(must (?:be|not) [^'\n]*)'/g),
    ].map(([, text = '']): [string, string] => [name, text])
  })
}

describe('what is put into error messages is known', () => {
  const fragments = ['electron/engine', 'electron/pki', 'electron/rpc', 'electron/gate'].flatMap(fragmentsIn)

  test('there are some to look at', () => expect(fragments.length).toBeGreaterThan(60))

  test.each(fragments)('%s: %s', (_file, fragment) => {
    expect(germanFragment(fragment)).not.toBe(fragment)
    expect(englishIn(germanFragment(fragment))).toEqual([])
  })
})
