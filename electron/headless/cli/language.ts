import { languageFor, type Language } from '../../../shared/language.ts'
import { loadSpoken } from '../../../shared/messages/compiled/languages.ts'
import { english } from '../../../shared/messages/english.ts'
import { createSpeaker, type Speaker } from '../../../shared/messages/say.ts'

/** The language of the reader: VESTIBULE_LANGUAGE, else the locale of the terminal (POSIX: LC_ALL, LC_MESSAGES, LANG). */
export function languageOf(env: NodeJS.ProcessEnv): Language {
  const locale = env['VESTIBULE_LANGUAGE'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  // `de_AT.UTF-8` is what browsers call `de-AT`.
  return languageFor('auto', [locale.replace(/[.@].*$/, '').replaceAll('_', '-')])
}

export async function speakerFor(env: NodeJS.ProcessEnv): Promise<Speaker> {
  const language = languageOf(env)
  return language === 'en' ? english : createSpeaker((await loadSpoken[language]()).spoken)
}
