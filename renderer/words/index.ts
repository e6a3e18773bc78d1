import { createContext, useContext } from 'react'
import { en, type Words } from './en.ts'
import type { LanguageChoice } from '../../shared/language.ts'

export type { Words }

/** The language of the window, and how to choose another one. */
export interface Speech {
  readonly words: Words
  readonly choice: LanguageChoice
  readonly choose: (choice: LanguageChoice) => void
}

export const SpeechContext = createContext<Speech>({ words: en, choice: 'auto', choose: () => undefined })

/** The texts in the language of the window. */
export function useWords(): Words {
  return useContext(SpeechContext).words
}

/** The language that was chosen, for the settings. */
export function useSpeech(): Speech {
  return useContext(SpeechContext)
}
