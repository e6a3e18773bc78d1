import type { Language } from '../../shared/language.ts'
import type { loadWindow } from '../../shared/messages/compiled/languages.ts'
import type { Speaker } from '../../shared/messages/say.ts'
import type { DevicePlatform } from '../../shared/platforms/pkcs12.ts'
import type { PlatformSteps } from '../../shared/platforms/steps.ts'

/** The texts of the window, by area: what `shared/messages/catalogue` has for it. */
export type WindowWords = Awaited<ReturnType<(typeof loadWindow)['en']>>['window']

/** All that a component needs to speak: the texts of the window, and how to say what the engine sends. */
export interface Words extends WindowWords, Speaker {
  readonly language: Language
  /**
   * Resolves when everything that the engine sends can be said; fetched when it is asked for first. A start needs errors
   * and notices only.
   */
  readonly rest: () => Promise<unknown>
  /** What is done on the device itself. Not before `rest`. */
  readonly steps: (options?: { readonly root: boolean }) => Readonly<Record<DevicePlatform, PlatformSteps>>
}
