import { createContext, useContext } from 'react'
import type { LanguageChoice } from '../../shared/language.ts'
import type { Words } from './words.ts'

export type { Words }

/** The language of the window, and how to choose another one. */
export interface Speech {
  readonly words: Words
  readonly choice: LanguageChoice
  readonly choose: (choice: LanguageChoice) => void
}

export const SpeechContext = createContext<Speech | null>(null)

/** The language that was chosen, for the settings. @throws outside the provider */
export function useSpeech(): Speech {
  const speech = useContext(SpeechContext)
  if (speech === null) throw new Error('There is no language around this component')
  return speech
}

/** The texts in the language of the window. */
export function useWords(): Words {
  return useSpeech().words
}
