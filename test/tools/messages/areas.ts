/** What only the window shows: its components read these texts by name. */
export const WINDOW_AREAS: readonly string[] = [
  'common',
  'frame',
  'screens',
  'outcomes',
  'welcome',
  'handoff',
  'home',
  'devices',
  'sites',
  'doors',
  'elsewhere',
  'upstream',
  'rules',
  'activity',
  'diagnostics',
  'authority',
  'servers',
  'settings',
  'backup',
  'next',
]

/** Menus, tray and dialogs of the desktop. */
export const DESKTOP_AREAS: readonly string[] = ['desktop', 'screens']

/** What strangers read: the gate has it in all languages at once. */
export const PAGE_AREAS: readonly string[] = ['pages']

/** Besides all areas that neither window nor desktop has for itself: what the engine's messages are made of. */
export const SPOKEN_TOO: readonly string[] = ['outcomes']

/** Of what the engine says, what a window may have to say before anything else: it comes with the window's own texts. */
export const FIRST_AREAS: readonly string[] = ['text', 'errors', 'parts', 'notices', 'reasons', 'passphrase']

/** Said on the page of a one-time link, never in a window. */
export const LINK_AREA = 'link'

/** The name of a language in its own words. */
export const LANGUAGE_AREA = 'language'

export function isSpoken(area: string): boolean {
  const own = [...WINDOW_AREAS, ...DESKTOP_AREAS, ...PAGE_AREAS, LANGUAGE_AREA]
  return SPOKEN_TOO.includes(area) || !own.includes(area)
}
