import type { screenNames } from '../screen-names.ts'

export const germanScreenNames: Record<keyof typeof screenNames, string> = {
  welcome: 'Willkommen',
  home: 'Übersicht',
  devices: 'Geräte',
  sites: 'Zugänge',
  activity: 'Aktivität',
  diagnostics: 'Diagnose',
  authority: 'Zertifizierungsstelle',
  settings: 'Einstellungen',
}
