import { en, type Words } from './en.ts'

/** Languages that every text exists in. */
export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]
/** What a person chose for this window; `auto` follows the system. */
export type LanguageChoice = 'auto' | Language

/** Each language in its own words, for those who cannot read the present one. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' }

const STORED = 'vestibule-language'

export function storedChoice(storage: Pick<Storage, 'getItem'>): LanguageChoice {
  const stored = storage.getItem(STORED)
  return languages.find((one) => one === stored) ?? 'auto'
}

export function storeChoice(storage: Pick<Storage, 'setItem' | 'removeItem'>, choice: LanguageChoice): void {
  if (choice === 'auto') storage.removeItem(STORED)
  else storage.setItem(STORED, choice)
}

/** The language to show. @param preferred of the system, best first, as `navigator.languages` */
export function languageFor(choice: LanguageChoice, preferred: readonly string[]): Language {
  if (choice !== 'auto') return choice
  for (const tag of preferred) {
    const found = languages.find((one) => tag.toLowerCase().split('-')[0] === one)
    if (found) return found
  }
  return 'en'
}

/** The texts of a language; all but English are fetched when they are wanted. */
export async function loadWords(language: Language): Promise<Words> {
  return language === 'en' ? en : (await import('./de.ts')).de
}
