import { languages, type Language, type LanguageChoice } from '../../shared/language.ts'
import { loadRest, loadWindow } from '../../shared/messages/compiled/languages.ts'
import { createSpeaker, type Catalogue } from '../../shared/messages/say.ts'
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

type Rest = Awaited<ReturnType<(typeof loadRest)['en']>>['rest']

/** Fetches the texts of a language that a window begins with; the rest comes when it is wanted. */
export async function loadWords(language: Language): Promise<Words> {
  const { window: words, first } = await loadWindow[language]()
  const catalogue: Record<string, Catalogue> = { ...first, outcomes: words.outcomes }
  let rest: Rest | undefined
  let fetched: Promise<void> | undefined
  const fetchRest = async (): Promise<void> => {
    const loaded = await loadRest[language]()
    rest = loaded.rest
    Object.assign(catalogue, rest)
  }
  return {
    ...words,
    ...createSpeaker(catalogue),
    language,
    rest: () => (fetched ??= fetchRest()),
    steps(options) {
      if (!rest) throw new Error('The steps were not fetched yet')
      return platformSteps(rest.steps, options)
    },
  }
}
