import { germanPageNames } from '../../../shared/german/pages.ts'
import type { Words } from '../en.ts'

/** Wörter, die jeder Bildschirm braucht. */
export const common: Words['common'] = {
  appName: 'Vestibule',
  close: 'Schließen',
  cancel: 'Abbrechen',
  cancelled: 'Abgebrochen. Nichts wurde verändert.',
  percent: (n) => `${n} %`,
  save: 'Speichern',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyOf: (what) => `${what} kopieren`,
  retry: 'Noch einmal',
  readingFiles: 'Die Dateien werden gelesen…',
  unreadableFiles: 'Eine Datei lässt sich nicht lesen: Wurde sie verschoben, oder ist sie ein Ordner?',
  chooseFile: 'Datei wählen…',
  chooseFiles: 'Dateien wählen…',
  chosen: (names, count) =>
    count > names.length ? `${names.join(', ')} und ${count - names.length} weitere` : names.join(', '),
  loading: 'Vestibule wird gefragt…',
  search: 'Suchen',
  clearSearch: 'Suche leeren',
  justNow: 'gerade eben',
  never: 'nie',
  none: 'keine',
  details: 'Technische Einzelheiten',
  count: (n) => n.toLocaleString('de'),
  remember: {
    label: 'Auf diesem Computer merken',
    weak: 'Dieses System hat keinen Schlüsselbund: Die Passphrase wird nur auf den ersten Blick unlesbar gemacht. Wer deine Dateien kopiert, kann sie lesen.',
  },
  platform: {
    iphone: 'iPhone oder iPad',
    android: 'Android',
    windows: 'Windows',
    macos: 'Mac',
    linux: 'Linux',
    firefox: 'Firefox',
    script: 'Skript',
  },
  keyType: {
    rsa2048: 'RSA 2048 (überall importierbar)',
    rsa3072: 'RSA 3072',
    rsa4096: 'RSA 4096',
    p256: 'ECDSA P-256',
    p384: 'ECDSA P-384',
  },
  observed: (outcome) => `Eingelassen; sonst: ${outcome}`,
  outcome: {
    ...germanPageNames,
    allowed: 'Eingelassen',
    'handshake-failed': 'Handshake nicht beendet',
  },
}
