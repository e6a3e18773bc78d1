import type { Words } from '../en.ts'

/** Wie es weitergeht. */
export const next: Words['next'] = {
  usual: {
    mark: 'Für neue Geräte und Zugänge verwendet',
    use: 'Für neue Geräte verwenden',
  },
}
