import { germanScreenNames } from '../../../shared/german/screen-names.ts'
import type { Words } from '../en.ts'

/** Leiste, Suche, Schloss und Verbindung. */
export const frame: Words['frame'] = {
  main: 'Hauptmenü',
  tools: 'Suche, Schloss und mehr',
  skip: 'Zum Inhalt springen',
  screens: germanScreenNames,
  setUp: 'Einrichten',
  unlocked: 'Entsperrt',
  locked: 'Verschlossen',
  lock: 'Zertifizierungsstelle verschließen',
  unlockLabel: 'Zertifizierungsstelle entsperren',
  lost: 'Die Verbindung zu Vestibule ist abgerissen. Neuer Versuch… Sieh nach, ob es noch läuft.',
  shutOut: {
    title: 'Dieser Browser ist nicht eingelassen',
    body: 'Seine Sitzung ist zu Ende, oder die Seite wurde ohne die Adresse geöffnet, die einen Browser einmal einlässt. Vestibule gibt beim Start eine aus; dieser Befehl gibt eine weitere:',
    what: 'Befehl',
  },
  notices: {
    label: 'Neuigkeiten',
    show: 'Anzeigen',
    more: (count) => (count === 1 ? 'und eine weitere' : `und ${count} weitere`),
    putAway: (title) => `Weglegen: ${title}`,
    undo: 'Rückgängig',
    done: {
      'site-removed': (name) => `${name} ist entfernt: Die Tür ist zu, ihre Einstellungen sind vergessen.`,
      'site-changed': (name) => `${name} ist geändert.`,
      'rule-removed': (path) => `Die Regel für ${path} ist entfernt.`,
      'rule-changed': (path) => `Die Regel für ${path} ist geändert.`,
      'device-removed': (name) => `${name} ist von der Liste genommen.`,
      'device-changed': (name) => `${name} ist geändert.`,
      'authority-removed': (name) => `Die Zertifizierungsstelle ${name} ist entfernt.`,
      'entry-dismissed': (name) => `${name} ist vorerst von der Liste.`,
      'activity-shortened': () => 'Von der Aktivität wird weniger behalten. Ältere Zeilen gehen in fünf Minuten.',
    },
  },
  loadingScreen: 'Der Bildschirm wird geöffnet…',
  broken: {
    title: 'Dieser Bildschirm konnte nicht angezeigt werden',
    body: 'Nichts ist verloren: Alles liegt bei Vestibule selbst, nicht in diesem Fenster.',
    action: 'Fenster neu laden',
  },
  unlock: {
    title: 'Zertifizierungsstelle entsperren',
    why: 'Zum Signieren und Übergeben von Zertifikaten wird deine Passphrase gebraucht. Deine Zugänge laufen auch ohne sie.',
    passphrase: 'Passphrase',
    action: 'Entsperren',
    busy: 'Wird entsperrt…',
  },
  search: {
    open: 'Suchen',
    title: 'Suchen',
    placeholder: 'Gerät, Zugang, Bildschirm oder ein eingefügter Fehlertext',
    device: 'Gerät',
    site: 'Zugang',
    screen: 'Bildschirm',
    error: 'Fehlertext',
    explain: (text) => `„${text}“ erklären`,
    empty: 'Gib einen Namen ein oder füge einen Fehlertext ein, etwa ERR_BAD_SSL_CLIENT_AUTH_CERT.',
    results: 'Treffer',
  },
}
