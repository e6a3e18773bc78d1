import { germanFrame, germanPages } from '../german/pages.ts'
import type { Language } from '../language.ts'
import { pageFrame, pageWords, type PageFrame, type PageOutcome, type PageSays } from './words.ts'

/** The words of a page in a language. */
export function pageIn(language: Language, outcome: PageOutcome): PageSays & { readonly frame: PageFrame } {
  return language === 'de'
    ? { ...germanPages[outcome], frame: germanFrame }
    : { ...pageWords[outcome], frame: pageFrame }
}
