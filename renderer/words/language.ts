import { languages, type Language, type LanguageChoice } from '../../shared/language.ts'
import { loadSpoken, loadWindow } from '../../shared/messages/compiled/languages.ts'
import { createSpeaker } from '../../shared/messages/say.ts'
import { platformSteps } from '../../shared/platforms/steps.ts'
import type { Words } from './words.ts'

const STORED = 'vestibule-language'

export function storedChoice(storage: Pick<Storage, 'getItem'>): LanguageChoice {
  const stored = storage.getItem(STORED)
  return languages.find((one) => one === stored) ?? 'auto'
}

export function storeChoice(storage: Pick<Storage, 'setItem' | 'removeItem'>, choice: LanguageChoice): void {
  if (choice === 'auto') storage.removeItem(STORED)
  else storage.setItem(STORED, choice)
}

/** Fetches the texts of a language: those of the window, and those that the engine's messages are said with. */
export async function loadWords(language: Language): Promise<Words> {
  const [words, spoken] = await Promise.all([loadWindow[language](), loadSpoken[language]()])
  return { ...words, ...createSpeaker(spoken), language, steps: platformSteps(spoken.steps) }
}
