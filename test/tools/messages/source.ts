import fs from 'node:fs'
import path from 'node:path'
import { parse, type Token } from '@messageformat/parser'

/** The texts of one file, as its translators see them. */
export interface Texts {
  readonly [key: string]: Texts | string
}

/** Area → texts, of one language. */
export type Source = Readonly<Record<string, Texts>>

/** What stands in a gap: what a plain one takes, and what the types of arguments want. */
export type GapType = 'text' | 'number' | 'date' | 'list' | 'word' | 'message' | readonly string[]

/** Gaps of a message, by name. */
export type Gaps = Readonly<Record<string, GapType>>

/** Reads `FOLDER/AREA.json`. @throws when a value is neither a text nor more of them, or has no ICU MessageFormat */
export function readSource(folder: string): Source {
  return Object.fromEntries(
    fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => [
        name.replace(/\.json$/, ''),
        JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as Texts,
      ]),
  )
}

/** Calls `visit` with every text and its keys. */
export function walk(
  texts: Texts,
  visit: (keys: readonly string[], text: string) => void,
  keys: readonly string[] = [],
): void {
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') visit([...keys, key], value)
    else walk(value, visit, [...keys, key])
  }
}

const TYPES: Readonly<Record<string, GapType>> = {
  number: 'number',
  bytes: 'number',
  date: 'date',
  list: 'list',
  lower: 'word',
  message: 'message',
}

function gapOf(token: Token): GapType {
  if (token.type === 'argument') return 'text'
  if (token.type === 'select') return token.cases.map(({ key }) => key).toSorted()
  if (token.type === 'function') {
    const known = TYPES[token.key]
    if (known === undefined) throw new Error(`{${token.arg}, ${token.key}}: there is no such type`)
    return known
  }
  return 'number'
}

/** @throws when the text is no ICU MessageFormat, a choice has no `other`, or a gap has two types that do not go together */
export function gapsOf(text: string): Gaps {
  const gaps: Record<string, GapType> = {}
  const collect = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      if (token.type === 'content' || token.type === 'octothorpe') continue
      const type = gapOf(token)
      const known = gaps[token.arg]
      if (known === undefined || known === 'text') gaps[token.arg] = type
      else if (type !== 'text' && String(known) !== String(type)) throw new Error(`{${token.arg}} has two types`)
      if (token.type === 'argument' || token.type === 'function') continue
      if (!token.cases.some(({ key }) => key === 'other'))
        throw new Error(`{${token.arg}, ${token.type}} lacks “other”`)
      for (const { tokens: inner } of token.cases) collect(inner)
    }
  }
  collect(parse(text))
  return gaps
}

/** Differences between a translation and English, one line each; empty when it is complete and fits. */
export function compare(english: Source, other: Source, language: string): string[] {
  const flat = (source: Source): Map<string, string> => {
    const all = new Map<string, string>()
    walk(source, (keys, text) => all.set(keys.join('.'), text))
    return all
  }
  const [texts, translations] = [flat(english), flat(other)]
  const found: string[] = []
  for (const [id, text] of texts) {
    const translation = translations.get(id)
    if (translation === undefined) found.push(`${language}: ${id} is missing`)
    else if (translation === '' && text !== '') found.push(`${language}: ${id} is empty`)
    else {
      const [wanted, has] = [Object.keys(gapsOf(text)).toSorted(), Object.keys(gapsOf(translation)).toSorted()]
      if (wanted.join() !== has.join())
        found.push(`${language}: ${id} has the gaps [${has.join(', ')}], not [${wanted.join(', ')}]`)
    }
  }
  for (const id of translations.keys()) if (!texts.has(id)) found.push(`${language}: ${id} does not exist in English`)
  return found
}
