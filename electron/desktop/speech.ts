import type { Client } from '../../shared/client.ts'
import { languageFor, type Language } from '../../shared/language.ts'
import { loadShell, loadSpoken } from '../../shared/messages/compiled/languages.ts'
import { createSpeaker, type Speaker } from '../../shared/messages/say.ts'

type ShellWords = Awaited<ReturnType<(typeof loadShell)['en']>>['shell']

/** Texts of menus, tray and dialogs, and how to say what the engine sends. */
export type DesktopWords = ShellWords['desktop'] & Pick<ShellWords, 'screens'> & Speaker

async function loadWords(language: Language): Promise<DesktopWords> {
  const [{ shell }, { spoken }] = await Promise.all([loadShell[language](), loadSpoken[language]()])
  const { desktop, screens } = shell
  return { ...desktop, screens, ...createSpeaker(spoken) }
}

/** The language of menus, tray and dialogs: the one that was chosen in the window, or the system's. */
export interface Speech {
  words(this: void): DesktopWords
  /** From now on what the owner chooses counts. @param onChange called when it is another language than before */
  follow(client: Client, onChange: () => void): Promise<void>
}

/** @param preferred of the system, best first */
export async function createSpeech(preferred: () => readonly string[]): Promise<Speech> {
  let language = languageFor('auto', preferred())
  let words = await loadWords(language)
  return {
    words: () => words,
    async follow(client, onChange) {
      const speak = async (next: Language): Promise<void> => {
        if (next === language) return
        language = next
        const loaded = await loadWords(next)
        // Chosen anew while it was loaded: the last choice counts.
        if (language !== next) return
        words = loaded
        onChange()
      }
      client.on('settings.changed', (settings) => void speak(languageFor(settings.language, preferred())))
      await speak(languageFor((await client.call('settings.show', {})).language, preferred()))
    },
  }
}
