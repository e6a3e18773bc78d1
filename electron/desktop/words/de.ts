import { germanScreenNames } from '../../../shared/german/screen-names.ts'
import type { DesktopWords } from './en.ts'

/** Was die Hülle selbst sagt. */
export const de: DesktopWords = {
  app: 'Vestibule',
  open: 'Vestibule öffnen',
  lock: 'Zertifizierungsstelle verschließen',
  settings: 'Einstellungen…',
  quit: 'Beenden und alle Zugänge schließen',
  file: 'Datei',
  edit: 'Bearbeiten',
  window: 'Fenster',
  go: 'Gehe zu',
  view: 'Ansicht',
  help: 'Hilfe',
  codes: 'Eine Fehlermeldung oder einen Code erklären',
  roles: {
    about: 'Über Vestibule',
    services: 'Dienste',
    hide: 'Vestibule ausblenden',
    hideOthers: 'Andere ausblenden',
    unhide: 'Alle einblenden',
    close: 'Fenster schließen',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    selectAll: 'Alles auswählen',
    resetZoom: 'Originalgröße',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    togglefullscreen: 'Vollbild ein/aus',
    minimize: 'Im Dock ablegen',
    zoom: 'Zoomen',
  },
  screens: germanScreenNames,
  tray: {
    down: (names) => (names.length === 1 ? `${names[0] ?? ''} läuft nicht` : `${names.length} Zugänge laufen nicht`),
    standsOpen: (names) =>
      names.length === 1 ? `${names[0] ?? ''} steht offen` : `${names.length} Zugänge stehen offen`,
    stuck: (names) => `Niemand kommt durch bei ${names.length === 1 ? (names[0] ?? '') : `${names.length} Zugängen`}`,
    gate: 'Kein Zugang ist offen: Das Gate läuft nicht',
    refused: (n) =>
      n === 1
        ? 'Seit du nachgesehen hast, wurde einmal abgewiesen'
        : `Seit du nachgesehen hast, wurde ${n}-mal abgewiesen`,
    expiring: (n) => (n === 1 ? 'Ein Zertifikat läuft bald ab' : `${n} Zertifikate laufen bald ab`),
    good: (n) => (n === 1 ? 'Ein Zugang ist offen' : `${n} Zugänge sind offen`),
    none: 'Kein Zugang ist offen',
  },
  stillRunning: {
    title: 'Vestibule läuft weiter',
    hidden: 'Deine Zugänge bleiben offen. Das Symbol in der Leiste führt zurück, und beendet.',
    dock: 'Deine Zugänge bleiben offen. Das Symbol im Dock führt zurück; „Beenden“ schließt sie.',
    minimised:
      'Deine Zugänge bleiben offen. Dieser Schreibtisch zeigt keine Symbole, deshalb wurde das Fenster nur klein gemacht: Beende es im Menü „Datei“.',
  },
  otherVersion: (running, started) => ({
    title: `Vestibule ${running} läuft schon`,
    body: `Gestartet wurde Version ${started}. Beende zuerst die laufende, dann starte die andere: Deine Daten bleiben, wo sie sind, und deine Zugänge sind sofort wieder offen.`,
  }),
  saveFolder: { title: 'Wohin soll der Ordner?', button: 'Hier speichern' },
  save: {
    title: 'Speichern',
    failed: 'Die Datei konnte nicht gespeichert werden',
    retry: 'Wähle einen anderen Ordner und versuch es noch einmal.',
  },
}
