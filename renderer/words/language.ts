import { languages, type Language, type LanguageChoice } from '../../shared/language.ts'
import { en, type Words } from './en.ts'

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

/** The texts of a language; all but English are fetched when they are wanted. */
export async function loadWords(language: Language): Promise<Words> {
  return language === 'en' ? en : (await import('./de.ts')).de
}
