import type { Client } from '../../../shared/client.ts'
import { languageFor, type Language } from '../../../shared/language.ts'
import { de } from './de.ts'
import { en, type DesktopWords } from './en.ts'

/** The language of menus, tray and dialogs: the one that was chosen in the window, or the system's. */
export interface Speech {
  language(this: void): Language
  words(this: void): DesktopWords
  /** From now on what the owner chooses counts. @param onChange called when it is another language than before */
  follow(client: Client, onChange: () => void): Promise<void>
}

/** @param preferred of the system, best first */
export function createSpeech(preferred: () => readonly string[]): Speech {
  let language = languageFor('auto', preferred())
  return {
    language: () => language,
    words: () => (language === 'de' ? de : en),
    async follow(client, onChange) {
      const speak = (next: Language): void => {
        if (next === language) return
        language = next
        onChange()
      }
      client.on('settings.changed', (settings) => speak(languageFor(settings.language, preferred())))
      speak(languageFor((await client.call('settings.show', {})).language, preferred()))
    },
  }
}
