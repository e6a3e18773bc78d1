import { languages } from './messages/compiled/languages.ts'

/** Languages that every text exists in: the folders of `messages/catalogue`. */
export { languageNames, languages } from './messages/compiled/languages.ts'
export type Language = (typeof languages)[number]
/** Of one tag; no language here needs more. */
const MAX_SUBTAGS = 4

/** What a person chose; `auto` follows the system. */
export const languageChoices = ['auto', ...languages] as const
export type LanguageChoice = (typeof languageChoices)[number]
/**
 * The language to show: lookup by RFC 4647 §3.4, where `de-AT` finds `de`, and `pt-BR` before `pt`.
 * @param preferred tags such as `de-AT`, best first, as `navigator.languages`
 */
export function languageFor(choice: LanguageChoice, preferred: readonly string[]): Language {
  if (choice !== 'auto') return choice
  for (const tag of preferred) {
    const parts = tag.trim().toLowerCase().split('-').slice(0, MAX_SUBTAGS)
    for (let length = parts.length; length > 0; length -= 1) {
      const range = parts.slice(0, length).join('-')
      const found = languages.find((one) => one.toLowerCase() === range)
      if (found) return found
    }
  }
  return 'en'
}

/** The languages of a visitor, best first, from an `Accept-Language` header (RFC 9110 §12.5.4). */
export function acceptedLanguages(header: string): string[] {
  return header
    .slice(0, 400)
    .split(',')
    .map((part, place) => {
      const [tag = '', ...parameters] = part.split(';')
      const weight = parameters.map((one) => /^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(one)?.[1]).find(Boolean)
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight), place }
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .toSorted((one, other) => other.weight - one.weight || one.place - other.place)
    .map(({ tag }) => tag)
}
