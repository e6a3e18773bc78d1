import { parse, type Token } from '@messageformat/parser'
import { walk, type Source, type Texts } from './source.ts'

/**
 * A language that nobody speaks, made from English: `Home` is `⟦Ĥóɱé ··⟧`. Accents and brackets show which texts come
 * from the catalogues, brackets whether a text is cut off, and the length what a language does to the layout: two fifths
 * longer, as German often is.
 */
const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ACCENTED = 'áƀçđéƒĝĥíĵķĺɱñóþǫŕšŧúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶĹṀÑÓÞǪŔŠŦÚṼŴẊÝŽ'
const GROWTH = 0.4
/** Characters of padding in one piece, so that a line can be broken between them. */
const PIECE = 8

export const OPENING = '⟦'
export const CLOSING = '⟧'
export const PADDING = '·'

const accents = new Map(Array.from(PLAIN, (letter, at) => [letter, Array.from(ACCENTED)[at] ?? letter]))

/** The letter that stands in its place, or itself. */
export function accented(letter: string): string {
  return accents.get(letter) ?? letter
}

/** As ICU MessageFormat writes plain text. */
function quoted(text: string): string {
  return text.replaceAll("'", "''").replaceAll(/[{}#]+/g, "'$&'")
}

function write(token: Token): string {
  switch (token.type) {
    case 'content':
      // What a program reads, `{{title}}`, stays.
      return token.value
        .split(/(\{\{\w+\}\})/)
        .map((part, at) => quoted(at % 2 === 1 ? part : Array.from(part, accented).join('')))
        .join('')
    case 'octothorpe':
      return '#'
    case 'argument':
      return `{${token.arg}}`
    case 'function': {
      const style = (token.param ?? [])
        .map((one) => (one.type === 'content' ? one.value : ''))
        .join('')
        .trim()
      return `{${token.arg}, ${token.key}${style === '' ? '' : `, ${style}`}}`
    }
    case 'plural':
    case 'select':
    case 'selectordinal': {
      const offset = token.pluralOffset === undefined ? '' : ` offset:${token.pluralOffset}`
      const cases = token.cases.map(({ key, tokens }) => `${key} {${tokens.map(write).join('')}}`)
      return `{${token.arg}, ${token.type},${offset} ${cases.join(' ')}}`
    }
  }
}

/** Letters of a text that stand in every case, roughly: of the first case of a choice. */
function length(tokens: readonly Token[]): number {
  return tokens
    .map((one) => {
      if (one.type === 'content') return one.value.length
      return one.type === 'argument' || one.type === 'function' || one.type === 'octothorpe'
        ? 0
        : length(one.cases[0]?.tokens ?? [])
    })
    .reduce((sum, one) => sum + one, 0)
}

/** One text. What has no letters, an arrow for example, stays; blanks around it stay outside. */
export function pseudoText(text: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? []
  const tokens = parse(inner)
  const written = tokens.map(write).join('')
  if (written === inner) return text
  const padding = Math.ceil(length(tokens) * GROWTH)
  const pieces = Array.from({ length: Math.ceil(padding / PIECE) }, (_, at) =>
    PADDING.repeat(Math.min(PIECE, padding - at * PIECE)),
  )
  return `${before}${OPENING}${[written, ...pieces].join(' ')}${CLOSING}${after}`
}

/** A whole catalogue. */
export function pseudoSource(english: Source): Source {
  return Object.fromEntries(
    Object.entries(english).map(([area, texts]) => {
      const copy = JSON.parse(JSON.stringify(texts)) as Record<string, unknown>
      walk(texts, (keys, text) => {
        const last = keys.at(-1) ?? ''
        let place = copy
        for (const key of keys.slice(0, -1)) place = place[key] as Record<string, unknown>
        place[last] = pseudoText(text)
      })
      return [area, copy as Texts]
    }),
  )
}
