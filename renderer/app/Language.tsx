import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { SpeechContext, type Words } from '../words/index.ts'
import { languageFor, type LanguageChoice } from '../../shared/language.ts'
import { loadWords, storeChoice, storedChoice } from '../words/language.ts'

/** What the window begins with, so that nobody sees another language first. */
export interface FirstWords {
  readonly words: Words
}

export async function firstWords(): Promise<FirstWords> {
  const language = languageFor(storedChoice(localStorage), navigator.languages)
  document.documentElement.lang = language
  return { words: await loadWords(language) }
}

/** Speaks the language that was chosen, or the system's. Dates and numbers follow `<html lang>`. */
export function LanguageProvider({ first, children }: { first: FirstWords; children: ReactNode }) {
  const [choice, setChoice] = useState<LanguageChoice>(() => storedChoice(localStorage))
  const [words, setWords] = useState(first.words)
  const choose = useCallback((next: LanguageChoice) => {
    storeChoice(localStorage, next)
    setChoice(next)
  }, [])
  useEffect(() => {
    let current = true
    const language = languageFor(choice, navigator.languages)
    const speak = async (): Promise<void> => {
      const loaded = await loadWords(language)
      if (!current) return
      document.documentElement.lang = language
      setWords(loaded)
    }
    void speak()
    return () => {
      current = false
    }
  }, [choice])
  const speech = useMemo(() => ({ words, choice, choose }), [words, choice, choose])
  return <SpeechContext value={speech}>{children}</SpeechContext>
}
